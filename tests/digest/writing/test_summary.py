"""Sentences about the day are made anew, but for those about which an editor has decided."""

import pytest
from django.utils import timezone

from digest.models import Statement
from digest.writing import summary
from digest.writing.gate import Problem
from digest.writing.second_reader import Found
from digest.writing.stories import to_ask, to_ask_again
from tests.factories import make_activity, make_digest, make_sentence, make_statement

pytestmark = pytest.mark.django_db

TOLD = {"en": ("`kernel_1` no longer crashes", ""), "zh-hans": ("`kernel_1` 不再崩溃", "")}


@pytest.fixture
def digest():
    digest = make_digest(status="writing")
    for number in (1, 2, 3):
        main = make_activity(digest=digest, title=f"Fix crash of kernel_{number}")
        make_statement(digest, main, TOLD, score=10 - number)
    return digest


def stories(digest):
    return list(digest.statements.filter(role="story").order_by("-score"))


def stored(digest, *cited):
    """Stores a fresh sentence about each of these places in the list of kept stories."""
    kept = summary.kept_statements(digest)
    words = {"en": "It is new.", "zh_hans": "这是新的。"}
    drafts = [summary.Sentence("summary", [id], words) for id in cited]
    for draft in drafts:
        draft.words = summary.drafts.tidied(draft.draft)
    summary.store(digest, drafts, kept, None)


def told(digest):
    rows = digest.statements.filter(role="summary").order_by("key").prefetch_related("texts", "cites")
    return {row.key: (row.cites.get().pk, row.texts.get(language="en").detail) for row in rows}


def test_what_nobody_touched_is_replaced(digest):
    first, _second, _third = stories(digest)
    make_sentence(digest, [first])

    stored(digest, "s1")

    assert told(digest) == {"1": (first.pk, "It is new.")}


@pytest.mark.parametrize("decided", [{"edited_at": timezone.now()}, {"placement": "hidden"}], ids=["edited", "hidden"])
def test_what_an_editor_decided_about_stays_and_is_not_told_twice(digest, decided):
    first, second, _third = stories(digest)
    Statement.objects.filter(pk=make_sentence(digest, [first]).pk).update(**decided)

    stored(digest, "s1", "s2")

    assert told(digest) == {"1": (first.pk, "Sentence 1."), "2": (second.pk, "It is new.")}


def test_a_hidden_story_is_not_summed_up(digest):
    first, second, third = stories(digest)
    Statement.objects.filter(pk=first.pk).update(placement="hidden")

    assert list(summary.kept_statements(digest).values()) == [second, third]


def test_an_edited_story_is_summed_up_in_its_new_words(digest):
    first, *_others = stories(digest)
    Statement.objects.filter(pk=first.pk).update(outcome="edited")

    assert first in summary.kept_statements(digest).values()


def test_no_model_is_asked_for_what_an_editor_decided_about(digest):
    first, second, third = stories(digest)
    Statement.objects.filter(pk=first.pk).update(edited_at=timezone.now())

    asked = [
        [told.statement for call in ask(digest, first.repository) for told in call] for ask in (to_ask, to_ask_again)
    ]

    assert asked == [[second, third]] * 2


def test_a_second_time_also_what_was_answered_is_asked(digest):
    first, *_others = stories(digest)
    completion = digest.completions.create(purpose="repository", model="m", input_hash="h", repository=first.repository)
    digest.statements.update(completion=completion)

    assert to_ask(digest, first.repository) == []
    assert len(to_ask_again(digest, first.repository)[0]) == 3


DOUBTED = {"en": "`kernel_1` crashes.", "zh_hans": "`kernel_1` 崩溃。"}


def checked(digest, draft, *verdicts):
    """A summary sentence about the first story, checked with a second reader who says this of one after the other."""
    asked = []

    def read(sentences):
        asked.extend(sentences)
        return {one.id: Found(verdict) for one, verdict in zip(sentences, verdicts, strict=True)}

    sentence = summary.Sentence("summary", ["s1"], draft)
    summary.check_all([sentence], summary.kept_statements(digest), read if verdicts else None)
    return sentence, asked


def test_what_the_gate_doubts_of_a_day_is_told_after_a_yes(digest):
    sentence, (asked,) = checked(digest, DOUBTED, "yes")

    assert not any(problem.is_doubt for problem in sentence.problems if isinstance(problem, Problem))
    assert asked.words == sentence.words
    assert asked.doubts
    assert "`kernel_1` no longer crashes" in asked.evidence.texts


@pytest.mark.parametrize("verdicts", [("no",), ("unclear",), ("",), ()])
def test_without_a_yes_a_doubt_about_a_day_refuses(digest, verdicts):
    sentence, _asked = checked(digest, DOUBTED, *verdicts)

    assert sentence.is_doubted


def test_what_is_refused_or_passes_is_not_read_again(digest):
    for draft in ({"en": "`kernel_1` is 7x faster.", "zh_hans": "`kernel_1` 快 7 倍。"}, {"en": "", "zh_hans": ""}):
        sentence, asked = checked(digest, draft, "yes")

        assert asked == []
        assert sentence.problems


def test_the_same_words_of_a_day_are_read_once_and_a_no_says_why(digest):
    verdicts = [Found("no", why="the source does not say: kernel_1 crashes"), Found("yes")]

    def read(sentences):
        return {one.id: verdicts.pop(0) for one in sentences}

    kept = summary.kept_statements(digest)
    sentence = summary.Sentence("summary", ["s1"], DOUBTED)
    for _time in range(2):
        summary.check_all([sentence], kept, read)
        assert "the source does not say: kernel_1 crashes" in sentence.problems

    sentence.draft = {"en": "`kernel_1` crashes now.", "zh_hans": "`kernel_1` 现在崩溃。"}
    summary.check_all([sentence], kept, read)

    assert not sentence.is_doubted
    assert verdicts == []
