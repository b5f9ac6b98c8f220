"""What an action did to a row stands in the row's history, with who did it."""

from collections.abc import Iterable
from typing import Any

from django.contrib.admin.models import CHANGE, LogEntry
from django.http import HttpRequest


def log_action(request: HttpRequest, rows: Iterable[Any], action: str) -> None:
    """`action` in English: the history is read as a sentence, "Changed send again."."""
    if request.user.pk is not None:
        LogEntry.objects.log_actions(request.user.pk, rows, CHANGE, [{"changed": {"fields": [action]}}])
