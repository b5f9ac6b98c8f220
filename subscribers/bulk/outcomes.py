"""What becomes of each row of a table of readers: made a reader, asked to confirm, or refused for a reason."""

from collections.abc import Iterable, Sequence

from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from subscribers.addresses import canonical
from subscribers.bulk.table import ACTIVE, Line
from subscribers.mail.safety import may_leave
from subscribers.models import Subscriber, Suppression
from subscribers.models.suppression import address_hashes

ADDED, ASKED, WAITING = "added", "asked", "waiting"
# In the order in which they are shown; all but the first three are refused, and those of the table by their fields.
LABELS = {
    ADDED: _("readers, with source and date of their consent"),
    ASKED: _("asked by a confirmation mail, for source or date of a consent is missing"),
    WAITING: _("to be asked by a confirmation mail when all lines are through"),
    "suppressed": _("suppressed: never mailed, whoever asks"),
    Subscriber.Status.ACTIVE.value: _("readers already"),
    Subscriber.Status.PENDING.value: _("asked already, not yet confirmed"),
    Subscriber.Status.UNSUBSCRIBED.value: _("unsubscribed here: only they themselves come back"),
    "twice": _("the address stands in an earlier line"),
    "not_active": _("the column “status” says that they are no active reader"),
    "asked_lately": _("asked too often lately"),
    "reserved": _("the address belongs to nobody (example.org and the like)"),
    "email": _("email: not one address"),
    "language": _("language: not one of this newsletter’s"),
    "repositories": _("repositories: one of them is not tracked"),
    "topics": _("topics: one of them is not known by its slug"),
    "minute": _("hour: not a time such as 08:30"),
    "time_zone": _("zone: not a time zone such as Europe/Berlin"),
    "frequency": _("frequency: not one of daily, workdays, monday … sunday"),
    "consented_at": _("consented_at: not a past date such as 2026-02-19"),
}
ACCEPTED = (ADDED, ASKED, WAITING)


def address_key(text: str) -> str:
    """Under which two cells are one address, in capitals or not."""
    return canonical(text).lower()


def repeated(addresses: Iterable[str]) -> set[int]:
    """The places at which an address stands that stood before."""
    seen: set[str] = set()
    again = set()
    for place, key in enumerate(map(address_key, addresses)):
        if key in seen:
            again.add(place)
        seen.add(key)
    return again


def decide(lines: Sequence[Line]) -> list[tuple[str, ...]]:
    """The outcomes of these lines, as the database is now: one of ACCEPTED, or the reasons why it is refused."""
    emails = [line.reader.email for line in lines if not line.wrong]
    standing = _standing(emails)
    return [line.wrong or (_outcome(line, standing),) for line in lines]


def _outcome(line: Line, standing: dict[str, str]) -> str:
    reader = line.reader
    known = standing.get(reader.email.lower())
    if known:
        return known
    if reader.status.lower() not in ("", ACTIVE):
        return "not_active"
    if not may_leave(reader.email):
        return "reserved"
    return ADDED if reader.is_proved else ASKED


def _standing(emails: Sequence[str]) -> dict[str, str]:
    """What we know of these addresses, in small letters: "suppressed", or the status of their reader."""
    lower = [email.lower() for email in emails]
    known = Subscriber.objects.alias(lower_email=Lower("email")).filter(lower_email__in=lower)
    found = {email.lower(): str(status) for email, status in known.values_list("email", "status")}
    hashes = {hashed: email for email in lower for hashed in address_hashes(email)}
    suppressed = Suppression.objects.filter(address_hash__in=hashes).values_list("address_hash", flat=True)
    return found | {hashes[hashed]: "suppressed" for hashed in suppressed}
