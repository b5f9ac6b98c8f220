"""The table of what the gate refuses and doubts: columns for each part, and nothing held out among what is printed."""

from argparse import Namespace

import pytest

from benchmarks.gate.__main__ import _is_asked_for, table
from benchmarks.gate.corpus import HELD_OUT, PARTS, TUNED, Row
from digest.writing.gate import Problem, Remedy

TEXTS = {"en": ("`topk` now raises `ValueError`", ""), "zh-hans": ("`topk` 不再返回错误结果", "")}


def a_row(part: str, day: str = "2026-08-20") -> Row:
    facts = {"repository": "acme/kernels", "day": day, "kind": "merged", "title": "Fix topk"}
    return Row(facts, TEXTS, frozenset(), part)


def cells(text: str, name: str) -> list[str]:
    (line,) = [line for line in text.split("\n") if line.startswith(f"| {name} | ")]
    return [cell.strip() for cell in line.strip("|").split("|")][1:]


def a_problem(language: str, is_doubt: bool = False) -> Problem:
    return Problem("said otherwise", Remedy.CORRECT, language, is_doubt)


def test_every_part_has_columns_of_its_own():
    rows = [a_row(TUNED), a_row(TUNED), a_row(HELD_OUT, "2026-08-21")]
    found = {TUNED: [a_problem("zh-hans")], HELD_OUT: [a_problem("en", is_doubt=True)]}

    text = table(rows, lambda row, texts: found[row.part])

    assert cells(text, "") == ["tuned: refused", "tuned: doubted", "held out: refused", "held out: doubted"]
    assert cells(text, "true statements") == ["2 of 2 (100%)", "0 of 2 (0%)", "0 of 1 (0%)", "1 of 1 (100%)"]
    assert cells(text, "– for zh-hans") == ["2", "0", "0", "0"]
    assert cells(text, "– for en") == ["0", "0", "0", "1"]
    assert text.startswith("3 true statements in both languages about 1 repositories and 2 days")


def test_a_part_without_statements_has_no_share():
    text = table([a_row(HELD_OUT)], lambda row, texts: [])

    assert cells(text, "true statements") == ["–", "–", "0 of 1 (0%)", "0 of 1 (0%)"]
    assert cells(text, "**all edits**")[0] == "–"


def test_what_is_refused_in_both_languages_is_counted_once():
    text = table([a_row(HELD_OUT)], lambda row, texts: [a_problem("en"), a_problem("zh-hans")])

    assert [cells(text, f"– for {name}")[2] for name in ("zh-hans", "en", "both")] == ["0", "0", "1"]


@pytest.mark.parametrize(
    ("of", "show", "counted"),
    [
        (None, None, list(PARTS)),
        (None, "direction", [TUNED]),
        (HELD_OUT, "direction", [HELD_OUT]),
        (TUNED, None, [TUNED]),
    ],
)
def test_held_out_statements_are_printed_only_when_asked_for(of, show, counted):
    asked = Namespace(of=of, show=show)

    assert [part for part in PARTS if _is_asked_for(a_row(part), asked)] == counted
