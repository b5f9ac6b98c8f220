"""What a selection shows of a day: whole stories, honest counts, and no sentence about what is not there."""

import datetime as dt

import pytest

from newsletter.editions import content
from newsletter.editions.selection import Budget, select
from newsletter.editions.types import CoverageCount
from newsletter.renderers.coverage import count_word
from subscribers.models import Selection
from tests.factories import (
    make_activity,
    make_coverage,
    make_digest,
    make_repository,
    make_sentence,
    make_statement,
)

pytestmark = pytest.mark.django_db
EVERYTHING = Selection(language="en")


@pytest.fixture
def digest():
    return make_digest()


@pytest.fixture
def vllm():
    return make_repository("vllm-project/vllm")


@pytest.fixture
def sglang():
    return make_repository("sgl-project/sglang")


def words(headline="It works", detail=""):
    return {"en": (headline, detail), "zh-hans": (headline, detail)}


def tell(digest, repository, count=1, **fields):
    """Stories told by the model, the first one first in rank."""
    for number in range(count):
        name = f"{repository.name} {number}"
        defaults = {"importance": 3, "score": -number, "texts": words(name)}
        main = make_activity(repository, digest=digest)
        yield make_statement(digest, main, **defaults | fields)


def edition_of(*digests, selection=EVERYTHING, budget=None):
    return select(content.load_content(digests, selection.language), selection, budget)


def headlines(edition):
    return [story.headline for section in edition.sections for story in section.stories]


def test_stored_empty_means_all_and_the_best_story_comes_first(digest, vllm, sglang):
    list(tell(digest, vllm, 2))
    list(tell(digest, sglang, 1, importance=5))

    edition = edition_of(digest)

    assert headlines(edition) == ["sglang 0", "vllm 0", "vllm 1"]
    assert (edition.stories_found, edition.stories_shown, edition.repositories_chosen, edition.repositories_total) == (
        3,
        3,
        2,
        2,
    )


def test_only_the_chosen_repositories_are_told_and_counted(digest, vllm, sglang):
    list(tell(digest, vllm, 2))
    list(tell(digest, sglang, 1))

    edition = edition_of(digest, selection=Selection(language="en", repositories=[sglang.pk]))

    assert headlines(edition) == ["sglang 0"]
    assert (edition.stories_found, edition.repositories_chosen, edition.repositories_total) == (1, 1, 2)


def test_a_story_that_meets_one_of_the_topics_is_taken_whole_and_the_others_are_counted_outside(digest, vllm):
    list(tell(digest, vllm, 1, topics=["attention", "moe"]))
    list(tell(digest, vllm, 2, topics=["docs"]))

    edition = edition_of(digest, selection=Selection(language="en", topics=["attention", "hopper"]))

    (section,) = edition.sections
    assert section.stories[0].topics == ("attention", "moe")
    assert (section.stories_shown, section.outside_selection, section.stories_found) == (1, 2, 3)


def test_a_story_belongs_to_the_kinds_of_all_its_activities(digest, vllm):
    merged = make_activity(vllm, digest=digest)
    closed = make_activity(vllm, kind="issue", action="closed", digest=digest)
    make_statement(digest, merged, evidence=[merged, closed], texts=words("Both"))
    make_statement(digest, make_activity(vllm, action="opened", digest=digest), texts=words("Opened"))
    make_statement(digest, make_activity(vllm, kind="release", action="published"), texts=words("Released"))

    def told(*kinds):
        return set(headlines(edition_of(digest, selection=Selection(language="en", kinds=kinds))))

    assert told("issues") == told("merged") == {"Both"}
    assert told("opened", "releases") == {"Opened", "Released"}


def test_folded_stories_are_counted_by_group_and_never_told(digest, vllm):
    list(tell(digest, vllm, 1))
    list(tell(digest, vllm, 3, fold="ci"))
    list(tell(digest, vllm, 1, fold="nightly"))

    (section,) = edition_of(digest).sections

    assert section.folded == (("ci", 3), ("nightly", 1))
    assert section.stories_found == section.stories_shown + 4
    assert len(section.folded_stories) == 4


