"""Which topics a story is about, by the operator's rules."""

import pytest

from digest.models import Topic, TopicRule
from digest.stories import topic_rules
from tests.factories import make_activity, make_topic

pytestmark = pytest.mark.django_db


def match(activity, **rules):
    make_topic("topic", **rules)
    return topic_rules.match([activity], topic_rules.with_rules())


@pytest.mark.parametrize(
    ("title", "is_met"),
    [
        ("Fix MoE routing", True),
        ("支持moe的路由", True),
        ("[MoE] routing", True),
        ("Fix fused_moe", False),
        ("Fix SmoeLayer", False),
    ],
)
def test_a_word_is_whole_in_any_case_and_bordered_by_what_is_not_ascii(title, is_met):
    assert bool(match(make_activity(title=title), words=["moe"])) is is_met


def test_a_word_with_a_dot_is_taken_as_it_is_written():
    assert not match(make_activity(title="Fix Qwen3x5"), words=["qwen3.5"])


def test_a_word_counts_in_the_body_but_not_in_its_template_and_code():
    assert match(make_activity(body="Adds attention."), words=["attention"])
    assert not match(make_activity(body="<!-- attention --> `attention`\n- [ ] attention"), words=["attention"])


def test_a_path_is_a_pattern_over_the_whole_path():
    activity = make_activity(files=[{"path": "python/layers/attention/mla.py", "additions": 1, "deletions": 0}])

    assert match(activity, paths=["*/attention/*"])
    assert not topic_rules.match([activity], [make_topic("other", paths=["attention/*"])])


def test_a_label_is_equal_in_any_case():
    assert match(make_activity(labels=["ROCm"]), labels=["rocm"])
    assert not topic_rules.match([make_activity(labels=["rocm-ci"])], topic_rules.with_rules())


def test_the_topics_of_a_story_are_the_union_over_its_activities():
    attention, moe = make_topic("attention", words=["attention"]), make_topic("moe", words=["moe"])
    activities = [make_activity(title="attention"), make_activity(title="moe")]

    assert topic_rules.match(activities, topic_rules.with_rules()) == {attention.slug, moe.slug}


def test_a_release_counts_as_labelled_release():
    assert match(make_activity(kind="release", action="published"), labels=["release"])


def test_a_topic_that_is_switched_off_is_met_by_nothing():
    topic = make_topic("moe", words=["moe"])
    topic.is_active = False
    topic.save()

    assert topic_rules.match([make_activity(title="moe")], topic_rules.with_rules()) == set()


def test_a_model_gives_no_topic_that_is_one_of_a_kind_of_change_or_not_offered():
    make_topic("moe", words=["moe", "experts"])
    TopicRule.objects.create(topic=make_topic("defaults", words=["default"]), kind="change", pattern="changed_default")
    Topic.objects.filter(pk=make_topic("gone").pk).update(is_active=False)

    assert [topic.slug for topic in Topic.objects.assignable()] == ["moe"]
