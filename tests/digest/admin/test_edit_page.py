"""The page on which an editor writes: the gate's view first, a second yes against it, and nothing unseen."""

import re

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse
from django.utils import timezone

from digest.admin.edit_page import MAX_DETAIL, WordsForm, initial
from digest.models import Digest, Statement
from tests.factories import make_activity, make_digest, make_sentence, make_statement

pytestmark = pytest.mark.django_db

TOLD = {"en": ("`kernel_1` no longer crashes", ""), "zh-hans": ("`kernel_1` 不再崩溃", "")}
GOOD = {"headline_en": "Crash of `kernel_1` is gone.", "headline_zh_hans": "`kernel_1` 的崩溃 已消失"}
INVENTED = {"headline_en": "`kernel_1` is 40% faster.", "headline_zh_hans": "`kernel_1` 提速40%"}


@pytest.fixture
def story():
    digest = make_digest(status="held")
    return make_statement(digest, make_activity(digest=digest, title="Fix crash of kernel_1"), TOLD)


@pytest.fixture
def editor(as_role):
    return as_role("editor")


def url_of(statement):
    return reverse("admin:digest_statement_edit", args=[statement.pk])


def hidden(response, name):
    return re.search(rf'name="{name}" value="([^"]*)"', response.text)[1]


def typed(client, statement, words, **more):
    """Posts what an editor typed on the page as it is now."""
    return client.post(url_of(statement), {"seen": hidden(client.get(url_of(statement)), "seen"), **words, **more})


def texts(statement):
    return Statement.objects.get(pk=statement.pk).stored_texts


def test_the_page_shows_the_words_as_they_are_and_the_sources(client, editor, story):
    page = client.get(url_of(story)).text

    assert "`kernel_1` no longer crashes</textarea>" in page
    assert "`kernel_1` 不再崩溃</textarea>" in page
    assert "Fix crash of kernel_1" in page
    assert 'lang="zh-Hans"' in page
    assert "overrule" not in page


def test_what_the_gate_passes_is_stored_and_signed(client, editor, story):
    response = typed(client, story, GOOD)

    assert response.headers["Location"] == reverse("admin:digest_statement_change", args=[story.pk])
    assert texts(story)["zh-hans"]["headline"] == "`kernel_1` 的崩溃已消失"
    assert Statement.objects.get(pk=story.pk).edited_by == editor
    assert LogEntry.objects.get().get_change_message() == "Changed words."


def test_what_the_gate_refuses_is_shown_in_its_last_form_with_the_reasons(client, editor, story):
    response = typed(client, story, INVENTED)

    assert "The gate would not let these words pass" in response.text
    assert "40" in response.text
    assert "`kernel_1` 提速 40%</textarea>" in response.text
    assert texts(story)["en"]["headline"] == TOLD["en"][0]


def test_a_second_yes_overrules_the_gate(client, editor, story):
    asked = typed(client, story, INVENTED)

    typed(client, story, INVENTED, shown=hidden(asked, "shown"), overrule="on")

    assert texts(story)["en"]["headline"] == "`kernel_1` is 40% faster"
    assert "40" in Statement.objects.get(pk=story.pk).reason
    assert LogEntry.objects.get().get_change_message() == "Changed words, against the gate."


@pytest.mark.parametrize(
    "words", [INVENTED | {"headline_en": "`kernel_1` is 50% faster"}, {**INVENTED, "detail_en": "x 7"}]
)
def test_a_yes_is_to_the_words_that_were_shown_and_to_no_others(client, editor, story, words):
    asked = typed(client, story, INVENTED)

    response = typed(client, story, words, shown=hidden(asked, "shown"), overrule="on")

    assert "The gate would not let these words pass" in response.text
    assert hidden(response, "shown") != hidden(asked, "shown")
    assert texts(story)["en"]["headline"] == TOLD["en"][0]


