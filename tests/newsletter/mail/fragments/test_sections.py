"""Fragments of sections: a story's bytes are made once, whatever section tells it."""

from dataclasses import replace

import pytest

from newsletter.editions.content import load_content
from newsletter.mail.fragments.byte_template import LongLineError
from newsletter.mail.fragments.cache import DigestFragments
from newsletter.mail.size_limit import Version
from tests.factories import make_activity, make_statement
from tests.newsletter.a_day import make_a_day

pytestmark = pytest.mark.django_db


@pytest.fixture
def digest():
    return make_a_day()


def fragments_of(digest, language="en"):
    fragments = DigestFragments(load_content([digest], language))
    return fragments.sections, fragments.renderer.edition


def version(edition, titles=5, show_quotes=True):
    return Version(edition, titles, show_quotes)


def test_a_section_tells_heading_stories_and_rest_in_their_order(digest):
    sections, edition = fragments_of(digest)
    (section,) = sections.of(version(edition))
    text = b"".join(section.text).decode()

    places = [text.index(words) for words in ("flashinfer-ai/flashinfer", "Skip-Softmax covers MLA", "2 more")]
    assert places == sorted(places)


def test_html_and_text_have_as_many_pieces(digest):
    sections, edition = fragments_of(digest)
    (section,) = sections.of(version(edition))

    assert len(section.html) == len(section.text) == len(edition.sections[0].stories) + 2


def test_a_section_that_tells_no_story_is_a_row_only(digest):
    sections, edition = fragments_of(digest)
    bare = replace(edition.sections[0], stories=(), more_stories=edition.sections[0].stories)
    (section,) = sections.of(version(replace(edition, sections=(bare,))))

    assert (section.html, section.text) == ((), ())
    assert b"flashinfer" in section.row.text


def test_the_same_section_is_joined_from_the_same_bytes(digest):
    sections, edition = fragments_of(digest)
    first, again = sections.of(version(edition)), sections.of(version(edition))

    assert first[0] is again[0]


def test_a_story_is_compiled_once_for_sections_of_different_length(digest):
    sections, edition = fragments_of(digest)
    told = edition.sections[0]
    shorter = replace(told, stories=told.stories[:1], more_stories=told.stories[1:])
    (whole,) = sections.of(version(edition))
    (part,) = sections.of(version(replace(edition, sections=(shorter,))))

    assert part.html[1] is whole.html[1]
    assert part.text[1] is whole.text[1]


def test_files_are_on_the_page_and_quoted_lines_only_where_there_is_room(digest):
    line = {"sign": "+", "number": 7, "text": "x = 1"}
    quote = {"path": "csrc/a.cu", "place": "pull/1/files", "lines": [line]}
    digest.statements.filter(importance=5).update(quote=quote)
    sections, edition = fragments_of(digest)
    (with_quotes,), (without,) = sections.of(version(edition)), sections.of(version(edition, show_quotes=False))

    assert b"+ 7 x = 1" in b"".join(with_quotes.text)
    assert b"x = 1" not in b"".join(without.text)
    assert b"csrc" not in b"".join(with_quotes.text + with_quotes.html)


def test_without_titles_the_rest_is_counted_only(digest):
    make_statement(digest, make_activity(digest=digest, title="A minor change"), importance=2, label="fixed")
    sections, edition = fragments_of(digest)
    told = edition.sections[0]
    cut = replace(edition, sections=(replace(told, stories=told.stories[:1], more_stories=told.stories[1:]),))
    (named,), (counted,) = sections.of(version(cut)), sections.of(version(cut, titles=0))

    assert b"A minor change" in b"".join(named.text)
    assert b"A minor change" not in b"".join(counted.text)


def test_what_was_not_fetched_is_noted_and_what_was_is_not(digest):
    sections, edition = fragments_of(digest)
    (section,) = sections.of(version(edition))

    assert section.gap == (edition.sections[0].repository.id, 0)


def test_a_word_longer_than_a_line_of_a_mail_is_left_to_django(digest):
    make_statement(digest, make_activity(digest=digest), texts={"en": ("x" * 1500, "")}, importance=5, score=99)
    sections, edition = fragments_of(digest)

    with pytest.raises(LongLineError):
        sections.of(version(edition))


def test_such_a_word_costs_only_the_mails_that_tell_it(digest):
    long = make_statement(digest, make_activity(digest=digest), texts={"en": ("x" * 1500, "")}, importance=3)
    sections, edition = fragments_of(digest)
    told = edition.sections[0]
    without = replace(told, stories=tuple(story for story in told.stories if story.id != long.pk))

    (section,) = sections.of(version(replace(edition, sections=(without,))))
    assert b"Skip-Softmax" in b"".join(section.text)


def test_a_chinese_section_is_chinese(digest):
    sections, edition = fragments_of(digest, "zh-hans")
    (section,) = sections.of(version(edition))

    assert "用于 Hopper，默认关闭。" in b"".join(section.text).decode()


def test_between_a_section_and_its_end_stands_the_address_by_which_its_reader_mutes(digest):
    sections, edition = fragments_of(digest)
    (section,) = sections.of(version(edition))

    assert section.html[-1].endswith(b'href="')
    assert section.end.html.startswith(b'?repository=flashinfer-ai/flashinfer"')
    assert section.text[-1].endswith(b"Mute flashinfer ")
    assert section.end.text == b"?repository=flashinfer-ai/flashinfer\r\n"
