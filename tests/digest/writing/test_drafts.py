"""A draft in every language: tidied, checked, and stored in place of what was there."""

import pytest

from digest.writing import drafts
from digest.writing.gate import Evidence, Problem, Remedy, Words
from tests.factories import make_digest, make_statement

STORY = {"zh_hans": {"headline": "修复NaN.", "detail": ""}, "en": {"headline": "No more NaN.", "detail": "On  SM90."}}


def test_words_are_tidied_in_their_language():
    assert drafts.tidied(STORY) == {"zh-hans": Words("修复 NaN"), "en": Words("No more NaN", "On SM90.")}


def test_a_sentence_of_the_day_is_all_detail():
    assert drafts.tidied({"zh_hans": "修复NaN。", "en": "No more NaN."})["en"] == Words(detail="No more NaN.")


def test_a_third_language_is_wanted_where_the_digest_has_it(settings):
    settings.DIGEST_LANGUAGES = ["en"]

    assert list(drafts.tidied(STORY)) == ["en"]


@pytest.mark.django_db
def test_the_gate_knows_the_glossary():
    words = {"en": Words("`topk` is 7x faster"), "zh-hans": Words("`topk` 快了 7 倍")}

    assert drafts.check(words, Evidence(("topk is 7x faster",))) == []
    assert any("7x" in problem for problem in drafts.check(words, Evidence(("topk is faster",))))


def test_a_repair_reads_what_to_do_about_each_problem():
    problems = [Problem("it is too long", Remedy.REWRITE, "en"), "the second reader says no"]

    assert drafts.for_repair(problems) == [
        "en: it is too long; say the same, written differently",
        "the second reader says no",
    ]


@pytest.mark.django_db
def test_words_take_the_place_of_those_before():
    statement = make_statement(make_digest(), texts={"en": ("Old", ""), "de": ("Alt", "")})

    drafts.store_texts(statement, {"en": Words("New", "More.")})

    assert list(statement.texts.values_list("language", "headline", "detail")) == [("en", "New", "More.")]


def test_refused_words_are_kept_as_plain_values():
    assert drafts.as_stored({"en": Words("A", "B")}) == {"en": {"headline": "A", "detail": "B"}}
