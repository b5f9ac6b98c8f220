"""Postmark's batch call, https://postmarkapp.com/developer/user-guide/send-email-with-api/batch-emails."""

from collections.abc import Sequence
from typing import Any

from newsletter.deliveries.outcome import Outcome
from newsletter.models import Delivery
from newsletter.sending.batch_calls.batch_api import EncodedMail
from newsletter.sending.batch_calls.json_call import NO_ANSWER, JsonBatchApi
from newsletter.sending.django_backend.outcomes import of_refusal

OK, MAINTENANCE, TOO_FAST = 0, 100, 429  # Postmark's codes; all others refuse the mail for ever
LATER = (MAINTENANCE, TOO_FAST)
DELAYED = "delivery may be delayed"


class Postmark(JsonBatchApi):
    """Up to 500 mails and 50 MB; the answer is an array in their order, each with a code and, if taken, its reader."""

    endpoint = "email/batch"
    max_mails = 500
    max_bytes = 50_000_000

    def answers(self, answer: Any, mails: Sequence[EncodedMail]) -> list[Outcome]:
        entries = answer if isinstance(answer, list) else []
        return [_outcome(entry, mail) for entry, mail in zip(entries, mails, strict=False)]


def _outcome(entry: Any, mail: EncodedMail) -> Outcome:
    if not isinstance(entry, dict) or "ErrorCode" not in entry:
        return NO_ANSWER
    code, words = entry["ErrorCode"], str(entry.get("Message", ""))
    if code in LATER:
        return Outcome(Delivery.Status.RETRY, f"{code} {words}")
    if code != OK:
        return of_refusal(f"{code} {words}")
    if str(entry.get("To")).casefold() != mail.recipient.casefold():
        return NO_ANSWER
    status = "queued" if DELAYED in words else "sent"
    return Outcome(Delivery.Status.SENT, status, str(entry.get("MessageID", "")))
