"""The short words beside a story: label, tone, relations, files and size."""

import pytest
from django.utils import translation

from digest.models import Statement
from newsletter.editions.types import Relation
from newsletter.renderers import labels
from tests.newsletter.edition_values import reference, story


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_label_has_a_word_of_its_own_in_each_language(language):
    codes = [code for code in Statement.Label.values if code]

    with translation.override(language):
        words = {labels.label_word(code) for code in codes}

    assert len(words) == len(codes)
    assert all(words)


def test_a_story_without_a_label_has_no_word_and_no_tone():
    assert labels.label_word("") == ""
    assert labels.label_tone("") == ""


@pytest.mark.parametrize(
    ("code", "tone"), [("open", "open"), ("reverted", "alert"), ("advisory", "alert"), ("fixed", ""), ("new", "")]
)
def test_what_is_not_settled_or_taken_back_has_a_tone(code, tone):
    assert labels.label_tone(code) == tone


def test_tones_belong_to_labels_that_exist():
    assert set(labels.LABEL_TONES) <= set(Statement.Label.values)


def test_references_of_one_relation_stand_behind_one_word():
    fixes = [Relation("fixes", reference(text)) for text in ("#1", "#2")]
    told = story(relations=(fixes[0], Relation("reverts", reference("#3")), fixes[1]))

    groups = [(group.word, [each.text for each in group.references]) for group in labels.relation_groups(told)]
    assert groups == [("fixes", ["#1", "#2"]), ("reverts", ["#3"])]


def test_a_relation_that_nobody_knows_is_a_mere_pointer():
    assert labels.relation_word("entangled_with") == labels.relation_word("see_also") == "see also"


def test_paths_beyond_the_limit_are_counted():
    told = story(files=("a.py", "b.py", "c.py"))

    assert labels.files_line(told, 2) == (("a.py", "b.py"), "and 1 more")
    assert labels.files_line(told, 3) == (("a.py", "b.py", "c.py"), "")


def test_files_that_were_not_listed_are_counted_too():
    assert labels.files_line(story(files=("a.py",), files_total=300), 2) == (("a.py",), "and 299 more")


def test_chinese_names_the_total_and_not_the_rest():
    with translation.override("zh-hans"):
        _shown, more = labels.files_line(story(files=("a.py",), files_total=300), 1)

    assert "300" in more
    assert "299" not in more


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"files_total": 5, "additions": 68, "deletions": 13}, "5 files, +68 −13"),
        ({"files_total": 1, "additions": 0, "deletions": 0}, "1 file, +0 −0"),
        ({"files_total": 5}, "5 files"),
        ({"files": ("a.py", "b.py"), "additions": 1}, "2 files"),
        ({"files_total": 0, "additions": 0, "deletions": 0}, ""),
        ({}, ""),
    ],
)
def test_a_size_is_told_as_far_as_it_is_known(fields, words):
    assert labels.size(story(**fields)) == words


@pytest.mark.parametrize(
    ("label", "words"),
    [("merged", "Merged since 19 February"), ("released", "Released on 19 February"), ("", "19 February")],
)
def test_what_is_true_now_is_said_with_its_day(label, words):
    with translation.override("en"):
        assert labels.standing(story(label=label)) == words


def test_a_headline_for_a_title_has_no_marks():
    assert labels.plain_headline(story(headline="Covers `MLA`")) == "Covers MLA"
    assert labels.plain_headline(story(headline="", detail="All `detail`")) == "All detail"
