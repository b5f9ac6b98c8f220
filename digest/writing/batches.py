"""Questions that are not urgent, asked together at half the price: rows remember which batch answers them.

Nothing sleeps until a batch has ended. Whoever asks for the same again, a run later, finds the answer or still waits.
"""

import datetime as dt
import logging

from django.utils import timezone

from digest.models import Completion, Repository
from digest.writing import client
from digest.writing.completions import MOST_ATTEMPTS, Desk, count

logger = logging.getLogger(__name__)

PATIENCE = dt.timedelta(hours=3)  # most batches end within one; the mail shall still be of its day


def ask(desk: Desk, prompt: client.Prompt, purpose: str, repository: Repository | None = None) -> Completion:
    """The completion of this prompt; without answer and error it waits, and `submit` sends what is new of it."""
    completion = desk.completion_of(prompt, purpose, repository)
    if completion.answer is not None or completion.error:
        return completion
    if completion.batch:
        _fetch(desk, completion, prompt)
    elif completion.attempts < MOST_ATTEMPTS and not desk.closed:
        desk.batched[completion.input_hash] = (completion, prompt)
    return completion


def is_waiting(desk: Desk, completion: Completion) -> bool:
    is_sent = bool(completion.batch) and completion.answer is None and not completion.error
    return is_sent or completion.input_hash in desk.batched


def submit(desk: Desk) -> None:
    """Send what was asked for as one batch; where that fails, the questions have no answer."""
    if not desk.batched:
        return
    completions = [completion for completion, _prompt in desk.batched.values()]
    for completion in completions:
        completion.attempts += 1  # before the call: if we are killed meanwhile, it may be billed
        completion.save()
    try:
        batch = client.submit_batch({key: prompt for key, (_completion, prompt) in desk.batched.items()})
    except client.ClaudeError as error:
        logger.warning("Claude, a batch of %s: %s: %s", desk.digest, error.reason, error)
        for completion in completions:
            completion.error = f"{error.reason}: {error}"[:300]
            completion.save()
        return
    Completion.objects.filter(pk__in=[completion.pk for completion in completions]).update(batch=batch)


def _fetch(desk, completion, prompt):
    """Store what the batch of this completion says to it, if it has ended; after PATIENCE, that nobody waits longer."""
    if completion.batch not in desk.ended:
        desk.ended[completion.batch] = _results(completion.batch, prompt.form)
    results = desk.ended[completion.batch]
    if results is None:
        if timezone.now() - completion.created_at < PATIENCE:
            return
        result = client.ClaudeError("the batch has not ended in time", False, "timeout")
    else:
        result = results.get(completion.input_hash) or client.ClaudeError("not in the batch", False, "empty")
    if isinstance(result, client.ClaudeError):
        completion.error = f"{result.reason}: {result}"[:300]
        usage = result.usage or (client.highest_usage(prompt) | client.BATCH if result.reason in client.LOST else {})
    else:
        completion.answer, completion.stop_reason, usage = result.data, result.stop_reason, result.usage
    if usage:
        count(completion, usage)
    completion.save()


def _results(batch, form):
    try:
        return client.batch_results(batch, form)
    except client.ClaudeError as error:
        logger.warning("Claude, batch %s: %s: %s", batch, error.reason, error)
        return {} if error.permanent else None
