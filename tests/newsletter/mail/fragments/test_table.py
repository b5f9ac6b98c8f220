"""Fragments of the table: rows by repository and kinds, notes by what they rest on."""

import pytest
from django.utils import translation

from newsletter.editions.content import load_content
from newsletter.mail.activity_table import table_row
from newsletter.mail.fragments.renderer import FragmentRenderer
from newsletter.mail.fragments.table import TableFragments
from tests.newsletter.a_day import make_a_day

pytestmark = pytest.mark.django_db


@pytest.fixture
def table():
    return TableFragments(FragmentRenderer(load_content([make_a_day()], "en")))


def test_a_row_says_in_both_parts_what_the_whole_mail_says(table):
    section = table.renderer.edition.sections[0]
    with translation.override("en"):
        plain = table_row(section, ()).plain

    row = table.row(section, ())
    assert row.text.decode().split() == plain.split()
    assert b"flashinfer" in row.html


def test_other_kinds_are_another_row(table):
    section = table.renderer.edition.sections[0]

    assert b"Commits" in table.row(section, ("merged",)).text
    assert b"Commits" not in table.row(section, ("issues",)).text
    assert table.row(section, ("issues",)) is table.row(section, ("issues",))


def test_headings_stand_around_the_rows_in_html_and_a_title_in_text(table):
    around = table.around(("merged",))

    assert b"PRs merged" in around.opening
    assert b"New issues" not in around.opening
    assert around.title == b"\r\n== What moved ==\r\n\r\n"


def test_repositories_without_a_row_are_counted_at_the_end(table):
    assert table.end(0).text == b""
    assert b"7" in table.end(7).text
    assert b"7" in table.end(7).html


def test_a_day_without_gaps_has_no_notes(table):
    assert table.notes(table.renderer.edition, [], 1) == []


def test_a_gap_is_noted_in_both_parts(table):
    edition = table.renderer.edition
    (note,) = table.notes(edition, [(edition.sections[0].repository.id, 0)], 1)

    assert b"flashinfer: Fetched only in part (commits)" in note.text
    assert b"Fetched only in part" in note.html
