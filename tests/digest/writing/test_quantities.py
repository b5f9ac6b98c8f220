"""Figures with their units, equal in both languages, rounded and never converted."""

import pytest

from digest.writing import quantities
from digest.writing.quantities import Figure


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("12.6% faster", {"12.6%"}),
        ("30.7 percent", {"30.7%"}),
        ("1.8 倍, 1.8x, 1.8×", {"1.8x"}),
        ("30 seconds or 30 秒", {"30s"}),
        ("4 ms vs 4 毫秒", {"4ms"}),
        ("5 μs and 5us", {"5us"}),
        ("1,024 files", {"1024"}),
        ("eps of 1e-23", {"1e-23"}),
        ("v0.6.4", {"0.6.4"}),
        ("SM121 and H100", set()),
        ("see #2525 and 2026-02-19", set()),
        ("commit 44ab752 of https://example.org/12", set()),
        ("64 GB", {"64gb"}),
        ("支持3个专家", {"3"}),
    ],
)
def test_figures_are_read_with_their_units(text, found):
    assert quantities.figures(text) == found


@pytest.mark.parametrize(
    ("told", "known", "expected"),
    [
        (Figure("1.76", "x"), Figure("1.7645", "x"), True),
        (Figure("1.77", "x"), Figure("1.7645", "x"), False),
        (Figure("13", "%"), Figure("12.6", "%"), False),
        (Figure("13", "%", is_about=True), Figure("12.6", "%"), True),
        (Figure("3.0", ""), Figure("3.0.0", ""), False),
        (Figure("0.5", "s"), Figure("500", "ms"), False),
        (Figure("2.50", "us"), Figure("2.5", "us"), True),
        (Figure("1.25", ""), Figure("1.2489", ""), True),
        (Figure("1.2", ""), Figure("1.2489", ""), False),
        (Figure("5", "ms"), Figure("5", "ms"), True),
        (Figure("9" * 30, "x"), Figure("9" * 29 + ".9", "x"), False),
    ],
)
def test_a_figure_may_be_rounded_and_is_never_converted(told, known, expected):
    assert quantities.supports(known, told) is expected


def test_about_is_heard_before_and_behind_a_figure():
    found = {str(figure): figure.is_about for figure in quantities.figures_of("about 13%, 5 ms, 约7 ms, 9 ms 左右")}

    assert found == {"13%": True, "5ms": False, "7ms": True, "9ms": True}


def test_a_unit_is_shared_over_vs_and_slashes():
    assert Figure("2.58", "us") in quantities.figures_told("2.50us vs 2.58")
    assert Figure("10", "ms") in quantities.figures_told("10 -> 5 ms")
    assert Figure("10", "ms") not in quantities.figures_told("10 files. 5 ms")


def test_the_head_of_a_table_gives_its_column_a_unit():
    table = "| size | fused (us) |\n|---|---|\n| 64 | 2.5 |"

    told = quantities.figures_told(table)

    assert Figure("2.5", "us") in told
    assert Figure("64", "us") not in told


def test_a_year_in_a_date_and_bits_without_their_unit_may_be_cited():
    told = quantities.figures_told("CUDA of 2026-02-19, 8 bits")

    assert {Figure("2026", ""), Figure("8", "bit"), Figure("8", "")} <= told


@pytest.mark.parametrize(("name", "bits"), [("FP32x2", "32"), ("bf16", "16"), ("tl.uint8_t", "8"), ("float64", "64")])
def test_the_name_of_a_type_says_its_bits(name, bits):
    assert Figure(bits, "bit") in quantities.figures_told(f"Add {name} control")


@pytest.mark.parametrize("name", ["sm120", "v0.6.4", "profile32x"])
def test_other_names_say_no_bits(name):
    assert not any(figure.unit == "bit" for figure in quantities.figures_told(f"Add {name} control"))


@pytest.mark.parametrize(
    ("unit", "known"), [("μs", "us"), ("秒", "s"), ("percent", "%"), ("gb/sec", "gb/s"), ("tflops/s", "tflops")]
)
def test_each_unit_has_one_spelling(unit, known):
    assert quantities.canonical_unit(unit) == known
