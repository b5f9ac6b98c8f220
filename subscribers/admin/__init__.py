"""The operator's pages for readers: what they chose, what they agreed to, and whom we never mail."""

from subscribers.admin.subscribers import SubscriberAdmin
from subscribers.admin.suppressions import SuppressionAdmin

__all__ = ["SubscriberAdmin", "SuppressionAdmin"]
