"""What was found of SPF, DKIM and DMARC at the sender's domain, and what to set where something is missing."""

from collections.abc import Callable
from typing import NamedTuple

from django.conf import settings
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from newsletter.mail.headers import sender_domain
from newsletter.sender_domain import dmarc
from newsletter.sender_domain.lookup import LookupFailed, is_there, texts_at

SPF_VERSION = "v=spf1"
LOCAL_HOSTS = ("", "localhost", "127.0.0.1", "::1")


class State(models.TextChoices):
    GOOD = "good", _("set")
    MISSING = "missing", _("missing")
    WRONG = "wrong", _("wrong")
    UNKNOWN = "unknown", _("not known")


class Finding(NamedTuple):
    """`record`: a line to copy into the zone at `name`; `found`: the records that stand there now."""

    what: str
    name: str
    state: State
    found: list[str]
    advice: str | Promise = ""
    record: str = ""


NOT_ASKED = _("DNS could not be asked from here, or did not answer within three seconds.")


def look() -> list[Finding]:
    """SPF, DKIM and DMARC. After DNS has failed once it is asked no more, so that a page waits for it once."""
    findings: list[Finding] = []
    for number, find in enumerate(QUESTIONS.values()):
        try:
            findings += find()
        except LookupFailed:
            left = list(QUESTIONS)[number:]
            return findings + [Finding(what, sender_domain(), State.UNKNOWN, [], NOT_ASKED) for what in left]
    return findings


def spf() -> list[Finding]:
    """RFC 7208, of the domain from which mails leave."""
    name = return_domain()
    found = [text for text in texts_at(name) if text.lower().split(" ")[0] == SPF_VERSION]
    if not found:
        return [Finding("SPF", name, State.MISSING, found, _spf_advice(), _spf_record())]
    if len(found) > 1:
        return [Finding("SPF", name, State.WRONG, found, _("Two records are an error: make one of them."))]
    if {"all", "+all"} & set(found[0].lower().split()):
        return [Finding("SPF", name, State.WRONG, found, _("It lets everybody send in your name: end it with -all."))]
    return [Finding("SPF", name, State.GOOD, found)]


def dkim() -> list[Finding]:
    """RFC 6376, a finding for each selector of MAIL_DKIM_SELECTORS."""
    below = f"_domainkey.{sender_domain()}"
    if settings.MAIL_DKIM_SELECTORS:
        return [_key_at(f"{selector}.{below}") for selector in settings.MAIL_DKIM_SELECTORS]
    if not is_there(below):
        return [Finding("DKIM", below, State.MISSING, [], KEY_ADVICE, KEY_RECORD)]
    return [
        Finding(
            "DKIM", below, State.UNKNOWN, [], _("Name your selectors in MAIL_DKIM_SELECTORS, to have them looked at.")
        )
    ]


KEY_ADVICE = _("Your relay or provider signs, and names the selector and the key.")
KEY_RECORD = "v=DKIM1; k=rsa; p=…"


def _key_at(name: str) -> Finding:
    found = texts_at(name)
    if not found:
        return Finding("DKIM", name, State.MISSING, found, KEY_ADVICE, KEY_RECORD)
    tags = dict(part.strip().partition("=")[::2] for text in found for part in text.split(";"))
    if not tags.get("p", "").strip():
        return Finding(
            "DKIM", name, State.WRONG, found, _("The key is empty, which means that it is revoked."), KEY_RECORD
        )
    return Finding("DKIM", name, State.GOOD, found)


def policy() -> list[Finding]:
    """RFC 9989, of the domain in From."""
    domain = sender_domain()
    found, name = dmarc.find_policy(domain), f"_dmarc.{domain}"
    record = f"v=DMARC1; p=none; rua=mailto:dmarc@{domain}"
    if found is None:
        several = dmarc.records_at(domain)
        if len(several) > 1:
            return [Finding("DMARC", name, State.WRONG, several, _("Two records count as none: keep one."))]
        return [Finding("DMARC", name, State.MISSING, [], _("Reports go to the address after rua."), record)]
    at = f"_dmarc.{found.name}"
    if found.of(domain) not in dmarc.POLICIES:
        return [Finding("DMARC", at, State.WRONG, [found.record], _("p must be none, quarantine or reject."), record)]
    return [Finding("DMARC", at, State.GOOD, [found.record], _policy_advice(found, domain))]


def return_domain() -> str:
    """The domain of the envelope's sender."""
    return settings.MAIL_BOUNCE_ADDRESS.rpartition("@")[2] or sender_domain()


def _spf_advice() -> str | Promise:
    if settings.EMAIL_BACKEND.startswith("anymail."):
        return _("Your provider names what to include; where it sends from a domain of its own, DMARC rests on DKIM.")
    return _("The relay must be among those named; a relay of a provider has an include: of its own.")


def _spf_record() -> str:
    host = settings.EMAIL_HOST
    if settings.EMAIL_BACKEND.startswith("anymail."):
        return "v=spf1 include:… -all"
    return "v=spf1 mx -all" if host in LOCAL_HOSTS else f"v=spf1 a:{host} -all"


def _policy_advice(found: dmarc.Policy, domain: str) -> str | Promise:
    if set(found.tags) & set(dmarc.REMOVED):
        return _("pct, rf and ri are no longer read (RFC 9989).")
    if found.of(domain) == "none":
        return _("Once the reports show that all your mail passes, p=quarantine protects your name.")
    return ""


QUESTIONS: dict[str, Callable[[], list[Finding]]] = {"SPF": spf, "DKIM": dkim, "DMARC": policy}
