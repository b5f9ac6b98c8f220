"""What production needs and a laptop does not: errors of `check --deploy`."""

import os
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import connection

from subscribers.mail.safety import is_local_backend

# Providers whose webhooks carry no signature: only the secret in their address proves who calls.
UNSIGNED = ("amazon_ses", "brevo", "mailjet", "postmark", "sparkpost")


class ProductionCheck(NamedTuple):
    """One value that has a default for a laptop and none for production."""

    id: str
    message: type[Error] | type[Warning]
    wrong: str
    hint: str
    is_wrong: Callable[[], bool]


CHECKS = [
    ProductionCheck(
        "E001",
        Error,
        "SECRET_KEY is not set",
        "Links and sessions would end with the process: make a long random one.",
        lambda: not os.environ.get("SECRET_KEY"),
    ),
    ProductionCheck(
        "E002",
        Error,
        "SITE_URL does not begin with https://",
        "Links in mails carry tokens, and one-click needs https.",
        lambda: not settings.SITE_URL.startswith("https://"),
    ),
    ProductionCheck(
        "E003",
        Error,
        "DATABASE_URL names no server",
        "SQLite is for one machine: set postgres://…",
        lambda: connection.vendor == "sqlite",
    ),
    ProductionCheck(
        "E004",
        Error,
        "REDIS_URL is not set",
        "The embedded broker is for one machine: set redis://…",
        lambda: not settings.REDIS_URL,
    ),
    ProductionCheck(
        "E005",
        Error,
        "Mail goes to the local mailbox",
        "Set EMAIL_URL, or EMAIL_BACKEND and its ANYMAIL_… variables.",
        lambda: is_local_backend(),
    ),
    ProductionCheck(
        "E006",
        Error,
        "DEFAULT_FROM_EMAIL is a sample address",
        "Set an address of a domain with SPF, DKIM and DMARC.",
        lambda: "@example.org" in settings.DEFAULT_FROM_EMAIL,
    ),
    ProductionCheck(
        "E007",
        Error,
        "NEWSLETTER_POSTAL_ADDRESS is the sample",
        "The law asks for a real one in every mail.",
        lambda: "Example Operator" in settings.NEWSLETTER_POSTAL_ADDRESS,
    ),
    ProductionCheck(
        "E008",
        Error,
        "ANYMAIL_WEBHOOK_SECRET is not set",
        "This provider signs nothing: set a long random user:password.",
        lambda: _is_unsigned_provider() and not settings.ANYMAIL.get("WEBHOOK_SECRET"),
    ),
    ProductionCheck(
        "W001",
        Warning,
        "GITHUB_TOKEN is not set",
        "60 requests an hour are enough for a handful of repositories, without files.",
        lambda: not settings.GITHUB_TOKEN,
    ),
    ProductionCheck(
        "W002",
        Warning,
        "ANTHROPIC_API_KEY is not set",
        "Every story will be told by its title.",
        lambda: not settings.ANTHROPIC_API_KEY,
    ),
]


@register(Tags.database)
def check_connections(databases: Sequence[str] | None = None, **_kwargs: object) -> list[CheckMessage]:
    """A warning where two web processes, as documented, leave fewer than ten connections for workers and commands.

    Runs where the database may be asked: with `check --database default`, and before each `migrate`.
    """
    if "default" not in (databases or ()) or connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('max_connections')::int")
        (allowed,) = cursor.fetchone()
    if allowed >= 2 * settings.WEB_CONNECTIONS + 10:
        return []
    wrong = f"PostgreSQL allows {allowed} connections; two web processes may take {2 * settings.WEB_CONNECTIONS}"
    return [Warning(wrong, hint="Raise max_connections, or lower WEB_CONNECTIONS.", id="newsletter.W003")]


@register(deploy=True)
def check_production(app_configs: Sequence[Any] | None, **_kwargs: object) -> list[CheckMessage]:
    """A message for each value that production needs and does not have."""
    return [
        check.message(check.wrong, hint=check.hint, id=f"newsletter.{check.id}") for check in CHECKS if check.is_wrong()
    ]


def _is_unsigned_provider() -> bool:
    return settings.EMAIL_BACKEND.startswith("anymail.") and settings.EMAIL_BACKEND.split(".")[2] in UNSIGNED
