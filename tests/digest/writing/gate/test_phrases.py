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