def test_a_mail_tells_the_best_of_every_repository_first_and_then_by_rank(digest, vllm, sglang):
    list(tell(digest, vllm, 5, importance=4))
    list(tell(digest, sglang, 2))

    edition = edition_of(digest, budget=Budget(stories=4))

    assert headlines(edition) == ["vllm 0", "vllm 1", "vllm 2", "sglang 0"]
    assert [story.headline for story in edition.sections[0].more_stories] == ["vllm 3", "vllm 4"]
    assert all(s.stories_found == s.stories_shown + len(s.more_stories) for s in edition.sections)


def test_a_minor_story_is_told_only_where_it_is_the_best_there_is(digest, vllm, sglang):
    list(tell(digest, vllm, 1))
    list(tell(digest, vllm, 2, importance=2, texts=words("Minor")))
    list(tell(digest, sglang, 2, importance=1))

    edition = edition_of(digest, budget=Budget())

    assert headlines(edition) == ["vllm 0", "sglang 0"]


def test_the_minutes_of_the_budget_hold_for_the_whole_mail(digest, vllm):
    list(tell(digest, vllm, 10, texts=words("Words", "word " * 100)))

    edition = edition_of(digest, budget=Budget(minutes=2))

    assert edition.minutes == 2
    assert edition.stories_shown == 4


def test_nought_in_the_budget_is_no_limit(digest, vllm):
    list(tell(digest, vllm, 20, texts=words("Words", "word " * 100)))

    assert edition_of(digest, budget=Budget(stories=0, minutes=0)).stories_shown == 20
    assert edition_of(digest, budget=Budget(stories=0, minutes=2)).stories_shown == 4
    assert edition_of(digest, budget=Budget(stories=7, minutes=0)).stories_shown == 7


def test_without_a_budget_everything_is_told(digest, vllm):
    list(tell(digest, vllm, 20, importance=1))

    assert edition_of(digest).stories_shown == 20


def test_a_sentence_shows_only_when_every_story_it_cites_is_told(digest, vllm, sglang):
    ours = list(tell(digest, vllm, 4))
    (theirs,) = tell(digest, sglang, 1)
    make_sentence(digest, [ours[0]], texts={"en": ("", "First.")})
    make_sentence(digest, [ours[1]], texts={"en": ("", "Second.")})
    make_sentence(digest, [ours[0], theirs], texts={"en": ("", "Across.")})
    make_sentence(digest, [ours[0], theirs], role="takeaway", texts={"en": ("", "Joined.")})

    whole, half = edition_of(digest), edition_of(digest, selection=Selection(language="en", repositories=[vllm.pk]))

    assert [s.text for s in whole.summary] == ["First.", "Second.", "Across."]
    assert [ref.text for ref in whole.summary[2].references][1] == f"sglang #{theirs.main.number}"
    assert [s.text for s in whole.takeaways] == ["Joined."]
    assert [s.text for s in half.summary] == ["First.", "Second."]
    assert half.takeaways == ()


def test_a_summary_with_fewer_than_two_sentences_is_filled_with_headlines_that_stay_in_their_sections(digest, vllm):
    stories = list(tell(digest, vllm, 5))
    make_sentence(digest, [stories[0]], texts={"en": ("", "First.")})

    edition = edition_of(digest)

    assert [s.text for s in edition.summary] == ["First.", "vllm 1", "vllm 2"]
    assert edition.stories_shown == 5


def test_takeaways_need_four_stories(digest, vllm):
    stories = list(tell(digest, vllm, 3))
    make_sentence(digest, stories[:2], role="takeaway")

    assert edition_of(digest).takeaways == ()


def test_a_rejected_sentence_is_never_shown(digest, vllm):
    stories = list(tell(digest, vllm, 4))
    make_sentence(digest, stories[:2], role="takeaway", outcome="rejected")

    assert edition_of(digest).takeaways == ()


def test_an_edition_of_titles_is_written_by_facts_and_has_no_summary(digest, vllm):
    list(tell(digest, vllm, 3, texts=None))

    edition = edition_of(digest)

    assert edition.written_by == "facts"
    assert edition.summary == ()
    assert edition.sections[0].stories[0].by_title


