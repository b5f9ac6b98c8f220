"""A name stands where its evidence has it, and not where another name of its kind stands there."""

import pytest

from digest.writing.gate import Evidence
from digest.writing.gate.beside import check_beside, words_of
from digest.writing.gate.passages import passages


def reasons(english, *texts, chinese=""):
    told = {"en": passages(english)}
    if chinese:
        told["zh"] = passages(chinese)
    return list(check_beside(told, Evidence(texts)))


SELECTOR = "The selector sends QX200 to the generic RZ2 path on hosts with FB10."


def test_a_name_stands_next_to_its_word():
    assert reasons("The selector takes the generic RZ2 path", SELECTOR) == []


def test_another_name_next_to_the_word_is_refused():
    assert reasons("The selector takes the generic FB10 path", SELECTOR) == [
        'the evidence has "rz2" beside what the sentence has "fb10" beside'
    ]


@pytest.mark.parametrize(
    "text",
    [
        "It was FB10, and generic paths are gone",  # the word is in another clause
        "On FB10 the path is generic",  # the word is on the other side of the name
        "FB10-3 paths stay",  # a figure is between them
        "`QX_200` path",  # a name of another kind
    ],
)
def test_what_is_not_next_to_a_name_says_nothing_of_it(text):
    assert reasons(text, SELECTOR) == []


def test_a_name_that_is_near_the_word_somewhere_may_stand_beside_it():
    assert reasons("The generic FB10 path is gone", SELECTOR, "generic FB10 paths") == []


def test_words_with_a_capital_are_no_names():
    assert reasons("The list tracks failures", "By Default tracks failures, in a List of them") == []


def test_what_is_two_words_away_counts_in_both_languages_together():
    source = "An optional ALiBi positional encoding.\nPrefill by XaQi uses windows"

    assert reasons("The XaQi windows precede an encoding", source, chinese="XaQi 的窗口") == []
    assert reasons("The XaQi free encoding is there", source, chinese="XaQi 编码可选") != []


def test_words_are_found_with_their_places():
    found = words_of(passages("Paths of RZ2 are generic paths"))

    assert [token.place for _passage, token in found["path"]] == [0, 5]


def test_a_name_that_the_sentence_has_too_is_not_missed():
    assert reasons("The RZ2 hosts take the generic FB10 path", SELECTOR) == []
