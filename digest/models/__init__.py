"""The rows of what happened; one file per subject, imported from here."""

from digest.models.activity import Activity
from digest.models.completion import Completion
from digest.models.correction import Correction
from digest.models.digest import Coverage, Digest
from digest.models.glossary import GlossaryTerm
from digest.models.interface_change import InterfaceChange, InterfaceReading
from digest.models.patch import Patch
from digest.models.repository import Repository, RepositoryGroup, Topic, TopicRule
from digest.models.search_document import SearchDocument
from digest.models.statement import Statement, StatementText

__all__ = [
    "Activity",
    "Completion",
    "Correction",
    "Coverage",
    "Digest",
    "GlossaryTerm",
    "InterfaceChange",
    "InterfaceReading",
    "Patch",
    "Repository",
    "RepositoryGroup",
    "SearchDocument",
    "Statement",
    "StatementText",
    "Topic",
    "TopicRule",
]
