"""Asks DNS, by dnspython alone: short, and without a word on names that are not there."""

from functools import cache

from dns.exception import DNSException
from dns.resolver import NXDOMAIN, NoAnswer, Resolver

SECONDS = 3.0  # for one question, whatever number of servers is asked


class LookupFailed(Exception):
    """DNS could not be asked, or gave no answer in time: nothing is known of the name."""


def texts_at(name: str) -> list[str]:
    """The TXT records at this name, each in one piece. Raises LookupFailed."""
    try:
        answer = resolver().resolve(name, "TXT", lifetime=SECONDS, search=False)
    except (NXDOMAIN, NoAnswer):
        return []
    except DNSException as error:
        raise LookupFailed(f"{name}: {error}") from error
    return [b"".join(record.strings).decode("utf-8", "replace") for record in answer]


def is_there(name: str) -> bool:
    """Whether anything is at this name or below it (RFC 8020). Raises LookupFailed."""
    try:
        resolver().resolve(name, "TXT", lifetime=SECONDS, search=False, raise_on_no_answer=False)
    except NXDOMAIN:
        return False
    except DNSException as error:
        raise LookupFailed(f"{name}: {error}") from error
    return True


@cache
def resolver() -> Resolver:
    """The one of this machine. Raises LookupFailed where it has none."""
    try:
        return Resolver()
    except DNSException as error:
        raise LookupFailed(str(error)) from error
