"""A phrase that means one thing is one word, and what only looks like it stays."""

import pytest

from digest.writing.gate.phrases import in_one_word


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("It no longer waits", "nolonger"),
        ("It is not the last place any more", "nolonger"),
        ("It takes at most 8", "atmost"),
        ("It is not above 8", "notabove"),
        ("Caching is off by default", "switchedoff"),
        ("cache = False", "switchedoff"),
        ("The folder is read-only", "readonly"),
        ("It fails fast", "early"),
        ("The parts add up", "sum"),
        ("It was 7 before.", "formerly"),
        ("It can't wait", "not"),
    ],
)
def test_a_phrase_becomes_one_word(text, word):
    assert word in in_one_word(text).replace(".", " ").split()


@pytest.mark.parametrize("text", ["It waits before the call", "The lamp is on the table", "It does not allow uploads"])
def test_other_words_stay_as_they_are(text):
    assert in_one_word(text).split() == text.split()


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("drops from CuteDSL 1.389 ms", "falls from CuteDSL 1.389 ms"),
        ("drops `x` from the list", "drops `x` from the list"),
        ("loses over 99% of it", "falls over 99% of it"),
        ("loses a flag", "loses a flag"),
        ("stops rejecting it", " nolonger  rejecting it"),
        ("stops early", "stops early"),
        ("the out is not None path", "the out given path"),
        ("NO Eagle3 yet", "no Eagle3 yet"),
    ],
)
def test_what_is_said_of_figures_ends_and_capitals(text, read):
    assert in_one_word(text) == read