@pytest.mark.parametrize("shown", ["", "0" * 32])
def test_a_first_yes_is_none(client, editor, story, shown):
    typed(client, story, INVENTED, shown=shown, overrule="on")

    assert texts(story)["en"]["headline"] == TOLD["en"][0]


def test_words_that_pass_need_no_yes(client, editor, story):
    asked = typed(client, story, INVENTED)

    typed(client, story, GOOD, shown=hidden(asked, "shown"))

    assert texts(story)["en"]["headline"] == "Crash of `kernel_1` is gone"


@pytest.mark.parametrize("headline", ["", "   ", ".", "\u200b\u202e"])
def test_a_headline_of_which_nothing_is_left_is_asked_for_again(client, editor, story, headline):
    response = typed(client, story, GOOD | {"headline_en": headline})

    assert "This field is required." in response.text
    assert texts(story)["en"]["headline"] == TOLD["en"][0]


def test_what_is_far_too_long_is_not_read(client, editor, story):
    response = typed(client, story, GOOD | {"detail_en": "x" * (MAX_DETAIL + 1)})

    assert f"at most {MAX_DETAIL} characters" in response.text
    assert texts(story)["en"]["headline"] == TOLD["en"][0]


def test_markup_is_shown_and_stored_as_text(client, editor, story):
    bad = GOOD | {"headline_en": "<script>alert(1)</script> `kernel_1`"}

    response = typed(client, story, bad)

    assert "<script>alert" not in response.text
    assert "&lt;script&gt;alert" in response.text


def test_a_change_by_somebody_else_is_not_overwritten(client, editor, story):
    seen = hidden(client.get(url_of(story)), "seen")
    typed(client, story, GOOD)

    answer = client.post(url_of(story), {"seen": seen, "headline_en": "Crash gone", **_zh("崩溃消失")}, follow=True)

    assert "Somebody else changed it meanwhile" in answer.text
    assert texts(story)["en"]["headline"] == "Crash of `kernel_1` is gone"


def _zh(words):
    return {"headline_zh_hans": words}


def test_a_sentence_about_the_day_has_no_headline(client, editor, story):
    sentence = make_sentence(story.digest, [story])
    words = {"detail_en": "`kernel_1` no longer crashes.", "detail_zh_hans": "`kernel_1` 不再崩溃。"}

    page = client.get(url_of(sentence)).text
    typed(client, sentence, words)

    assert "headline_en" not in page
    assert texts(sentence)["en"] == {"headline": "", "detail": "`kernel_1` no longer crashes."}


def test_the_sentences_that_rest_on_a_story_are_named_on_its_page(client, editor, story):
    sentence = make_sentence(story.digest, [story], texts={"en": ("", "It is fixed.")})

    page = client.get(url_of(story)).text

    assert "It is fixed." in page
    assert url_of(sentence) in page


@pytest.mark.parametrize(
    ("status", "reason"), [("published", "closed"), ("rejected", "take that back"), ("writing", "being written")]
)
def test_a_day_that_is_not_open_is_refused_on_the_page(client, editor, story, status, reason):
    seen = hidden(client.get(url_of(story)), "seen")
    Digest.objects.update(status=status, published_at=timezone.now())

    answers = [client.get(url_of(story), follow=True), client.post(url_of(story), {"seen": seen, **GOOD}, follow=True)]

    assert [answer for answer in answers if reason not in answer.text] == []
    assert texts(story)["en"]["headline"] == TOLD["en"][0]


def test_a_viewer_does_not_get_the_page(client, as_role, story):
    as_role("viewer")

    assert client.get(url_of(story)).status_code == 403
    assert client.post(url_of(story), GOOD).status_code == 403


def test_the_form_begins_with_the_words_of_now(story):
    values = initial(story)

    assert (values["headline_en"], values["headline_zh_hans"]) == (TOLD["en"][0], TOLD["zh-hans"][0])
    assert WordsForm(story, GOOD | {"seen": values["seen"]}).is_valid()
    assert not WordsForm(story, GOOD).is_valid()
