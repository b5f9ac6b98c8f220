"""Warnings of `check --deploy` about the mail to operators and the DNS of the sender's domain."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Warning, register

from newsletter.alerts.notify import operators
from newsletter.mail.headers import sender_domain
from newsletter.sender_domain.findings import State, look
from subscribers.mail.safety import is_local_backend, is_reserved_address

IDS = {"SPF": "W007", "DKIM": "W008", "DMARC": "W009"}


@register(deploy=True)
def check_sender_domain(app_configs: Sequence[Any] | None, **_kwargs: object) -> list[CheckMessage]:
    """What operators would not hear, and what mailbox providers would miss."""
    return [*_unheard(), *_missing_records()]


def _unheard() -> Iterator[CheckMessage]:
    dropped = [address for _name, address in settings.ADMINS if is_reserved_address(address)]
    if dropped:
        wrong = f"ADMINS has sample addresses, and mail to them is dropped: {', '.join(dropped)}"
        yield _warning("W004", wrong, "Name addresses that somebody reads.")
    if not (operators() or settings.ALERT_WEBHOOK_URL or settings.ALERT_PING_URL):
        yield _warning(
            "W005", "Nobody is told when something is wrong", "Set ADMINS, ALERT_WEBHOOK_URL or ALERT_PING_URL."
        )


def _missing_records() -> Iterator[CheckMessage]:
    if is_local_backend() or is_reserved_address(sender_domain()):
        return
    findings = look()
    unknown = [finding.what for finding in findings if finding.state == State.UNKNOWN]
    if unknown:
        advice = {str(finding.advice) for finding in findings if finding.state == State.UNKNOWN}
        yield _warning("W006", f"Not known of the sender's domain: {', '.join(unknown)}", " ".join(sorted(advice)))
    for finding in findings:
        if finding.state in (State.MISSING, State.WRONG):
            record = f" Such as: {finding.record}" if finding.record else ""
            yield _warning(
                IDS[finding.what], f"{finding.what} is {finding.state} at {finding.name}", f"{finding.advice}{record}"
            )


def _warning(number: str, wrong: str, hint: str) -> Warning:
    return Warning(wrong, hint=hint, id=f"newsletter.{number}")