def test_one_title_among_sentences_makes_it_mixed(digest, vllm):
    list(tell(digest, vllm, 1))
    list(tell(digest, vllm, 1, texts=None))

    assert edition_of(digest).written_by == "mixed"


def test_a_statement_that_lacks_the_language_is_told_by_its_title(digest, vllm):
    list(tell(digest, vllm, 1, texts={"zh-hans": ("只有中文", "")}))

    (story,) = edition_of(digest).sections[0].stories

    assert story.by_title
    assert story.headline.startswith("pull_request")


def test_quiet_failed_in_part_and_pending_are_not_the_same(digest, vllm, sglang):
    cutlass, flash = make_repository("NVIDIA/cutlass"), make_repository("Dao-AILab/flash-attention")
    make_coverage(digest, vllm)
    make_coverage(digest, sglang, issues="failed")
    make_coverage(digest, cutlass, commits="partial")
    make_coverage(digest, flash, releases="pending")

    edition = edition_of(digest)

    assert edition.is_empty
    assert [s.repository.name for s in edition.quiet] == ["vllm"]
    assert {s.repository.name for s in edition.failed} == {"sglang", "cutlass"}
    assert [s.repository.name for s in edition.pending] == ["flash-attention"]


def test_a_kind_that_the_reader_did_not_choose_cannot_fail_for_them(digest, sglang):
    make_coverage(digest, sglang, issues="failed")

    edition = edition_of(digest, selection=Selection(language="en", kinds=["releases"]))

    assert [s.repository.name for s in edition.quiet] == ["sglang"]


def test_a_repository_with_nothing_for_this_reader_comes_last_and_keeps_its_count(digest, vllm, sglang):
    list(tell(digest, sglang, 3, topics=["docs"], importance=5))
    list(tell(digest, vllm, 1, topics=["moe"]))

    edition = edition_of(digest, selection=Selection(language="en", topics=["moe"]))

    assert [(s.repository.name, s.stories_shown, s.outside_selection) for s in edition.sections] == [
        ("vllm", 1, 0),
        ("sglang", 0, 3),
    ]
    assert (edition.stories_shown, edition.stories_found) == (1, 4)


def test_several_days_are_one_ranking_and_their_counts_are_added_up(digest, vllm):
    before = make_digest(digest.date.replace(day=18))
    make_coverage(digest, vllm)
    make_coverage(before, vllm, commits="failed")
    digest.coverages.update(found=2)
    before.coverages.update(found=3)
    list(tell(digest, vllm, 1, importance=3))
    list(tell(before, vllm, 1, importance=4, texts=words("Earlier")))

    edition = edition_of(digest, before)

    assert headlines(edition) == ["Earlier", "vllm 0"]
    assert (edition.covers_from, edition.date) == (before.date, digest.date)
    assert (edition.starts_at, edition.ends_at) == (before.starts_at, digest.ends_at)
    assert edition.sections[0].counts["commits"].found == 5
    assert edition.sections[0].counts["commits"].status == "failed"


def test_a_fourth_key_story_of_a_day_is_not_key(digest, vllm):
    list(tell(digest, vllm, 4, importance=5))

    assert [story.importance for story in edition_of(digest).sections[0].stories] == [5, 5, 5, 4]


def test_references_are_named_once_own_first_then_commits(digest, vllm):
    merged = make_activity(vllm, number=34876, title="Fix it", merge_sha="7f51c93" + "0" * 33)
    commit = make_activity(vllm, kind="commit", action="pushed", key="7f51c93" + "0" * 33, pull_request=34876)
    closed = make_activity(vllm, kind="issue", action="closed", number=34869)
    relations = [{"word": "fixes", "text": "#34869", "url": closed.url}]
    make_statement(digest, merged, evidence=[commit, merged, closed], relations=relations)

    (story,) = edition_of(digest).sections[0].stories

    assert [(ref.text, ref.kind) for ref in story.references] == [("#34876", "number"), ("7f51c93", "sha")]
    assert [(r.word, r.reference.text) for r in story.relations] == [("fixes", "#34869")]
    assert story.evidence == (merged.url, commit.url, closed.url)


