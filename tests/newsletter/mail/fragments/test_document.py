"""Fragments around the sections: frame, notice, sentences, other repositories."""

from dataclasses import replace

import pytest

from newsletter.editions.content import load_content
from newsletter.mail.fragments.document import DocumentFragments
from newsletter.mail.fragments.renderer import FragmentRenderer
from newsletter.mail.personalization import personal_words
from tests.newsletter.a_day import make_a_day
from tests.newsletter.edition_values import sentence

pytestmark = pytest.mark.django_db
WEB_URL = "https://letters.example.com/e/abc/"


def document_of(language="en"):
    return DocumentFragments(FragmentRenderer(load_content([make_a_day()], language)))


@pytest.fixture
def document():
    return document_of()


def values(edition):
    links = dict.fromkeys(("web_url", "preferences_url", "mute_url", "unsubscribe_url"), WEB_URL)
    return personal_words(edition) | links


def test_the_masthead_opens_a_document_and_the_foot_closes_it(document):
    words = values(document.renderer.edition)

    assert b"<html" in document.masthead().html.render(words)
    assert document.foot().html.render(words).rstrip().endswith(b"</html>")


def test_the_frame_has_a_place_for_each_link_of_the_reader(document):
    foot = document.foot().text.render(values(document.renderer.edition))

    assert foot.count(WEB_URL.encode()) >= 2


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_no_placeholder_is_left_once_all_are_filled(language):
    document = document_of(language)
    words = values(document.renderer.edition)

    for pair in (document.masthead(), document.foot()):
        assert b"placeholder" not in pair.html.render(words) + pair.text.render(words)


def test_facts_only_is_noted_and_a_model_is_not(document):
    assert b"Facts only" in document.notice("facts").html
    assert b"Facts only" in document.notice("facts").text
    for written_by in ("model", "mixed"):
        assert document.notice(written_by) == (b"", b"")


def test_where_nothing_breaks_callers_nothing_is_said_of_it(document):
    assert document.upgrade(document.renderer.edition, []) == (b"", b"")


def test_a_sentence_has_its_references_in_both_parts(document):
    piece = document.sentence("summary", sentence("`MLA` is covered."))

    assert b"MLA is covered." in piece.text
    assert b"flashinfer #7" in piece.html
    assert b"<code" in piece.html


def test_markup_in_a_sentence_is_text(document):
    piece = document.sentence("takeaways", sentence("a <b> & c"))

    assert b"&lt;b&gt; &amp; c" in piece.html
    assert b"a <b> & c" in piece.text


def test_sentences_of_two_roles_have_two_frames(document):
    assert document.around_sentences("summary").title == b"\r\n== Summary ==\r\n"
    assert document.around_sentences("takeaways").title == b"\r\n== Takeaways ==\r\n"


def test_an_edition_that_tells_of_all_has_no_other_rows(document):
    full = replace(document.renderer.edition, quiet=(), failed=(), pending=())

    assert document.other_rows(full) == []


def test_quiet_failed_and_pending_are_a_row_each(document):
    rows = document.other_rows(document.renderer.edition)
    texts = [row.text.render({}).decode().strip() for row in rows]

    assert [text.split("]")[0] for text in texts] == ["[Quiet", "[Not fetched", "[Not yet fetched"]


def test_a_row_of_what_is_only_counted_links_to_the_readers_own_page(document):
    edition = document.renderer.edition
    bare = replace(edition.sections[0], stories=(), more_stories=edition.sections[0].stories)
    row = document.other_rows(replace(edition, sections=(bare,)))[0]

    assert row.text.render({"web_url": WEB_URL}).endswith(WEB_URL.encode() + b"\r\n")
    assert WEB_URL.encode() in row.html.render({"web_url": WEB_URL})


def test_rows_under_other_kinds_are_other_rows(document):
    edition = document.renderer.edition
    issues = document.other_rows(replace(edition, kinds=("issues",)))

    assert document.other_rows(edition) is document.other_rows(edition)
    assert b"commits" not in issues[0].text.render({})
