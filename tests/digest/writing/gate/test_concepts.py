"""The words by which a clause in one language finds its passage in the other."""

import pytest

from digest.writing.gate.concepts import CONCEPTS
from digest.writing.gate.concepts_of_models import OF_MODELS
from digest.writing.gate.concepts_of_programs import OF_PROGRAMS
from digest.writing.gate.passages import passages, stem


def test_no_word_is_told_twice():
    assert OF_MODELS.keys() & OF_PROGRAMS.keys() == set()
    assert CONCEPTS.keys() == OF_MODELS.keys() | OF_PROGRAMS.keys()


def test_each_concept_is_a_stem():
    assert {word for word in CONCEPTS if not word.startswith(stem(word)[:3])} == set()


@pytest.mark.parametrize(
    ("english", "chinese"), [("the kernel crashes", "核函数崩溃"), ("the server timeout", "服务器超时")]
)
def test_both_languages_share_their_concepts(english, chinese):
    told = [{token.concept for one in passages(text) for token in one.tokens} for text in (english, chinese)]

    assert len(told[0] & told[1]) == 2
