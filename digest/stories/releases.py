"""Releases that a project publishes for every commit: builds, each told with its change and not by itself."""

import re
from collections import defaultdict
from collections.abc import Iterable

from digest.models import Activity

LAST_NUMBER = re.compile(r"\d+(?=\D*$)")
FEWEST = 3  # of one day; two versions that differ in their last number are a release and its correction


def of_every_commit(activities: Iterable[Activity]) -> set[Activity]:
    """Those of the releases of a day that count up: b7100, b7101, b7102; tags that differ in their last number only.

    A project that keeps several versions publishes v1.31.4 and v1.32.1 on one day: these differ in more.
    """
    counted = defaultdict(set)
    for activity in activities:
        if activity.kind == Activity.Kind.RELEASE and LAST_NUMBER.search(activity.key):
            counted[LAST_NUMBER.sub("#", activity.key)].add(activity)
    return {release for releases in counted.values() if len(releases) >= FEWEST for release in releases}
