"""The ledger: who is owed which mail, and what became of it."""

from newsletter.models.delivery import Delivery
from newsletter.models.event import DeliveryEvent
from newsletter.models.sending import Sending

__all__ = ["Delivery", "DeliveryEvent", "Sending"]
