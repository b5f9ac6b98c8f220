"""What an editor wrote is marked beside it in every document, and nothing else is."""

import pytest
from django.test import Client
from django.utils import translation

from newsletter.editions.content import load_content
from newsletter.editions.filters import selection_from_names
from newsletter.editions.selection import select
from newsletter.mail.compose import compose
from newsletter.mail.masthead import who_wrote
from newsletter.renderers.json_document import edition_data
from newsletter.renderers.labels import edited_note
from newsletter.renderers.markdown import render_markdown
from newsletter.renderers.plain_text import render_plain
from tests.factories import make_activity, make_coverage, make_digest, make_repository, make_sentence, make_statement

pytestmark = pytest.mark.django_db

MARK = {"en": "edited by hand", "zh-hans": "经人工编辑"}


def make_day(story="passed", sentence="passed"):
    """A day of five stories, the first with this outcome, and a sentence about each of two, the first with its own."""
    digest, repository = make_digest(status="published"), make_repository()
    make_coverage(digest, repository)
    stories = []
    for number in range(1, 6):
        texts = {"en": (f"Story {number}", ""), "zh-hans": (f"故事 {number}", "")}
        outcome = story if number == 1 else "passed"
        main = make_activity(repository, digest=digest)
        stories.append(make_statement(digest, main, texts, importance=4, outcome=outcome))
    make_sentence(digest, stories[:1], outcome=sentence)
    make_sentence(digest, stories[1:2])
    return digest


def documents(digest, language):
    """The day as mail (HTML and text), page, Markdown and plain text."""
    edition = select(load_content([digest], language), selection_from_names(language))
    with translation.override(language):
        message = compose(edition)
        written = [render_markdown(edition), render_plain(edition)]
    slug = {"en": "en", "zh-hans": "zh"}[language]
    page = Client().get(f"/{slug}/{digest.date:%Y/%m/%d}/").text
    return [message.body, message.alternatives[0].content, page, *written]


def times(text, words):
    """How often, wherever lines are broken."""
    return "".join(text.split()).count("".join(words.split()))


@pytest.mark.parametrize("language", MARK)
def test_an_edited_story_is_marked_once_in_every_document(language):
    digest = make_day(story="edited")

    counts = [times(text, MARK[language]) for text in documents(digest, language)]

    words = times(who_wrote_in(digest, language), MARK[language])
    assert counts == [1 + words, 1 + words, 1, 1, 1]


def who_wrote_in(digest, language):
    with translation.override(language):
        return who_wrote(select(load_content([digest], language), selection_from_names(language)))


@pytest.mark.parametrize("language", MARK)
def test_an_edited_sentence_about_the_day_is_marked(language):
    digest = make_day(sentence="edited")

    assert [times(text, MARK[language]) for text in documents(digest, language)][:4] == [1, 1, 1, 1]


@pytest.mark.parametrize("language", MARK)
def test_what_nobody_edited_bears_no_mark(language):
    assert [text for text in documents(make_day(), language) if MARK[language] in text] == []


def test_programs_are_told_whose_words_they_are():
    digest = make_day(story="edited", sentence="edited")

    edition = select(load_content([digest], "en"), selection_from_names("en"))
    data = edition_data(edition, [])
    assert data["written_by"] == "edited"
    assert [row["written_by"] for row in data["repositories"][0]["statements"]].count("editor") == 1
    assert [row["written_by"] for row in data["summary"]] == ["editor", "model"]


def test_the_foot_of_a_mail_says_what_the_mark_means():
    assert "what is marked as edited was written by our editors" in who_wrote_in(make_day(story="edited"), "en")


def test_the_note_is_empty_beside_all_other_words():
    digest = make_day(story="edited")

    edition = select(load_content([digest], "en"), selection_from_names("en"))
    notes = [edited_note(story) for story in edition.sections[0].stories]
    assert sorted(notes) == ["", "", "", "", "edited by hand"]
