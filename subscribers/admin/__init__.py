"""The operator's pages for readers: what they chose, what they agreed to, and whom we never mail."""

from subscribers.admin.imports import SubscriberImportAdmin
from subscribers.admin.repository_requests import RepositoryRequestAdmin
from subscribers.admin.subscribers import SubscriberAdmin
from subscribers.admin.suppressions import SuppressionAdmin

__all__ = ["RepositoryRequestAdmin", "SubscriberAdmin", "SubscriberImportAdmin", "SuppressionAdmin"]
