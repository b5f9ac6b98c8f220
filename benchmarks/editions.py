"""Editions that all differ, composed both ways; for benchmarks.compose, once Django is set up."""

import datetime as dt
import itertools
import random
import statistics
import time

from benchmarks.memory import peak_kb
from benchmarks.readers import CHOSEN, LANGUAGES, make_day
from digest.models import Digest, Repository
from newsletter.mail.compose import compose_delivery
from newsletter.mail.fragments.fast_compose import compose_raw
from newsletter.models import Delivery
from subscribers.models import Selection, Subscriber

WHOLE = 60  # mails rendered whole in a repetition, half before and half after


def runs(editions, repeat):
    """A list of {ratio, joined: µs a mail, whole: µs a mail, size: bytes a mail}."""
    deliveries = endless_deliveries()
    return [run(deliveries, editions // repeat) for _ in range(repeat)]


def peak(readers):
    """KB of this process after it composed for so many readers."""
    for delivery in itertools.islice(endless_deliveries(), readers):
        assert compose_raw(delivery).content
    return peak_kb()


def endless_deliveries():
    """Of readers who are in no database, each with a selection that no other of the first 48,620 has."""
    digest = make_day(dt.date(2026, 2, 19))
    Digest.objects.update(status=Digest.Status.PUBLISHED, published_at=digest.ends_at)
    digest.refresh_from_db()
    ids = Repository.objects.order_by("pk").values_list("pk", flat=True)
    choices = list(itertools.product(LANGUAGES, itertools.combinations(ids, CHOSEN)))
    random.Random(1).shuffle(choices)
    return (delivery(digest, number, *choice) for number, choice in enumerate(itertools.cycle(choices)))


def delivery(digest, number, language, repositories):
    selection = Selection(language=language, repositories=list(repositories), topics=[], kinds=[])
    minute, email = number % 48 * 30, f"reader{number}@reader.test"
    reader = Subscriber(email=email, selection=selection, time_zone="Europe/Berlin", minute=minute)
    return Delivery(digest=digest, subscriber=reader, selection=selection, covers_from=digest.date)


def run(deliveries, count):
    """One repetition: {ratio, joined: µs a mail, whole: µs a mail, size: bytes a mail}."""
    batches = [list(itertools.islice(deliveries, number)) for number in (WHOLE // 2, count, WHOLE // 2)]
    before = seconds(lambda: [compose_delivery(each).message().as_bytes() for each in batches[0]])
    sizes = []
    joined = seconds(lambda: sizes.extend(len(compose_raw(each).content) for each in batches[1])) / count
    after = seconds(lambda: [compose_delivery(each).message().as_bytes() for each in batches[2]])
    whole = (before + after) / WHOLE
    return {"ratio": whole / joined, "joined": joined * 1e6, "whole": whole * 1e6, "size": statistics.mean(sizes)}


def seconds(work):
    started_at = time.perf_counter()
    work()
    return time.perf_counter() - started_at
