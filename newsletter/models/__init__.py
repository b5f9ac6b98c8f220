"""Deliveries: who is owed which mail, and what became of it; and what is wrong with the service."""

from newsletter.models.alert import Alert
from newsletter.models.correction_delivery import CorrectionDelivery
from newsletter.models.delivery import Delivery
from newsletter.models.event import DeliveryEvent
from newsletter.models.heartbeat import Heartbeat
from newsletter.models.mail_count import MailCount
from newsletter.models.sending_state import SendingState
from newsletter.models.statement_report import StatementReport

__all__ = [
    "Alert",
    "CorrectionDelivery",
    "Delivery",
    "DeliveryEvent",
    "Heartbeat",
    "MailCount",
    "SendingState",
    "StatementReport",
]
