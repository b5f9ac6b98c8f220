"""An import of readers, part by part: whichever worker comes next goes on where the row says that the last one was.

The part and the row that tells of it are one transaction: a part is done once, or not at all.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from subscribers import signup, throttle
from subscribers.bulk import outcomes
from subscribers.bulk.outcomes import ADDED, ASKED, WAITING
from subscribers.bulk.table import Line, ReaderRow, Table
from subscribers.models import Consent, Selection, Subscriber, SubscriberImport
from subscribers.models.subscriber_import import FORGOTTEN

State = SubscriberImport.State
PART = 200  # rows in one transaction
PARTS_AT_ONCE = 10  # in one task, so that mails somebody waits for do not stand behind thousands of rows
MAX_TRIES = 5  # workers that died over the same rows
WORDING = "(agreed to elsewhere; see source)"


class Overtaken(Exception):
    """Somebody else went on with this import, or ended it: what was done for the part is undone."""


def confirm(run: SubscriberImport) -> bool:
    """Have a table that was checked imported. Whether it could be."""
    checked = SubscriberImport.objects.filter(pk=run.pk, state=State.CHECKED)
    return bool(checked.update(state=State.IMPORTING, position=0, counts={}, refused={}, worked_at=None))


def cancel(run: SubscriberImport) -> bool:
    """End it where it is: who was made a reader stays one. Whether there was anything to end."""
    open_ones = SubscriberImport.objects.filter(pk=run.pk, ended_at=None)
    return bool(open_ones.end(State.CANCELLED, timezone.now()))


def work(import_id: int) -> bool:
    """Do the next parts of this import, if no other worker does. Whether there is more that can be done at once."""
    run = _claim(import_id, timezone.now())
    if run is None:
        return False
    table = Table(run.content)
    end = run.position + PART * PARTS_AT_ONCE  # no address behind it is looked at now
    again = outcomes.repeated(table.addresses()[:end])
    try:
        goes_on = all(_next_part(run, table, again) for _part in range(PARTS_AT_ONCE))
    except Overtaken:
        return False
    SubscriberImport.objects.filter(pk=run.pk, position=run.position, state=run.state).update(worked_at=None)
    return goes_on


def give_up(now: dt.datetime) -> None:
    """End what workers died over again and again, and drop tables that nobody confirmed."""
    SubscriberImport.objects.unattended(now).filter(tries__gte=MAX_TRIES).end(State.FAILED, now, "no_progress")
    old = SubscriberImport.objects.filter(state=State.CHECKED, created_at__lt=now - FORGOTTEN)
    old.end(State.CANCELLED, now, "not_confirmed")


def _claim(import_id: int, now: dt.datetime) -> SubscriberImport | None:
    free = SubscriberImport.objects.unattended(now).filter(pk=import_id, tries__lt=MAX_TRIES)
    if not free.update(worked_at=now, tries=F("tries") + 1):
        return None
    return SubscriberImport.objects.get(pk=import_id)


def _next_part(run: SubscriberImport, table: Table, again: set[int]) -> bool:
    """Whether the import can go on at once after it."""
    end = min(run.position + PART, len(table))
    lines = [
        replace(line, wrong=line.wrong or (("twice",) if place in again else ()))
        for place, line in enumerate(table.read(run.position, end), run.position)
    ]
    is_whole = PARTS[State(run.state)](run, lines)
    if run.position >= len(table):
        _finish(run)
    return run.is_working and is_whole


def _check(run: SubscriberImport, lines: list[Line]) -> bool:
    _note(run, lines, outcomes.decide(lines))
    return True


def _import(run: SubscriberImport, lines: list[Line]) -> bool:
    with transaction.atomic():
        decided = outcomes.decide(lines)
        new = [line.reader for line, outcome in zip(lines, decided, strict=True) if outcome == (ADDED,)]
        made = _make_readers(new)
        told = [_what_happened(line, outcome, made) for line, outcome in zip(lines, decided, strict=True)]
        _note(run, lines, told)
    return True


def _what_happened(line: Line, outcome: tuple[str, ...], made: set[str]) -> tuple[str, ...]:
    """Who signed up in the same moment is a reader already; who is to be asked waits until all lines are through."""
    if outcome == (ADDED,) and line.reader.email not in made:
        return (Subscriber.Status.PENDING.value,)
    return (WAITING,) if outcome == (ASKED,) else outcome


def _ask(run: SubscriberImport, lines: list[Line]) -> bool:
    """One by one, as long as the caps have room. Those who are not to be asked were told of when they were imported."""
    passed: list[Line] = []
    for line, outcome in zip(lines, outcomes.decide(lines), strict=True):
        passed.append(line)
        if outcome == (ASKED,):
            if not _invite(run, passed):
                return False
            passed = []
    _note(run, passed, [()] * len(passed))
    return True


def _invite(run: SubscriberImport, passed: list[Line]) -> bool:
    """Ask the last of these lines. Whether the caps have room for it."""
    with transaction.atomic():
        if not throttle.has_room_for_invitations():
            return False
        reader = passed[-1].reader
        ordered = signup.invite(reader.email, reader.preferences(), reader.source)
        _note(run, passed, [()] * (len(passed) - 1) + [(ASKED,) if ordered else ("asked_lately",)])
    return True


PARTS: dict[State, Callable[[SubscriberImport, list[Line]], bool]] = {
    State.CHECKING: _check,
    State.IMPORTING: _import,
    State.ASKING: _ask,
}


def _note(run: SubscriberImport, lines: list[Line], decided: list[tuple[str, ...]]) -> None:
    """Write down what became of these lines, which are the next ones. Raises Overtaken where they no longer are."""
    counts, refused = dict(run.counts), {reason: list(numbers) for reason, numbers in run.refused.items()}
    for line, told in zip(lines, decided, strict=True):
        for outcome in told:
            counts[outcome] = counts.get(outcome, 0) + 1
            if outcome not in outcomes.ACCEPTED:
                refused.setdefault(outcome, []).append(line.number)
    own = SubscriberImport.objects.filter(pk=run.pk, state=run.state, position=run.position)
    position = run.position + len(lines)
    if not own.update(worked_at=timezone.now(), tries=0, position=position, counts=counts, refused=refused):
        raise Overtaken
    run.position, run.counts, run.refused = position, counts, refused


def _finish(run: SubscriberImport) -> None:
    """What comes after the last row."""
    own = SubscriberImport.objects.filter(pk=run.pk, state=run.state)
    if run.state == State.CHECKING:
        run.state = State.CHECKED
        own.update(state=run.state, worked_at=None)
    elif run.state == State.IMPORTING and run.counts.pop(WAITING, 0):
        run.state, run.position = State.ASKING, 0
        own.update(state=run.state, position=0, counts=run.counts, worked_at=None)
    else:
        run.state = State.DONE
        own.end(run.state, timezone.now())


def _make_readers(rows: list[ReaderRow]) -> set[str]:
    """Make these readers, each with the proof of their consent. The addresses of those who are new."""
    now = timezone.now()
    selections: dict[tuple, Selection] = {}  # most rows of a table choose the same: each choice is looked up once
    readers = {}
    for row in rows:
        chosen = row.preferences()
        choice = (chosen.language, chosen.repositories, chosen.topics)
        if choice not in selections:
            selections[choice] = chosen.selection()
        own = {"time_zone": chosen.time_zone, "minute": chosen.minute, "frequency": chosen.frequency}
        fields = {"email": row.email, "selection": selections[choice], "confirmed_at": now, **own}
        reader = Subscriber(status=Subscriber.Status.ACTIVE, **fields)
        readers[reader.public_id] = (reader, row)
    Subscriber.objects.bulk_create([reader for reader, _row in readers.values()], ignore_conflicts=True)
    made = Subscriber.objects.in_bulk(list(readers), field_name="public_id")
    Consent.objects.bulk_create(_proof(reader, readers[public_id][1]) for public_id, reader in made.items())
    return {reader.email for reader in made.values()}


def _proof(reader: Subscriber, row: ReaderRow) -> Consent:
    agreed_at = row.consented_at or timezone.now()  # never now: a row without is no proof, and is asked
    return Consent(
        subscriber=reader,
        requested_at=agreed_at,
        confirmed_at=agreed_at,
        language=row.language,
        wording=WORDING,
        source=row.source,
    )
