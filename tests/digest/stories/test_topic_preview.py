"""What rules would have matched lately: counted by rule and by day, and bounded whatever the rules are."""

import datetime as dt
import time

import pytest

from digest.models import TopicRule
from digest.stories import topic_preview
from digest.stories.topic_preview import preview
from tests.factories import DAY, make_activity, make_digest

pytestmark = pytest.mark.django_db


def word(pattern):
    return TopicRule(kind="word", pattern=pattern)


def days(count):
    return [make_digest(DAY - dt.timedelta(days=number)) for number in range(count)]


def test_each_rule_is_counted_alone_and_all_of_them_together():
    (digest,) = days(1)
    make_activity(digest=digest, title="Softmax with fp8")
    make_activity(digest=digest, title="Softmax")
    make_activity(digest=digest, title="Unrelated")

    found = preview([word("softmax"), word("fp8"), word("nothing")])

    assert [matches.count for matches in found.rules] == [2, 1, 0]
    assert (found.count, found.looked_at, found.by_day, found.is_cut) == (2, 3, {DAY: 2}, False)
    assert not TopicRule.objects.exists()


def test_rules_of_every_kind_are_tried(django_assert_max_num_queries):
    (digest,) = days(1)
    for _activity in range(5):
        make_activity(digest=digest, files=[{"path": "csrc/attention/mla.cu"}], labels=["Bug"])
    rules = [
        TopicRule(kind="path", pattern="*/attention/*"),
        TopicRule(kind="label", pattern="bug"),
        TopicRule(kind="change", pattern="*"),
    ]

    with django_assert_max_num_queries(3):
        found = preview(rules)

    assert [matches.count for matches in found.rules] == [5, 5, 0]


def test_only_the_newest_days_are_looked_at():
    for digest in days(topic_preview.DAYS + 1):
        make_activity(digest=digest, title="Softmax")

    found = preview([word("softmax")])

    assert (found.days, found.count) == (topic_preview.DAYS, topic_preview.DAYS)
    assert min(found.by_day) == DAY - dt.timedelta(days=topic_preview.DAYS - 1)


def test_the_titles_of_a_rule_are_the_first_ones_of_the_newest_day(monkeypatch):
    monkeypatch.setattr(topic_preview, "SHOWN", 2)
    newest, older = days(2)
    for digest, title in ((older, "Softmax old"), (newest, "Softmax one"), (newest, "Softmax two")):
        make_activity(digest=digest, title=title)

    (matches,) = preview([word("softmax")]).rules

    assert (matches.count, [one.title for one in matches.shown]) == (3, ["Softmax one", "Softmax two"])


def test_so_many_activities_are_looked_at_and_no_more(monkeypatch):
    monkeypatch.setattr(topic_preview, "MAX_ACTIVITIES", 2)
    (digest,) = days(1)
    for _activity in range(3):
        make_activity(digest=digest, title="Softmax")

    found = preview([word("softmax")])

    assert (found.looked_at, found.is_cut) == (2, True)


def test_it_ends_when_its_time_is_over(monkeypatch):
    monkeypatch.setattr(topic_preview, "MAX_SECONDS", -1)
    make_activity(digest=days(1)[0])

    found = preview([word("softmax")])

    assert (found.looked_at, found.is_cut) == (0, True)


@pytest.mark.parametrize("pattern", ["*a" * 90 + "*b", "[a-z]*" * 30 + "!", "(a+)+$" * 20, "?*" * 90 + "x"])
@pytest.mark.parametrize("kind", ["word", "path", "label", "change"])
def test_no_pattern_hangs(kind, pattern):
    make_activity(digest=days(1)[0], title="a" * 900, files=[{"path": "a" * 900}], labels=["a" * 50])
    began = time.perf_counter()

    preview([TopicRule(kind=kind, pattern=pattern)])

    assert time.perf_counter() - began < topic_preview.MAX_SECONDS


def test_without_days_or_rules_there_is_nothing_to_tell():
    assert preview([word("softmax")]).days == 0
    make_activity(digest=days(1)[0])
    assert preview([]).count == 0
