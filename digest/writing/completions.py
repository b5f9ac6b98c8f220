"""Asks Claude on behalf of a digest: stored answers are used again, every cost is counted, and the budget holds."""

import datetime as dt
import logging
from decimal import Decimal
from time import sleep
from typing import Any

from django.conf import settings
from django.db.models import Sum
from django.utils import timezone

from digest.models import Completion, Repository
from digest.writing import client
from digest.writing.client import Prompt
from digest.writing.pricing import cost_usd

logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 2  # that were or may have been billed, for one input, over all runs
TRIES = 2  # in one run
PAUSE, LONGEST_PAUSE = 5, 60  # seconds before the second try, unless Claude says how long; at most
# Questions in a row that found Claude away; then the rest of the digest is not asked, or the day would time out.
MAX_OUTAGES = 2


def spent(at: dt.datetime, purpose: str = "") -> Decimal:
    """What the calls (of one purpose, where it is given) of the 24 hours before this moment cost, in USD."""
    completions = Completion.objects.filter(created_at__gte=at - dt.timedelta(days=1))
    if purpose:
        completions = completions.filter(purpose=purpose)
    return completions.aggregate(sum=Sum("cost_usd"))["sum"] or Decimal(0)


class CompletionClient:
    """Where a digest's questions are asked, one after the other. `unavailable_reason`: why no more are, or empty.

    `model` is whom an editor wants to have written the stories; empty: the newsletter's own.
    """

    def __init__(self, digest, model=""):
        self.model = model
        self.digest, self.unavailable_reason, self.outages = digest, "", 0
        self.is_waiting = False  # for a batch
        self.batched: dict[str, tuple] = {}  # (completion, prompt) to be sent in a batch, by the hash of the input
        self.ended: dict[str, dict | None] = {}  # what each batch that was looked at said, None while it runs
        if not settings.ANTHROPIC_API_KEY:
            self.unavailable_reason = "there is no ANTHROPIC_API_KEY"

    def completion_of(self, prompt: Prompt, purpose: str, repository: Repository | None = None) -> Completion:
        """The row of this prompt, made where it is missing."""
        completion, _created = Completion.objects.get_or_create(
            input_hash=client.fingerprint(prompt),
            defaults={
                "digest": self.digest,
                "repository": repository,
                "purpose": purpose,
                "model": prompt.asked_model,
            },
        )
        return completion

    def ask(self, prompt: Prompt, purpose: str, repository: Repository | None = None) -> Completion:
        """The Completion of this prompt; its `answer` is None where there is none, and `error` says why."""
        completion = self.completion_of(prompt, purpose, repository)
        for number in range(TRIES):
            if completion.answer is not None or completion.attempts >= MAX_ATTEMPTS or not self._may_ask(prompt):
                break
            pause = self._try(completion, prompt)
            if pause and number + 1 < TRIES:
                sleep(pause)
        if self.unavailable_reason and completion.answer is None and not completion.error:
            completion.error = self.unavailable_reason
            completion.save()
        return completion

    def _may_ask(self, prompt):
        """Not where the budget might not last: what was spent and what this may cost at most must fit into it."""
        highest = cost_usd(prompt.asked_model, client.highest_usage(prompt))
        budget = Decimal(str(settings.ANTHROPIC_DAILY_BUDGET_USD))
        if not self.unavailable_reason and spent(timezone.now()) + highest > budget:
            self._stop_asking(f"budget: of {budget} USD a day too little is left")
        return not self.unavailable_reason

    def _try(self, completion, prompt):
        """One call. Returns for how many seconds to wait before another; 0 where there is no point in one."""
        # Counted before the call: if we are killed meanwhile, it may have been billed.
        completion.attempts += 1
        completion.save()
        try:
            answer = client.ask(prompt)
        except client.ClaudeError as error:
            self._note(completion, prompt, error)
            completion.save()
            return 0 if error.permanent else min(error.retry_after or PAUSE, LONGEST_PAUSE)
        self.outages = 0
        completion.answer, completion.stop_reason, completion.error = answer.data, answer.stop_reason, ""
        count(completion, answer.usage)
        completion.save()
        return 0

    def _note(self, completion, prompt, error):
        """Remember what went wrong and what it cost, and close where asking on is pointless."""
        logger.warning("Claude, %s of %s: %s: %s", completion.purpose, self.digest, error.reason, error)
        completion.error = f"{error.reason}: {error}"[:300]
        completion.stop_reason = error.reason if error.reason in client.STOPS else ""
        if error.usage:
            count(completion, error.usage)
        elif error.reason in client.LOST:
            count(completion, client.highest_usage(prompt))
        else:
            completion.attempts -= 1  # certainly not billed
        if error.reason in client.OF_SETUP:
            self._stop_asking(completion.error)
        elif error.permanent:
            completion.attempts = MAX_ATTEMPTS
        elif error.reason in client.OF_OUTAGE | client.LOST:
            self.outages += 1
            if self.outages >= MAX_OUTAGES * TRIES:
                self._stop_asking(f"Claude is away: {completion.error}"[:300])

    def _stop_asking(self, why):
        self.unavailable_reason = why
        logger.warning("Digest of %s: no more questions to Claude: %s", self.digest, why)


def count(completion: Completion, usage: dict[str, Any]) -> None:
    """Add the usage of one call and its cost; what may have been billed counts in full."""
    completion.cost_usd += cost_usd(completion.model, usage)
    sums = {
        name: completion.usage.get(name, 0) + value
        for name, value in usage.items()
        if isinstance(value, int) and not isinstance(value, bool)
    }
    completion.usage = completion.usage | usage | sums


def reason_of(completion: Completion) -> str:
    """The code of the last failure, as claude.py names it; empty where there was none."""
    return completion.error.split(":")[0]
