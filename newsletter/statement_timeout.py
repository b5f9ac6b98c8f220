"""A page that asks PostgreSQL for too much is ended by it; commands and workers may take their time."""

from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse

_serving = ContextVar("serving", default=False)


class StatementTimeout:
    """Middleware: connections that are opened while a request is served end a statement after WEB_STATEMENT_SECONDS.

    They belong to a thread that serves nothing but requests, so the limit stays with the connection.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        before = _serving.set(True)
        try:
            return self.get_response(request)
        finally:
            _serving.reset(before)


@receiver(connection_created)
def limit_statements(connection: BaseDatabaseWrapper, **_signal: Any) -> None:
    """One round trip for each new connection, none for a request; a pool's connections are born with the limit."""
    if not _serving.get() or connection.vendor != "postgresql" or connection.settings_dict["OPTIONS"].get("pool"):
        return
    if settings.WEB_STATEMENT_SECONDS:
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('statement_timeout', %s, false)", [f"{settings.WEB_STATEMENT_SECONDS}s"])
