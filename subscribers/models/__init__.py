"""The rows of who wants which part; one file per subject, imported from here."""

from subscribers.models.consent import Consent, MailRequest
from subscribers.models.repository_request import RepositoryAsk, RepositoryRequest
from subscribers.models.selection import Selection
from subscribers.models.subscriber import Subscriber
from subscribers.models.subscriber_import import SubscriberImport
from subscribers.models.suppression import Suppression

__all__ = [
    "Consent",
    "MailRequest",
    "RepositoryAsk",
    "RepositoryRequest",
    "Selection",
    "Subscriber",
    "SubscriberImport",
    "Suppression",
]
