"""The table "What moved": columns by what was chosen, a number or a word in each."""

import pytest
from django.utils import translation

from newsletter.editions.types import CoverageCount, RepositoryInfo
from newsletter.mail.activity_table import MAX_ROWS, activity_table, table_headings, table_notes, table_row
from tests.newsletter.edition_values import VLLM, counts, edition, section, story

COMMITS = {"commit pushed": 12}


@pytest.mark.parametrize(
    ("kinds", "headings"),
    [
        ((), ["Commits", "PRs merged", "New issues", "Shown"]),
        (("merged",), ["Commits", "PRs merged", "Shown"]),
        (("issues", "releases"), ["New issues", "Shown"]),
        (("releases",), ["Shown"]),
    ],
)
def test_a_column_is_there_for_who_chose_its_kind(kinds, headings):
    assert table_headings(kinds) == headings


def test_a_row_counts_activities_and_stories():
    told = section(story(1), stories_found=9, activity_counts=COMMITS | {"issue opened": 3})
    cells = [(cell.text, cell.tone) for cell in table_row(told, ()).cells]

    assert cells == [("12", "number"), ("0", "none"), ("3", "number"), ("1 of 9", "number")]


def test_what_was_not_fetched_is_a_word_and_no_zero():
    told = section(story(1), counts=counts(commits="failed", issues="pending"))
    cells = [(cell.text, cell.tone) for cell in table_row(told, ()).cells]

    assert cells[0] == ("not fetched", "alert")
    assert cells[2] == ("not yet fetched", "none")


def test_what_was_fetched_in_part_is_a_lower_bound():
    told = section(story(1), counts=counts(commits="partial", issues="partial"), activity_counts=COMMITS)
    cells = [cell.text for cell in table_row(told, ()).cells]

    assert cells[0] == "12+"
    assert cells[2] == "unknown"


def test_a_number_is_exact_where_only_the_files_were_not_read():
    told = {"commits": CoverageCount("partial", 12, "no_token_no_files")}
    row = table_row(section(story(1), counts=told, activity_counts=COMMITS), ("merged",))

    assert row.cells[0].text == "12"


def test_a_row_is_one_line_of_text_in_both_languages():
    row = table_row(section(story(1), activity_counts=COMMITS), ("merged",))
    assert row.plain == "flashinfer: Commits 12, PRs merged 0, Shown 1 of 1"

    with translation.override("zh-hans"):
        chinese = table_row(section(story(1), activity_counts=COMMITS), ("merged",)).plain
    assert chinese == "flashinfer 提交 12、合并 PR 0、入选 1 / 1"


def test_a_table_of_hundreds_of_repositories_says_how_many_are_left_out():
    many = [
        section(story(number), repository=RepositoryInfo(number, f"o/r{number}", "")) for number in range(MAX_ROWS + 7)
    ]
    table = activity_table(edition(*many))

    assert len(table.rows) == MAX_ROWS
    assert table.left == 7


def test_notes_are_about_the_rows_that_are_shown():
    partial = section(story(1), repository=VLLM, counts=counts(commits="partial"))
    (note,) = table_notes(edition(section(story(2)), partial))
    assert note.startswith("vllm: Fetched only in part (commits)")

    hidden = [section(story(3))] * MAX_ROWS
    assert table_notes(edition(*hidden, partial)) == []
