"""A text is read as concepts, with what is turned round by a denial."""

import pytest

from digest.writing.gate.passages import passages


def sides(text):
    return [(token.concept, token.sides) for one in passages(text) for token in one.tokens if token.sides]


def concepts(text):
    return {token.concept: token.kind for one in passages(text) for token in one.tokens}


def test_a_denial_turns_the_verb_behind_it():
    assert sides("It does not support uploads") == [("support", (("support", -1),))]


@pytest.mark.parametrize("text", ["It does not allow small groups to run", "It is not allowed"])
def test_a_word_that_begins_like_all_is_denied_like_any_other(text):
    assert ("allow", (("support", -1),)) in sides(text)


def test_not_all_is_no_denial():
    assert sides("Not all backends support uploads") == [("support", (("support", 1),))]


def test_no_longer_reaches_further_than_not():
    assert dict(sides("It no longer lets the memory grow"))["grow"] == (("level", -1),)


def test_what_is_called_so_is_not_turned():
    assert sides("It no longer calls a deleted function") == []
    assert sides("不再调用已删除的函数") == []


def test_a_flag_is_a_name_and_no_verb():
    assert concepts("It needs --enable-cache")["--enable-cache"] == "name"
    assert sides("It needs --enable-cache") == []


def test_what_is_only_read_is_not_read():
    assert sides("The folder is read-only") == []


def test_a_figure_keeps_its_per_cent():
    (passage,) = passages("It is 17% faster")

    assert [(token.concept, token.unit) for token in passage.tokens if token.kind == "figure"] == [("17", "%")]


def test_an_attribute_takes_no_side():
    assert sides("It is back as a deprecated alias") == []
    assert sides("It deprecates an alias") == [("deprecat", (("presence", -1),))]


def test_what_fails_fast_is_not_faster():
    assert sides("It fails fast with an error") == []


def test_near_a_word_is_what_stands_a_few_words_before_and_behind_it():
    (passage,) = passages("The reader of archives follows links")
    archives = passage.tokens[3]

    assert [one.concept for one in passage.near(archives, 2, 1)] == ["reader", "of", "archiv", "follow"]
