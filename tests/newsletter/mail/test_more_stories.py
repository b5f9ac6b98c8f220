"""What is counted and not told: the numbers add up, and no repository is passed over in silence."""

import pytest
from django.utils import translation

from digest.models import Statement
from newsletter.editions.types import RepositoryInfo
from newsletter.mail.more_stories import (
    GROUPS,
    MAX_REPOSITORIES,
    closed_prefix,
    more_stories,
    other_rows,
    outside_selection,
)
from subscribers.models.selection import Kind
from tests.newsletter.edition_values import FLASHINFER, VLLM, counts, edition, section, story


def rest(*more, folded=()):
    return section(story(1), more_stories=more, folded=folded)


def test_the_first_are_named_and_the_others_counted_by_kind():
    issues = [story(number, kinds=frozenset({"issues"})) for number in (12, 13)]
    more = more_stories(rest(story(10), story(11), *issues), titles=1)

    assert more.number == 4
    assert [each.id for each in more.named] == [10]
    assert more.counted == ["1 change", "2 issues"]


def test_a_story_of_several_kinds_is_counted_once():
    both = story(10, kinds=frozenset({"issues", "merged"}))

    assert more_stories(rest(both), titles=0).counted == ["1 change"]


def test_folded_stories_are_counted_with_the_rest():
    more = more_stories(rest(story(10), folded=(("ci", 4), ("docs", 1))), titles=5)

    assert more.number == 6
    assert more.counted == ["4 on tests and CI", "1 on documentation"]


def test_a_section_that_tells_all_has_no_more():
    assert more_stories(rest()).number == 0
    assert more_stories(rest()).counted == []


def test_every_fold_and_every_kind_has_words():
    folds = {fold for fold in Statement.Fold.values if fold}
    kinds = set(Kind.values) - {Kind.INTERFACE}

    assert folds | kinds <= set(GROUPS)


@pytest.mark.parametrize("code", GROUPS)
def test_groups_are_counted_in_chinese_too(code):
    with translation.override("en"):
        english = GROUPS[code] % {"count": 3}
    with translation.override("zh-hans"):
        chinese = GROUPS[code] % {"count": 3}

    assert "3" in english
    assert "3" in chinese
    assert english != chinese


def test_what_was_closed_says_so_where_no_label_stands_beside_it():
    assert closed_prefix(story(label="closed")) == "Closed · "
    assert closed_prefix(story(label="fixed")) == ""


def test_what_the_reader_did_not_choose_is_counted_by_the_choice_that_left_it_out():
    partly = section(story(1), outside_selection=3)

    assert outside_selection(edition(partly, topics=("moe",)), partly) == "3 more, outside your topics."
    assert outside_selection(edition(partly, kinds=("merged",)), partly) == "3 more, outside your choices."
    assert outside_selection(edition(), section(story(1))) == ""


def rows_of(*sections, **fields):
    return [(row.label, row.tone, row.text, row.has_more) for row in other_rows(edition(*sections, **fields))]


def test_a_repository_of_which_nothing_is_told_is_counted_with_a_link():
    bare = section(repository=VLLM, stories_found=12)

    assert rows_of(section(story(1)), bare) == [("More", "", "vllm (12 stories)", True)]


def test_a_quiet_repository_names_what_was_read_of_it():
    ((label, _tone, text, has_more),) = rows_of(quiet=(section(repository=VLLM),))

    assert (label, has_more) == ("Quiet", False)
    assert text == "vllm: commits, PRs, issues, releases, advisories were read to the end; nothing was new."


def test_a_quiet_repository_names_only_what_the_reader_chose():
    ((_label, _tone, text, _has_more),) = rows_of(quiet=(section(repository=VLLM),), kinds=("issues",))

    assert text == "vllm: issues were read to the end; nothing was new."


def test_advisories_are_not_called_read_where_one_of_the_repositories_has_none():
    unread = section(repository=VLLM, counts=counts(advisories="partial"))
    ((_label, _tone, text, _has_more),) = rows_of(quiet=(section(repository=FLASHINFER), unread))

    assert "advisories" not in text


def test_failed_partial_and_pending_are_three_rows():
    failed = section(repository=VLLM, counts=counts(commits="failed"))
    partial = section(repository=FLASHINFER, counts=counts(issues="partial"))
    rows = rows_of(failed=(failed, partial), pending=(section(repository=VLLM),))

    assert [row[:2] for row in rows] == [("Not fetched", "alert"), ("In part", ""), ("Not yet fetched", "alert")]
    assert rows[0][2].startswith("vllm: Not fetched (commits)")
    assert rows[1][2].startswith("flashinfer: Fetched only in part (issues)")
    assert rows[2][2] == "vllm"


def test_hundreds_of_repositories_are_named_up_to_a_bound():
    many = [
        section(repository=RepositoryInfo(number, f"o/r{number}", ""), stories_found=1)
        for number in range(MAX_REPOSITORIES + 5)
    ]
    ((_label, _tone, text, _has_more),) = rows_of(*many)

    assert text.count("(1 story)") == MAX_REPOSITORIES
    assert text.endswith(", …")


def test_an_edition_that_tells_of_every_repository_has_no_rows():
    assert rows_of(section(story(1))) == []
