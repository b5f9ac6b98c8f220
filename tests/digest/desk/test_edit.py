"""An editor's words: held against the gate, signed, and the words before them kept."""

import pytest
from django.utils import timezone

from digest.desk import edit
from digest.desk.open_digest import Refused
from digest.models import Statement
from digest.stories.statements import prepare
from digest.writing import drafts
from digest.writing.gate import Words
from tests.factories import make_activity, make_digest, make_sentence, make_statement

pytestmark = pytest.mark.django_db

TOLD = {"en": ("`kernel_1` no longer crashes", ""), "zh-hans": ("`kernel_1` 不再崩溃", "")}
BETTER = {"en": ("Crash of `kernel_1` with FP8 is gone.", ""), "zh-hans": ("`kernel_1` 配合FP8不再崩溃。", "")}
INVENTED = {"en": ("`kernel_1` is 40% faster", ""), "zh-hans": ("`kernel_1` 提速 40%", "")}


@pytest.fixture
def editor(django_user_model):
    return django_user_model.objects.create_user("edda")


@pytest.fixture
def story():
    digest = make_digest(status="held")
    main = make_activity(digest=digest, title="Fix crash of kernel_1 with FP8")
    return make_statement(digest, main, TOLD, reason="first refused")


def words(typed):
    return drafts.tidy_all({language: Words(*told) for language, told in typed.items()})


def texts(statement):
    return Statement.objects.get(pk=statement.pk).stored_texts


def store(statement, typed, editor):
    statement.refresh_from_db()
    read = edit.read(statement, words(typed))
    edit.store(statement, read, editor.pk, edit.version(statement))
    return Statement.objects.get(pk=statement.pk)


def test_words_are_checked_and_stored_in_their_last_form(story, editor):
    edited = store(story, BETTER, editor)

    assert edit.read(story, words(BETTER)).problems == []
    assert edited.stored_texts == {
        "en": {"headline": "Crash of `kernel_1` with FP8 is gone", "detail": ""},
        "zh-hans": {"headline": "`kernel_1` 配合 FP8 不再崩溃", "detail": ""},
    }


def test_invisible_characters_and_line_ends_are_gone_before_the_gate_reads():
    read = words({"en": ("A\u202e crash\nis \u200bgone", " so\tit\r\nis ")})

    assert (read["en"].headline, read["en"].detail) == ("A crash is gone", "so it is")


def test_an_edit_is_signed_and_what_stood_before_is_kept(story, editor):
    before = timezone.now()

    edited = store(story, BETTER, editor)

    assert (edited.outcome, edited.edited_by, edited.is_edited) == ("edited", editor, True)
    assert edited.edited_at >= before
    assert edited.original["outcome"] == "passed"
    assert edited.original["reason"] == "first refused"
    assert edited.original["texts"]["en"]["headline"] == "`kernel_1` no longer crashes"


def test_the_first_original_is_kept_when_it_is_edited_again(story, editor):
    store(story, BETTER, editor)

    again = store(story, TOLD | {"en": ("`kernel_1` no longer fails with FP8", "")}, editor)

    assert again.original["texts"]["en"]["headline"] == "`kernel_1` no longer crashes"


def test_the_gate_says_what_the_evidence_does_not_have(story):
    problems = edit.read(story, words(INVENTED)).problems

    assert any("40" in problem for problem in problems)


def test_a_headline_that_says_its_label_again_is_a_problem(story):
    problems = edit.read(story, words(TOLD | {"en": ("Fixes a crash of `kernel_1`", "")})).problems

    assert [problem for problem in problems if "label" in problem] != []


def test_what_was_overruled_stands_as_the_reason(story, editor):
    edited = store(story, INVENTED, editor)

    assert "40" in edited.reason
    assert edited.is_edited


def test_the_fingerprint_is_of_the_words_and_of_their_problems(story):
    one, other = (edit.read(story, words(typed)) for typed in (INVENTED, BETTER))

    assert one.fingerprint == edit.read(story, words(INVENTED)).fingerprint
    assert one.fingerprint != other.fingerprint
    assert one.fingerprint != edit.Edit(one.words, [], []).fingerprint


def test_the_evidence_is_that_which_the_model_saw(story):
    seen = {"kind": "issue opened", "title": "kernel_1 40% faster", "body": "", "labels": [], "paths": [], "also": []}
    story.prompt_evidence = seen | {"repository": "flashinfer-ai/flashinfer"}

    assert not any("the evidence has no" in problem and "40" in problem for problem in _problems(story))


def _problems(story):
    return edit.read(story, words(INVENTED)).problems


def test_the_words_of_the_source_are_looked_for_anew(story, editor):
    story.second_reading, story.source_words = "yes", ["of the old words"]
    story.save()

    edited = store(story, BETTER, editor)

    assert (edited.second_reading, edited.source_words) == ("", ["Fix crash of kernel_1 with FP8"])


