"""Correcting a published statement: the words change, the record keeps what they were, and nothing else is touched."""

import datetime as dt

import pytest

from digest.corrections import AHEAD, NotCorrected, correct
from digest.models import Correction, SearchDocument, StatementText
from digest.writing.gate import Words
from tests.factories import make_digest, make_sentence, make_statement

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 2, 20, 9, tzinfo=dt.UTC)
TEXTS = {"en": ("FP8 is 2x faster", "On Hopper."), "zh-hans": ("FP8 快一倍", "在 Hopper 上。")}
REASONS = {"en": "The benchmark says 20 percent.", "zh-hans": "基准测试写的是 20%。"}


@pytest.fixture
def digest():
    return make_digest(status="published")


@pytest.fixture
def statement(digest):
    return make_statement(digest, texts=TEXTS)


def right(language="en", headline="FP8 is 20% faster", detail="On Hopper."):
    return {language: Words(headline, detail)}


def test_the_statement_says_what_is_right_and_the_record_what_it_said(statement, admin_user):
    correction = correct(statement, right(), REASONS, AT, admin_user)

    assert statement.texts.get(language="en").headline == "FP8 is 20% faster"
    assert correction.before == {"en": {"headline": "FP8 is 2x faster", "detail": "On Hopper."}}
    assert correction.after == {"en": {"headline": "FP8 is 20% faster", "detail": "On Hopper."}}
    assert (correction.made_by, correction.reason("zh-hans")) == (admin_user, "基准测试写的是 20%。")


def test_a_language_whose_words_stay_is_no_part_of_the_correction(statement, admin_user):
    same = right("zh-hans", *TEXTS["zh-hans"])

    correction = correct(statement, right() | same, REASONS, AT, admin_user)

    assert list(correction.before) == ["en"]
    assert StatementText.objects.get(statement=statement, language="zh-hans").headline == "FP8 快一倍"


def test_the_day_knows_when_it_was_last_corrected(digest, statement):
    correction = correct(statement, right(), REASONS, AT, None)

    digest.refresh_from_db()
    assert digest.corrected_at == correction.made_at == AT + AHEAD


def test_the_words_are_stored_in_good_typography(statement):
    correct(statement, right("zh-hans", "FP8快20%。", "在Hopper上,快"), REASONS, AT, None)

    stored = statement.texts.get(language="zh-hans")
    assert (stored.headline, stored.detail) == ("FP8 快 20%", "在 Hopper 上，快")


def test_the_search_finds_the_right_words_only(digest, statement):
    correct(statement, right(headline="Blackwell is supported"), REASONS, AT, None)

    terms = SearchDocument.objects.get(statement=statement).terms
    assert "blackwell" in terms
    assert "faster" not in terms


def test_a_sentence_about_the_day_is_corrected_too(digest, statement):
    sentence = make_sentence(digest, [statement])

    correction = correct(sentence, right(headline="", detail="It is 20% faster."), REASONS, AT, None)

    assert correction.before["en"]["headline"] == ""
    assert sentence.texts.get(language="en").detail == "It is 20% faster."


def test_corrected_twice_it_has_two_records_in_their_order(statement):
    correct(statement, right(), REASONS, AT, None)
    correct(statement, right(headline="FP8 is 22% faster"), REASONS, AT + dt.timedelta(hours=1), None)

    first, second = statement.corrections.all()
    assert first.after["en"] == second.before["en"]


@pytest.mark.parametrize("status", ["collecting", "writing", "held", "ready"])
def test_a_day_that_is_not_published_is_edited_and_not_corrected(statement, digest, status):
    type(digest).objects.update(status=status)

    with pytest.raises(NotCorrected, match="open"):
        correct(statement, right(), REASONS, AT, None)


def test_githubs_own_title_is_not_ours_to_correct(digest):
    with pytest.raises(NotCorrected, match="title"):
        correct(make_statement(digest), right(), REASONS, AT, None)


@pytest.mark.parametrize(
    ("words", "code"),
    [(right("en", *TEXTS["en"]), "same"), (right("fr", "Autre chose"), "same"), (right("en", " ", ""), "empty")],
)
def test_what_changes_nothing_or_leaves_nothing_is_refused(statement, words, code):
    with pytest.raises(NotCorrected, match=code):
        correct(statement, words, REASONS, AT, None)
    assert not Correction.objects.exists()
    assert statement.texts.get(language="en").headline == "FP8 is 2x faster"


def test_a_reason_in_one_language_serves_for_all(statement):
    correction = correct(statement, right(), {"en": "It was wrong."}, AT, None)

    assert correction.reason("zh-hans") == str(correction) == "It was wrong."
