"""What production needs and a laptop does not: errors of `check --deploy`."""

import os

from django.conf import settings
from django.core.checks import Error, Warning, register
from django.db import connection

from subscribers.mail.safety import is_local_backend

# Providers whose webhooks carry no signature: only the secret in their address proves who calls.
UNSIGNED = ("amazon_ses", "brevo", "mailjet", "postmark", "sparkpost")


def _is_unsigned_provider():
    return settings.EMAIL_BACKEND.startswith("anymail.") and settings.EMAIL_BACKEND.split(".")[2] in UNSIGNED


# (id, what is wrong, what to do); the condition of each stands in `_found`.
ERRORS = {
    "E001": ("SECRET_KEY is not set", "Links and sessions would end with the process: make a long random one."),
    "E002": ("SITE_URL does not begin with https://", "Links in mails carry tokens, and one-click needs https."),
    "E003": ("DATABASE_URL names no server", "SQLite is for one machine: set postgres://…"),
    "E004": ("REDIS_URL is not set", "The embedded broker is for one machine: set redis://…"),
    "E005": (
        "Mail goes to the local mailbox",
        "Set EMAIL_URL, or EMAIL_BACKEND and its ANYMAIL_… variables.",
    ),
    "E006": ("DEFAULT_FROM_EMAIL is a sample address", "Set an address of a domain with SPF, DKIM and DMARC."),
    "E007": ("NEWSLETTER_POSTAL_ADDRESS is the sample", "The law asks for a real one in every mail."),
    "E008": ("ANYMAIL_WEBHOOK_SECRET is not set", "This provider signs nothing: set a long random user:password."),
}
WARNINGS = {
    "W001": ("GITHUB_TOKEN is not set", "60 requests an hour are enough for a handful of repositories, without files."),
    "W002": ("ANTHROPIC_API_KEY is not set", "Every story will be told by its title."),
}


def _found():
    return {
        "E001": not os.environ.get("SECRET_KEY"),
        "E002": not settings.SITE_URL.startswith("https://"),
        "E003": connection.vendor == "sqlite",
        "E004": not settings.REDIS_URL,
        "E005": is_local_backend(),
        "E006": "@example.org" in settings.DEFAULT_FROM_EMAIL,
        "E007": "Example Operator" in settings.NEWSLETTER_POSTAL_ADDRESS,
        "E008": _is_unsigned_provider() and not settings.ANYMAIL.get("WEBHOOK_SECRET"),
        "W001": not settings.GITHUB_TOKEN,
        "W002": not settings.ANTHROPIC_API_KEY,
    }


@register(deploy=True)
def check_production(app_configs, **kwargs):
    """Each value that has a default for a laptop and none for production."""
    found = [id for id, is_wrong in _found().items() if is_wrong]
    errors = [Error(ERRORS[id][0], hint=ERRORS[id][1], id=f"newsletter.{id}") for id in found if id in ERRORS]
    warnings = [Warning(WARNINGS[id][0], hint=WARNINGS[id][1], id=f"newsletter.{id}") for id in found if id in WARNINGS]
    return errors + warnings
