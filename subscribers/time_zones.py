"""Time zones as people look for them: by a city, the common ones first.

django-timezone-field has neither translated cities nor a common group, and its column of ZoneInfo objects
would have to be turned back into names wherever readers are read by SQL, so it would have taken the place of
`usable_zone` alone.
"""

from datetime import datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

COMMON = {
    "UTC": pgettext_lazy("place", "UTC"),
    "Asia/Shanghai": _("Beijing"),
    "Asia/Taipei": _("Taipei"),
    "Asia/Singapore": _("Singapore"),
    "Asia/Tokyo": _("Tokyo"),
    "Asia/Kolkata": _("Delhi"),
    "Europe/London": _("London"),
    "Europe/Berlin": _("Berlin"),
    "Europe/Paris": _("Paris"),
    "America/New_York": _("New York"),
    "America/Chicago": _("Chicago"),
    "America/Los_Angeles": _("San Francisco"),
    "Australia/Sydney": _("Sydney"),
}


@cache
def all_zones() -> tuple[str, ...]:
    """Names such as Europe/Berlin, sorted; without the aliases that have no continent."""
    return tuple(sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/")))


@cache
def usable_zone(name: str) -> str:
    """The name of this time zone, or UTC where it means none: one wrong row must not hold up everybody's mail."""
    try:
        return ZoneInfo(name).key
    except (KeyError, ValueError, OSError):
        return "UTC"


def place(zone: str) -> str:
    """The city by which readers know this zone: Beijing for Asia/Shanghai."""
    if zone in COMMON:
        return str(COMMON[zone])
    # Chinese sets a space behind Latin letters: Madrid 时间, but 北京时间.
    return pgettext("place", "%(city)s") % {"city": zone.rsplit("/", 1)[-1].replace("_", " ")}


def offset(zone: str) -> str:
    """How far this zone is from UTC now, as UTC+5:30."""
    if zone == "UTC":
        return "UTC"
    minutes = (datetime.now(ZoneInfo(zone)).utcoffset() or timedelta()) // timedelta(minutes=1)
    sign, (hours, rest) = "−" if minutes < 0 else "+", divmod(abs(minutes), 60)
    return f"UTC{sign}{hours}" + (f":{rest:02}" if rest else "")


def common(chosen: str) -> list[tuple[str, str]]:
    """What a select begins with: the zones that most readers live in, and the one that is chosen."""
    offered = [(zone, _("%(place)s (%(offset)s)") % _names(zone)) for zone in COMMON if zone != "UTC"]
    own = [] if chosen in COMMON or chosen not in all_zones() else [_plain(chosen)]
    return [*own, *offered, ("UTC", "UTC")]


def choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Every zone, in two groups."""
    return [(str(_("Common")), common("UTC")), (str(_("All")), [_plain(zone) for zone in all_zones()])]


def _plain(zone: str) -> tuple[str, str]:
    return zone, f"{zone.replace('_', ' ')} ({offset(zone)})"


def _names(zone: str) -> dict[str, str]:
    return {"place": place(zone), "offset": offset(zone)}
