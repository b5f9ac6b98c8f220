"""DMARC as in RFC 9989: the policy that holds for a domain, found by walking up the tree of names."""

from collections.abc import Iterator
from typing import NamedTuple

from newsletter.sender_domain.lookup import texts_at

VERSION = "v=DMARC1"
POLICIES = ("none", "quarantine", "reject")
REMOVED = ("pct", "rf", "ri")  # tags of RFC 7489 that RFC 9989 has no more
MAX_QUERIES = 8


class Policy(NamedTuple):
    """`tags` of the record at `_dmarc.` and `name`."""

    name: str
    record: str
    tags: dict[str, str]

    def of(self, domain: str) -> str:
        """What it asks for mails of this domain that fail; without a word about it, none."""
        asked = self.tags.get("p", "none")
        return asked if domain == self.name else self.tags.get("sp", asked)


def find_policy(domain: str) -> Policy | None:
    """The domain's own, else that of its organization. Raises LookupFailed."""
    found = [policy for name in names_upwards(domain) if (policy := policy_at(name))]
    if found and found[0].name == domain:
        return found[0]
    return _of_organization(found)


def names_upwards(domain: str) -> Iterator[str]:
    """The domain, and at most seven names above it, down to a top-level domain."""
    labels = domain.split(".")
    yield domain
    above = labels[1:] if len(labels) < MAX_QUERIES else labels[-(MAX_QUERIES - 1) :]
    for start in range(len(above)):
        yield ".".join(above[start:])


def policy_at(name: str) -> Policy | None:
    """Of this name alone; two records are as good as none."""
    records = records_at(name)
    return Policy(name, records[0], _tags(records[0])) if len(records) == 1 else None


def records_at(name: str) -> list[str]:
    """Those of DMARC among the texts at `_dmarc.` and this name."""
    return [text for text in texts_at(f"_dmarc.{name}") if _is_record(text)]


def _of_organization(found: list[Policy]) -> Policy | None:
    """The one nearest to the root, unless a record says that names below belong to others (psd)."""
    for place, policy in enumerate(found):
        if policy.tags.get("psd") == "n":
            return policy
        if policy.tags.get("psd") == "y":
            below = found[place - 1] if place else None
            is_child = below is not None and below.name.partition(".")[2] == policy.name
            return below if is_child else policy
    return found[-1] if found else None


def _is_record(text: str) -> bool:
    return text.split(";")[0].replace(" ", "") == VERSION


def _tags(record: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in record.split(";"))
    return {name.strip().lower(): value.strip().lower() for name, equals, value in pairs if equals}