def test_files_are_listed_largest_change_first_with_tests_and_lock_files_last(digest, vllm):
    files = [
        {"path": "tests/test_a.py", "additions": 90, "deletions": 0},
        {"path": "uv.lock", "additions": 99, "deletions": 9},
        {"path": "vllm/small.py", "additions": 1, "deletions": 1},
        {"path": "vllm/large.py", "additions": 40, "deletions": 1},
    ]
    commit = make_activity(
        vllm, kind="commit", action="pushed", files=files, files_total=7, additions=230, deletions=11
    )
    make_statement(digest, commit)

    (story,) = edition_of(digest).sections[0].stories

    assert story.files == ("vllm/large.py", "vllm/small.py", "uv.lock", "tests/test_a.py")
    assert (story.files_total, story.additions, story.deletions) == (7, 230, 11)


def test_files_that_were_not_read_are_unknown_and_not_none(digest, vllm):
    make_statement(digest, make_activity(vllm, kind="commit", action="pushed"))

    (story,) = edition_of(digest).sections[0].stories

    assert (story.files, story.files_total, story.additions) == ((), None, None)


def test_loading_asks_the_same_number_of_questions_for_one_story_and_for_many(
    digest, vllm, sglang, django_assert_num_queries
):
    before = make_digest(digest.date.replace(day=18))
    (earlier,) = tell(before, vllm, 1)
    make_sentence(digest, list(tell(digest, vllm, 1, topics=["moe"], follows=earlier)))
    make_coverage(digest, vllm)
    with django_assert_num_queries(16):
        content.load_content([digest], "en")

    make_sentence(digest, list(tell(digest, sglang, 9, topics=["attention", "docs"], follows=earlier)), role="takeaway")
    make_coverage(digest, sglang)
    with django_assert_num_queries(16):
        content.load_content([digest], "en")
    with django_assert_num_queries(18):
        content.load_content([digest, before], "en")


def test_selecting_asks_the_database_nothing(digest, vllm, django_assert_num_queries):
    list(tell(digest, vllm, 3))
    loaded = content.load_content([digest], "en")

    with django_assert_num_queries(0):
        select(loaded, EVERYTHING, Budget())


def test_a_published_day_is_read_once_for_many_mails(digest, vllm, django_assert_num_queries):
    list(tell(digest, vllm, 1))
    digest.status = "published"
    first = content.cached_content([digest], "en")

    with django_assert_num_queries(0):
        assert content.cached_content([digest], "en") is first


def test_a_day_that_is_still_open_is_always_read_again(digest, vllm):
    first = content.cached_content([digest], "en")
    list(tell(digest, vllm, 1))

    assert len(content.cached_content([digest], "en").stories) == len(first.stories) + 1


@pytest.mark.parametrize(
    ("reason", "told"),
    [("sample_ends", "6+"), ("rate_limited", "6+"), ("files_cut", "6"), ("no_token_no_files", "6")],
)
def test_a_plus_means_more_activities_and_never_just_unread_files(reason, told):
    assert count_word(CoverageCount("partial", 6, reason)) == told


def test_several_days_keep_the_plus_of_the_one_that_was_cut(digest, vllm):
    earlier = make_digest(dt.date(2026, 2, 18))
    make_coverage(digest, vllm)
    make_coverage(earlier, vllm)
    digest.coverages.filter(kind="commits").update(status="partial", reason="files_cut", found=2)
    earlier.coverages.filter(kind="commits").update(status="partial", reason="too_much", found=3)

    editions = [edition_of(earlier, digest), edition_of(digest, earlier)]
    counts = [edition.failed[0].counts["commits"] for edition in editions]

    assert [count_word(count) for count in counts] == ["5+", "5+"]


def test_a_mail_of_few_stories_has_no_summary_and_the_page_has_it(digest, vllm):
    stories = list(tell(digest, vllm, 4))
    make_sentence(digest, stories[:1], texts={"en": ("", "First.")})
    make_sentence(digest, stories[1:2], texts={"en": ("", "Second.")})

    few, page = edition_of(digest, budget=Budget(stories=4)), edition_of(digest)
    list(tell(digest, vllm, score=-4))
    enough = edition_of(digest, budget=Budget(stories=5))

    assert few.summary == ()
    assert [s.text for s in page.summary] == [s.text for s in enough.summary] == ["First.", "Second."]
