"""Everything that can be told of a day: read once, in few questions, and kept for a minute."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from digest.models import Coverage
from newsletter.editions.content import MAX_KEY_STORIES, cached_content, load_content, load_stories
from tests.factories import (
    DAY,
    make_activity,
    make_coverage,
    make_digest,
    make_repository,
    make_sentence,
    make_statement,
)
from tests.newsletter.a_day import make_a_day

pytestmark = pytest.mark.django_db


def make_story(digest, **fields):
    return make_statement(digest, make_activity(digest=digest), texts={"en": ("Told", "")}, **fields)


def test_stories_are_ranked_by_importance_then_score():
    digest = make_digest()
    minor, first, second = (
        make_story(digest, importance=importance, score=score) for importance, score in ((2, 9), (4, 3), (4, 1))
    )

    assert [story.id for story in load_content([digest], "en").stories] == [first.pk, second.pk, minor.pk]


def test_a_fourth_key_story_counts_as_four():
    digest = make_digest()
    for score in range(5):
        make_story(digest, importance=5, score=score)

    stories = load_content([digest], "en").stories
    assert [story.importance for story in stories] == [5] * MAX_KEY_STORIES + [4, 4]


def test_several_days_have_three_key_stories_each():
    days = [make_digest(DAY - dt.timedelta(days=number)) for number in (0, 1)]
    for digest in days:
        for _number in range(3):
            make_story(digest, importance=5)

    assert all(story.is_key for story in load_content(days, "en").stories)


def test_counts_of_several_days_are_added_up_and_the_worst_says_how_they_were_read():
    days = [make_digest(DAY - dt.timedelta(days=number)) for number in (1, 0)]
    for digest in days:
        make_coverage(digest)
    Coverage.objects.filter(kind="commits").update(found=4)
    Coverage.objects.filter(kind="commits", digest=days[0]).update(status="partial", reason="rate_limited")

    (counts,) = load_content(days, "en").counts.values()
    assert (counts["commits"].status, counts["commits"].found, counts["commits"].reason) == (
        "partial",
        8,
        "rate_limited",
    )
    assert counts["issues"].status == "ok"


def test_of_two_partial_days_the_one_with_a_lower_bound_says_why():
    days = [make_digest(DAY - dt.timedelta(days=number)) for number in (1, 0)]
    for digest, reason in zip(days, ("too_much", "files_cut"), strict=True):
        make_coverage(digest, commits="partial")
        Coverage.objects.filter(digest=digest, kind="commits").update(reason=reason)

    (counts,) = load_content(days, "en").counts.values()
    assert counts["commits"].reason == "too_much"


def test_days_may_come_in_any_order():
    days = [make_digest(DAY - dt.timedelta(days=number)) for number in (0, 2, 1)]

    content = load_content(days, "en")
    assert (content.covers_from, content.date) == (DAY - dt.timedelta(days=2), DAY)
    assert content.starts_at < content.ends_at


def test_a_sentence_is_told_where_all_that_it_cites_is_there():
    digest = make_digest()
    story, empty = make_story(digest), make_story(digest)
    make_sentence(digest, [story, empty], texts={"en": ("", "Both.")})
    make_sentence(digest, [story], texts={"en": ("", "One.")})
    empty.evidence.clear()

    assert [sentence.text for sentence in load_content([digest], "en").summary] == ["One."]


def test_a_sentence_without_words_in_the_language_is_left_out():
    digest = make_digest()
    make_sentence(digest, [make_story(digest)], texts={"en": ("", "English only.")})

    assert load_content([digest], "zh-hans").summary == ()


def test_ten_sentences_keep_their_order():
    digest = make_digest()
    story = make_story(digest)
    for number in range(1, 12):
        make_sentence(digest, [story], texts={"en": ("", f"Sentence {number}.")})

    texts = [sentence.text for sentence in load_content([digest], "en").summary]
    assert texts == [f"Sentence {number}." for number in range(1, 12)]


def test_sentences_name_their_repository():
    digest = make_digest()
    story = make_statement(digest, make_activity(make_repository("vllm-project/vllm"), number=34, digest=digest))
    make_sentence(digest, [story], role="takeaway")

    (sentence,) = load_content([digest], "en").takeaways
    assert sentence.references[0].text == "vllm #34"


def test_activities_are_counted_by_kind_and_action():
    digest = make_digest()
    repository = make_repository()
    for _number in range(3):
        make_activity(repository, kind="commit", action="pushed", digest=digest)
    make_statement(digest, make_activity(repository, kind="issue", action="opened", digest=digest))

    assert load_content([digest], "en").activity_counts == {repository.pk: {"commit pushed": 3, "issue opened": 1}}


def queries_of(digests):
    with CaptureQueriesContext(
        connection,
    ) as asked:
        load_content(digests, "en")
    return len(asked)


def test_the_questions_do_not_grow_with_the_stories():
    digest = make_a_day()
    before = queries_of([digest])
    for _number in range(5):
        make_story(digest, topics=["moe"])

    assert queries_of([digest]) <= before <= 15


def test_a_published_day_is_read_once_for_many_mails(django_assert_num_queries):
    digest = make_a_day()
    first = cached_content([digest], "en")

    with django_assert_num_queries(0):
        assert cached_content([digest], "en") is first
    assert cached_content([digest], "zh-hans") is not first


@pytest.mark.parametrize("status", ["collecting", "ready", "held"])
def test_a_day_that_may_still_change_is_read_each_time(status):
    digest = make_a_day(status=status)

    assert cached_content([digest], "en") is not cached_content([digest], "en")


def test_stories_of_a_list_are_loaded_best_first_with_their_repository():
    digest = make_digest()
    minor, best = make_story(digest, importance=2), make_story(digest, importance=4)

    named = load_stories([minor.pk, best.pk], "en")
    assert [(one.repository_name, one.story.id) for one in named] == [("flashinfer", best.pk), ("flashinfer", minor.pk)]


def test_places_are_found_by_id():
    digest = make_a_day()
    content = load_content([digest], "en")

    for rank, story in enumerate(content.stories):
        assert content.rank_by_id[story.id] == rank
        assert story in content.stories_by_repository[story.repository_id]
    for repository in content.repositories:
        assert content.repository(repository.id) is repository
