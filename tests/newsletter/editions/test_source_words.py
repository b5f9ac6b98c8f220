"""The words of the sources beside a sentence: where they stand, what stands around them, and that they are harmless."""

import pytest

from newsletter.editions.source_words import CONTEXT, MAX_SOURCES, source_quotes
from tests.factories import make_activity, make_digest, make_statement

pytestmark = pytest.mark.django_db
TEXTS = {"en": ("SDAR models are supported", "Through the SRT server."), "zh-hans": ("支持 SDAR", "")}


def statement_of(body, source_words=(), texts=TEXTS, title="Add SDAR model support"):
    digest = make_digest()
    change = make_activity(number=18318, title=title, body=body, digest=digest)
    return make_statement(digest, change, texts=texts, source_words=list(source_words))


def test_words_stand_in_the_line_that_they_were_taken_from():
    statement = statement_of(
        "## Motivation\n\nServe SDAR models through the SRT server, soon.", ["through the SRT server"]
    )

    quote = source_quotes(statement)[0]

    assert (quote.before, quote.words, quote.after) == ("Serve SDAR models ", "through the SRT server", ", soon.")
    assert quote.reference.text == "#18318"


def test_long_lines_are_cut_around_the_words():
    quote = source_quotes(statement_of(f"{'x' * 500} here {'y' * 500}", ["here"]))[0]

    assert max(len(quote.before), len(quote.after)) <= CONTEXT


def test_words_are_found_in_the_activity_that_has_them():
    statement = statement_of("nothing", ["a crash on Hopper"])
    issue = make_activity(kind="issue", action="opened", number=5, body="There is a crash on Hopper.")
    statement.evidence.add(issue)

    assert source_quotes(statement)[0].reference.text == "#5"


def test_words_that_the_source_has_otherwise_are_shown_by_themselves():
    quote = source_quotes(statement_of("Serve <b>SDAR</b> models", ["Serve SDAR models"]))[0]

    assert (quote.before, quote.words, quote.after) == ("", "Serve SDAR models", "")


def test_where_nobody_named_any_code_takes_the_passages_most_alike():
    statement = statement_of("We like cats.\nSDAR models run through the SRT server.")

    assert source_quotes(statement)[0].words == "SDAR models run through the SRT server."


def test_a_title_needs_no_words():
    assert source_quotes(statement_of("SDAR", texts=None)) == []


def test_there_are_only_so_many():
    statement = statement_of("abcdefghij", list("abcdefghij"))

    assert len(source_quotes(statement)) == MAX_SOURCES


def test_what_strangers_wrote_is_no_link():
    quote = source_quotes(statement_of("See evil.example now, it is SDAR", ["evil.example now"]))[0]

    assert "evil.example" not in quote.words
    assert quote.before == "See "
