"""Interface changes of days as the service finds them, beside griffe's own answer about the same two sides."""

import datetime as dt
import math
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import griffe

from benchmarks.days import counted_requests
from digest import build
from digest.collect import collect_digest
from digest.github.blobs import read_blobs
from digest.github.client import GitHub
from digest.interface import reading
from digest.interface.commits import units_of
from digest.interface.isolation import Comparer
from digest.interface.public_paths import is_private_name, other_place
from digest.models import InterfaceChange, InterfaceReading, Repository

MAX_SECONDS, MAX_MEGABYTES = 20, 100
MAX_REQUESTS = 2  # for every 20 changed files
MERGED = 60  # pull requests of the repository-day for which the limits hold
ABOUT_FILES = {"tests", "benchmarks", "examples", "vendored", "generated", "moved"}  # counts of files, not of breakages


@dataclass
class Day:
    """The figures of one repository-day."""

    name: str
    files: int = 0
    told: int = 0
    counted: int = 0
    unread: Counter = field(default_factory=Counter)
    reported: int = 0  # by griffe, of public names
    missed: list = field(default_factory=list)
    wrong: list = field(default_factory=list)
    requests: int = 0
    seconds: float = 0.0
    megabytes: float = 0.0

    @property
    def faults(self):
        over = {
            "requests": self.requests > MAX_REQUESTS * math.ceil(self.files / 20),
            "seconds": self.seconds > MAX_SECONDS,
            "memory": self.megabytes > MAX_MEGABYTES,
        }
        return [*self.missed, *self.wrong, *(name for name, is_over in over.items() if is_over)]


class MeasuredComparer(Comparer):
    """Remembers the most memory that a child held."""

    megabytes = 0.0

    def _stop(self):
        if self._child is not None and self._child.poll() is None:
            status = Path(f"/proc/{self._child.pid}/status").read_text()
            peak = next(line for line in status.splitlines() if line.startswith("VmHWM"))
            MeasuredComparer.megabytes = max(MeasuredComparer.megabytes, int(peak.split()[1]) / 1024)
        super()._stop()


def evaluate(asked):
    """Read every day of every repository, report, and return the exit code."""
    reading.Comparer = MeasuredComparer
    repositories = [
        Repository.objects.create(full_name=name) for name in asked["REPOSITORIES"].replace(",", " ").split()
    ]
    first, last = (dt.date.fromisoformat(asked[name] or asked["FROM"]) for name in ("FROM", "TO"))
    dates = [first + dt.timedelta(days=number) for number in range((last - first).days + 1)]
    days = [read_day(date, repository) for date in dates for repository in repositories]
    for day in days:
        if day.files or day.faults:
            show(day)
    print(f"{len(days)} repository-days, {sum(d.files for d in days)} files, {sum(d.told for d in days)} changes told")
    print(f"griffe reports {sum(d.reported for d in days)} breakages of public names")
    print(f"neither told nor counted: {sum(len(d.missed) for d in days)}; wrong: {sum(len(d.wrong) for d in days)}")
    print(f"most seconds {max(d.seconds for d in days):.1f}, most MB {max(d.megabytes for d in days):.0f}")
    return 1 if any(day.faults for day in days) else 0


def show(day):
    unread = "".join(f", {count} not read: {reason}" for reason, count in day.unread.items())
    print(
        f"{day.name}: {day.files} files, {day.told} told, {day.counted} counted, griffe {day.reported}, "
        f"{day.requests} requests, {day.seconds:.1f} s, {day.megabytes:.0f} MB{unread}"
    )
    for fault in day.faults:
        print(f"  WRONG {fault}")


def read_day(date, repository):
    digest = build.digest_of(date)
    collect_digest(digest, [repository])
    day, MeasuredComparer.megabytes = Day(f"{date} {repository}"), 0.0
    with counted_requests() as count:
        started = time.monotonic()
        reading.read_interfaces(digest, [repository])
        day.seconds, day.requests = time.monotonic() - started, count.requests
    day.megabytes = MeasuredComparer.megabytes
    units = units_of(digest.activities.filter(repository=repository))
    with GitHub() as client:
        for unit in units:
            hold_against_griffe(day, unit, client, repository)
    return day


def hold_against_griffe(day, unit, client, repository):
    read = InterfaceReading.objects.get(activity=unit.activity)
    rows = list(InterfaceChange.objects.filter(activity=unit.activity))
    unread = {path for path, _reason in read.unread}
    counted = sum(number for reason, number in read.counted.items() if reason not in ABOUT_FILES)
    day.files += len(unit.files)
    day.told += len(rows)
    day.counted += counted
    day.unread.update(reason for _path, reason in read.unread)
    untold = []
    for file in unit.files:
        if file.path.endswith(".py") and file.path not in unread:
            untold += untold_breakages(day, unit, file.path, rows, client, repository)
    if len(untold) > counted + read.counted.get("moved", 0):
        day.missed += untold


def untold_breakages(day, unit, path, rows, client, repository):
    """griffe's breakages of public names in this file that no row tells; wrong values are noted on the way."""
    expressions = [f"{unit.base}:{path}", f"{unit.head}:{path}"]
    found = read_blobs(client, repository.full_name, expressions)
    old, new = (found[expression].text for expression in expressions)
    if old is None or new is None:
        return
    for breakage in breakages(path, old, new):
        symbol, parameter = breakage.obj.path.removeprefix("module."), parameter_of(breakage)
        if other_place(path) or any(map(is_private_name, [*Path(path).with_suffix("").parts, *symbol.split(".")])):
            continue
        day.reported += 1
        row = next((r for r in rows if (r.path, r.symbol, r.parameter) == (path, symbol, parameter)), None)
        if row is None:
            yield f"{path}: {symbol}({parameter}) {breakage.kind.value}"
        elif is_default(breakage) and (row.before, row.after) != defaults(breakage) and row.kind == "changed_default":
            day.wrong.append(f"{path}: {symbol}({parameter}) {row.before} → {row.after}, not {defaults(breakage)}")


def breakages(path, old, new):
    sides = [griffe.visit("module", Path(path), text) for text in (old, new)]
    return list(griffe.find_breaking_changes(*sides))


def parameter_of(breakage):
    values = breakage.old_value, breakage.new_value
    return next((value.name for value in values if isinstance(value, griffe.Parameter)), "")


def is_default(breakage):
    return breakage.kind is griffe.BreakageKind.PARAMETER_CHANGED_DEFAULT


def defaults(breakage):
    return tuple(str(value.default) for value in (breakage.old_value, breakage.new_value))
