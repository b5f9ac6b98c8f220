"""Resend's batch call, https://resend.com/docs/api-reference/emails/send-batch-emails."""

from collections.abc import Sequence
from typing import Any

from newsletter.deliveries.outcome import Outcome
from newsletter.models import Delivery
from newsletter.sending.batch_calls.batch_api import EncodedMail
from newsletter.sending.batch_calls.json_call import NO_ANSWER, JsonBatchApi
from newsletter.sending.django_backend.outcomes import of_refusal


class Resend(JsonBatchApi):
    """Up to 100 mails; the answer names the ids of those taken in their order, and by number those that were not."""

    endpoint = "emails/batch"
    max_mails = 100
    max_bytes = 40_000_000  # what one mail may have; of a whole call nothing is said
    headers = {"x-batch-validation": "permissive"}  # else one mail with a mistake stops all of its call

    def answers(self, answer: Any, mails: Sequence[EncodedMail]) -> list[Outcome]:
        """Where ids and refusals do not add up, no id belongs to anybody for sure."""
        try:
            refused = {int(error["index"]): str(error["message"]) for error in answer.get("errors") or []}
            ids = [str(entry["id"]) for entry in answer["data"]]
        except (AttributeError, KeyError, TypeError, ValueError):
            return []
        taken = [number for number in range(len(mails)) if number not in refused]
        known = dict(zip(taken, ids, strict=True)) if len(taken) == len(ids) else {}
        return [_outcome(known.get(number), refused.get(number)) for number in range(len(mails))]


def _outcome(message_id: str | None, refusal: str | None) -> Outcome:
    if refusal is not None:
        return of_refusal(refusal)
    return Outcome(Delivery.Status.SENT, "queued", message_id) if message_id else NO_ANSWER
