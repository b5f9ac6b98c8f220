"""Questions that are not urgent, asked together at half the price: rows remember which batch answers them.

Nothing sleeps until a batch has ended. Whoever asks for the same again, a run later, finds the answer or still waits.
"""

import datetime as dt
import logging

from django.utils import timezone

from digest.models import Completion, Repository
from digest.writing import client
from digest.writing.completions import MAX_ATTEMPTS, CompletionClient, count

logger = logging.getLogger(__name__)

MAX_WAIT = dt.timedelta(hours=3)  # most batches end within one; the mail shall still be of its day


def ask(
    completion_client: CompletionClient, prompt: client.Prompt, purpose: str, repository: Repository | None = None
) -> Completion:
    """The completion of this prompt; without answer and error it waits, and `submit` sends what is new of it."""
    completion = completion_client.completion_of(prompt, purpose, repository)
    if completion.answer is not None or completion.error:
        return completion
    if completion.batch:
        _fetch(completion_client, completion, prompt)
    elif completion.attempts < MAX_ATTEMPTS and not completion_client.unavailable_reason:
        completion_client.batched[completion.input_hash] = (completion, prompt)
    return completion


def is_waiting(completion_client: CompletionClient, completion: Completion) -> bool:
    is_sent = bool(completion.batch) and completion.answer is None and not completion.error
    return is_sent or completion.input_hash in completion_client.batched


def submit(completion_client: CompletionClient) -> None:
    """Send what was asked for as one batch; where that fails, the questions have no answer."""
    if not completion_client.batched:
        return
    completions = [completion for completion, _prompt in completion_client.batched.values()]
    for completion in completions:
        completion.attempts += 1  # before the call: if we are killed meanwhile, it may be billed
        completion.save()
    try:
        batch = client.submit_batch({key: prompt for key, (_completion, prompt) in completion_client.batched.items()})
    except client.ClaudeError as error:
        logger.warning("Claude, a batch of %s: %s: %s", completion_client.digest, error.reason, error)
        for completion in completions:
            completion.error = f"{error.reason}: {error}"[:300]
            completion.save()
        return
    Completion.objects.filter(pk__in=[completion.pk for completion in completions]).update(batch=batch)


def _fetch(completion_client, completion, prompt):
    """Store what the batch of this completion says to it, if it has ended; after MAX_WAIT, that nobody waits longer."""
    if completion.batch not in completion_client.ended:
        completion_client.ended[completion.batch] = _results(completion.batch, prompt.form)
    results = completion_client.ended[completion.batch]
    if results is None:
        if timezone.now() - completion.created_at < MAX_WAIT:
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
