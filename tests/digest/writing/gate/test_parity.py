"""All languages carry the same figures and names, each in its own spelling."""

import pytest

from digest.writing.gate.parity import check_parity, is_same_name


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("`tcgen05.ld` takes 64 rows", "tcgen05 取 64 行"),
        ("It converts to float32", "转换为 fp32"),
        ("Half of 8 rows", "8 行的一半"),
    ],
)
def test_the_same_in_another_spelling_passes(english, chinese):
    assert check_parity({"en": english, "zh-hans": chinese}, set()) == []


@pytest.mark.parametrize(
    ("english", "chinese"),
    [("It converts to float32", "转换为 fp16"), ("It takes 64 rows", "取 32 行"), ("`a_1` is new", "`b_1` 是新的")],
)
def test_another_figure_or_name_is_refused(english, chinese):
    assert len(check_parity({"en": english, "zh-hans": chinese}, set())) == 1


def test_a_name_is_not_the_beginning_of_any_longer_one():
    assert is_same_name("tcgen05", "tcgen05.st")
    assert not is_same_name("tcgen05", "tcgen051")
