"""What moved in an interface raises a story, with a reason, and gives it its topic."""

import pytest

from digest.models import InterfaceChange, TopicRule
from digest.stories.statements import prepare
from tests.factories import make_activity, make_digest, make_topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def digest():
    return make_digest()


def tell(digest, is_breaking):
    activity = make_activity(digest=digest, title="Tidy up")
    fields = {"symbol": "f", "parameter": "a", "before": "1", "after": "2", "path": "a.py", "is_breaking": is_breaking}
    InterfaceChange.objects.create(activity=activity, kind="changed_default", **fields)
    prepare(digest)
    return digest.statements.get()


def test_a_change_that_can_break_callers_raises_the_story_with_a_reason(digest):
    assert "+9 an interface change that can break callers" in tell(digest, True).score_reasons


def test_an_addition_raises_it_less(digest):
    assert "+4 an addition to an interface" in tell(digest, False).score_reasons


@pytest.mark.parametrize(("pattern", "slugs"), [("*", ["interface"]), ("changed_*", ["interface"]), ("removed_*", [])])
def test_a_topic_recognises_kinds_of_changes(digest, pattern, slugs):
    TopicRule.objects.create(topic=make_topic("interface"), kind="change", pattern=pattern)

    assert [topic.slug for topic in tell(digest, True).topics.all()] == slugs
