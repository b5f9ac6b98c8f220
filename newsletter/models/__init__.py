"""The ledger: who is owed which mail, and what became of it."""

from newsletter.models.delivery import Delivery
from newsletter.models.event import DeliveryEvent

__all__ = ["Delivery", "DeliveryEvent"]