def test_two_editors_do_not_overwrite_each_other(story, editor):
    seen, read = edit.version(story), edit.read(story, words(BETTER))
    store(story, TOLD | {"en": ("`kernel_1` no longer fails", "")}, editor)

    with pytest.raises(Refused, match="Somebody else"):
        edit.store(story, read, editor.pk, seen)

    assert texts(story)["en"]["headline"] == "`kernel_1` no longer fails"


def test_what_is_gone_cannot_be_edited(story, editor):
    read, seen = edit.read(story, words(BETTER)), edit.version(story)
    Statement.objects.filter(pk=story.pk).delete()

    with pytest.raises(Refused, match="gone"):
        edit.store(story, read, editor.pk, seen)


def test_a_sentence_about_the_day_is_held_against_the_stories_that_it_cites(story, editor):
    sentence = make_sentence(story.digest, [story], texts={"en": ("", "Old."), "zh-hans": ("", "旧。")})
    good = {"en": ("", "`kernel_1` no longer crashes."), "zh-hans": ("", "`kernel_1` 不再崩溃。")}
    bad = {"en": ("", "`kernel_9` no longer crashes."), "zh-hans": ("", "`kernel_9` 不再崩溃。")}

    edited = store(sentence, good, editor)

    assert edited.stored_texts["en"] == {"headline": "", "detail": "`kernel_1` no longer crashes."}
    assert edit.read(sentence, words(good)).problems == []
    assert any("kernel_9" in problem for problem in edit.read(sentence, words(bad)).problems)


def test_a_story_told_by_its_title_takes_the_sentences_that_rest_on_it_along(story, editor):
    other = make_statement(story.digest, texts=TOLD)
    resting, apart = make_sentence(story.digest, [story, other]), make_sentence(story.digest, [other])

    assert edit.tell_by_title(story, editor.pk) == 1

    rows = Statement.objects.in_bulk([story.pk, resting.pk, apart.pk])
    assert [rows[one.pk].outcome for one in (story, resting, apart)] == ["title", "rejected", "passed"]
    assert texts(story) == texts(resting) == {}
    assert rows[resting.pk].refused["en"]["detail"].startswith("Sentence")
    assert rows[story.pk].edited_by == rows[resting.pk].edited_by == editor


def test_what_is_told_by_its_title_already_stays_so(story, editor):
    titled = make_statement(story.digest)
    sentence = make_sentence(story.digest, [story])

    for one in (titled, sentence):
        with pytest.raises(Refused):
            edit.tell_by_title(one, editor.pk)


@pytest.mark.parametrize("verb", ["edit", "title"])
def test_an_edit_can_be_taken_back(story, editor, verb):
    before = Statement.objects.values().get(pk=story.pk), texts(story)
    store(story, BETTER, editor) if verb == "edit" else edit.tell_by_title(story, editor.pk)

    edit.restore(story)

    assert (Statement.objects.values().get(pk=story.pk), texts(story)) == before
    with pytest.raises(Refused, match="not edited"):
        edit.restore(story)


@pytest.mark.parametrize("status", ["collecting", "writing", "rejected", "published"])
@pytest.mark.parametrize("verb", ["store", "title", "restore"])
def test_nothing_is_edited_in_a_day_that_is_not_open(story, editor, status, verb):
    read, seen = edit.read(story, words(BETTER)), edit.version(story)
    if verb == "restore":
        store(story, BETTER, editor)
    before = Statement.objects.values().get(pk=story.pk), texts(story)
    type(story.digest).objects.update(status=status, published_at=timezone.now())
    verbs = {
        "store": lambda: edit.store(story, read, editor.pk, seen),
        "title": lambda: edit.tell_by_title(story, editor.pk),
        "restore": lambda: edit.restore(story),
    }

    with pytest.raises(Refused):
        verbs[verb]()

    assert (Statement.objects.values().get(pk=story.pk), texts(story)) == before


def test_a_day_that_is_built_again_keeps_an_edit_while_its_sources_are_the_same(editor):
    digest = make_digest(status="held")
    make_activity(digest=digest, title="Fix crash of kernel_1 with FP8", number=1)
    prepare(digest)
    story = digest.statements.get()
    store(story, BETTER, editor)

    prepare(digest)
    kept = texts(story)
    make_activity(digest=digest, kind="commit", action="pushed", title="Fix crash (#1)", pull_request=1)
    prepare(digest)

    fresh = digest.statements.get(pk=story.pk)
    assert kept["zh-hans"]["headline"] == "`kernel_1` 配合 FP8 不再崩溃"
    assert (fresh.outcome, fresh.edited_at, fresh.edited_by, fresh.original) == ("title", None, None, {})
