"""Names, how they are written, and the words near them."""

import pytest

from digest.writing.gate.neighbours import names_told, neighbours, places_of, shapes_in
from digest.writing.gate.passages import passages

TEXT = "The `pool` of kv_cache feeds MlaDecode on SM90. Only Hopper runs it, not True.\nkv_cache grows."


def test_code_identifiers_and_capitals_inside_a_line_are_names():
    assert set(shapes_in(TEXT)) == {"pool", "kv_cache", "mladecode", "sm90", "hopper"}


@pytest.mark.parametrize(
    ("one", "other"),
    [("kv_cache", "page_table_2"), ("SM90", "SM120"), ("norm.py", "rotary.py"), ("MAX_LEN", "MIN_LEN")],
)
def test_names_of_one_kind_are_written_alike(one, other):
    shapes = shapes_in(f"x {one} {other}")

    assert len(set(shapes.values())) == 1


@pytest.mark.parametrize(("one", "other"), [("kv_cache", "MAX_LEN"), ("SM90", "Hopper"), ("norm.py", "Norm_2")])
def test_names_of_two_kinds_are_not(one, other):
    assert len(set(shapes_in(f"x {one} y {other}").values())) == 2


def test_neighbours_are_what_a_passage_speaks_of_within_reach():
    passage = passages("The queue sends kv_cache pages to the host")[0]
    name = next(token for token in passage.tokens if token.concept == "kv_cache")

    assert neighbours(passage, name, 2) == {"queu", "send", "pag"}
    assert neighbours(passage, name, 1) == {"send", "pag"}


def test_each_place_of_a_name_has_its_own_neighbours():
    places = places_of(["kv_cache"], passages("kv_cache grows. The host frees kv_cache"), 3)

    assert places == {"kv_cache": [{"grow"}, {"host", "fre"}]}


def test_only_names_of_the_evidence_are_looked_for_in_a_statement():
    assert [name for name, _near in names_told(passages("kv_cache feeds other_name"), ["kv_cache"], 3)] == ["kv_cache"]


@pytest.mark.parametrize("text", ["The first word. Next begins", "# Heading", "- Item", "fix: Crash", "x ALL of them"])
def test_a_capital_that_a_sentence_or_a_mark_gives_makes_no_name(text):
    assert shapes_in(text) == {}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("see utils/norm.py", "norm.py"),
        ("of `plain` words", "plain"),
        ("in MyParser", "myparser"),
        ("on Grace", "grace"),
    ],
)
def test_marks_of_a_name(text, name):
    assert name in shapes_in(text)


def test_figures_and_words_of_grammar_are_no_neighbours():
    passage = passages("kv_cache of 12 hosts")[0]

    assert neighbours(passage, passage.tokens[0], 5) == {"host"}
