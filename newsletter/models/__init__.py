"""Deliveries: who is owed which mail, and what became of it."""

from newsletter.models.delivery import Delivery
from newsletter.models.event import DeliveryEvent
from newsletter.models.sending_state import SendingState

__all__ = ["Delivery", "DeliveryEvent", "SendingState"]
