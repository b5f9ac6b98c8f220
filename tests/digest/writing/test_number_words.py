"""Number words of both languages mean the same figures."""

import pytest

from digest.writing.number_words import Figure, han_value, known_numbers, number_words

ALIKE = [
    ("two backends", "两个后端", "2", ""),
    ("twelve layers", "十二层", "12", ""),
    ("twenty-four heads", "二十四个头", "24", ""),
    ("a hundred experts", "百个专家", "100", ""),
    ("a dozen kernels", "十二个 kernel", "12", ""),
    ("twice as fast", "速度翻倍", "2", "x"),
    ("it doubles", "达到两倍", "2", "x"),
    ("threefold", "三倍", "3", "x"),
    ("ten-fold", "十倍", "10", "x"),
    ("half of the time", "减半", "0.5", "x"),
    ("halved", "只剩一半", "0.5", "x"),
    ("dozens of models", "数十个模型", "dozens", ""),
    ("hundreds of lines", "几百行", "hundreds", ""),
    ("thousands of tokens", "数千个 token", "thousands", ""),
    ("millions of rows", "数百万行", "millions", ""),
]


@pytest.mark.parametrize(("english", "chinese", "number", "unit"), ALIKE)
def test_a_number_word_is_the_same_figure_in_both_languages(english, chinese, number, unit):
    found = [{one.figure for one in number_words(text)} for text in (english, chinese)]

    assert found == [{Figure(number, unit)}] * 2


@pytest.mark.parametrize(
    "text",
    [
        "one manifold, a scaffold to unfold",
        "一个十进制数，第二次二维",
        "一百分点地重试，千万别",
        "二叉树与二阶导数",
        "第一步",
        "参数可选",
    ],
)
def test_idioms_and_one_are_no_numbers(text):
    assert {one.word for one in number_words(text)} <= {"百"}


def test_per_hundred_in_chinese_words_is_a_percentage():
    assert [one.figure for one in number_words("百分之三十的元素")] == [Figure("30", "%")]


@pytest.mark.parametrize(
    ("source", "number"), [("both runs", "2"), ("the 3rd call", "3"), ("a second pass", "2"), ("dual issue", "2")]
)
def test_a_source_supports_numbers_by_words_that_no_sentence_is_searched_for(source, number):
    assert Figure(number, "") in known_numbers(source)
    assert not list(number_words(source))


def test_a_factor_supports_its_number_and_no_number_a_factor():
    assert known_numbers("double buffering") == {Figure("2", "x"), Figure("2", "")}
    assert known_numbers("two buffers") == {Figure("2", "")}


@pytest.mark.parametrize(
    ("word", "value"), [("两千", 2000), ("一百二十", 120), ("三万五千", 35_000), ("两百万", 2_000_000), ("十", 10)]
)
def test_chinese_numbers_have_their_value(word, value):
    assert han_value(word) == value


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("twice as fast, both halves", {"twice", "halves"}),
        ("half of the ten files", {"half", "ten"}),
        ("a tenfold scaffold", {"tenfold"}),
        ("两个后端", {"两"}),
        ("十六进制、二维、第二次、二分", set()),
        ("1.8 倍", set()),
        ("翻番", {"翻番"}),
        ("one of them", set()),
    ],
)
def test_number_words_are_told_from_words(text, found):
    assert {one.word for one in number_words(text)} == found
