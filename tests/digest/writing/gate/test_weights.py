"""A word of weight needs one in the evidence, whatever its degree; what only looks like one needs none."""

import pytest

from digest.writing.gate import Evidence
from digest.writing.gate.weights import check_weights

PLAIN = Evidence(("Faster sort",))
WEIGHED = Evidence(("Dramatically faster sort",))


@pytest.mark.parametrize("text", ["The sort is significantly faster", "排序明显更快", "A major speedup"])
def test_a_word_of_weight_needs_one_of_the_author(text):
    assert len(list(check_weights(text, PLAIN))) == 1
    assert list(check_weights(text, WEIGHED)) == []


@pytest.mark.parametrize("text", ["From major version 9 on", "The major number 9", "It needs no weight"])
def test_a_major_version_is_not_weighed(text):
    assert list(check_weights(text, PLAIN)) == []


def test_posts_are_published_without_a_release():
    assert list(check_weights("发布垃圾内容的人", PLAIN)) == []
    assert list(check_weights("排序已发布", PLAIN)) != []
    assert list(check_weights("已发布消息队列支持", PLAIN)) != []


def test_released_needs_a_release():
    assert list(check_weights("The sort is released", PLAIN)) != []
    assert list(check_weights("The sort is released", Evidence(("Sort",), has_release=True))) == []
