"""The operator's pages for what is followed and what is told; one file per subject."""

from digest.admin.digests import CompletionInline, DigestAdmin
from digest.admin.glossary import GlossaryTermAdmin
from digest.admin.interfaces import InterfaceChangeAdmin, InterfaceReadingAdmin
from digest.admin.patches import PatchAdmin
from digest.admin.records import ActivityAdmin, CompletionAdmin
from digest.admin.repositories import RepositoryAdmin, RepositoryGroupAdmin
from digest.admin.statements import StatementAdmin
from digest.admin.topics import TopicAdmin

__all__ = [
    "ActivityAdmin",
    "CompletionAdmin",
    "CompletionInline",
    "DigestAdmin",
    "GlossaryTermAdmin",
    "InterfaceChangeAdmin",
    "InterfaceReadingAdmin",
    "PatchAdmin",
    "RepositoryAdmin",
    "RepositoryGroupAdmin",
    "StatementAdmin",
    "TopicAdmin",
]
