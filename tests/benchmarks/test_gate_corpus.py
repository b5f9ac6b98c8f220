"""The statements that the gate is judged on: what they cite is there, and what is made of them is false."""

import pytest

from benchmarks.gate.corpus import HELD_OUT, PARTS, TUNED, Row, Takeaway, load, load_takeaways
from benchmarks.gate.mutations import unrelated_takeaways


def a_row(part: str) -> Row:
    return Row({"repository": "acme/kernels", "day": "2026-08-20", "kind": "merged", "title": "Add x"}, {}, set(), part)


def test_no_day_is_tuned_to_and_held_out_as_well():
    rows = load()
    tuned, held_out = ({row.facts["day"] for row in rows if row.part == part} for part in (TUNED, HELD_OUT))

    assert tuned
    assert held_out
    assert tuned & held_out == set()


def test_held_out_are_several_repositories_and_many_days():
    held_out = [row for row in load() if row.part == HELD_OUT]

    assert len({row.repository for row in held_out}) >= 4
    assert len({row.facts["day"] for row in held_out}) >= 20


def test_every_file_belongs_to_one_part_and_the_parts_follow_each_other():
    parts = [row.part for row in load()]

    assert parts == sorted(parts, key=PARTS.index)
    assert all(parts.count(part) >= 50 for part in PARTS)


@pytest.mark.parametrize(
    ("cited", "part"),
    [((TUNED, TUNED), TUNED), ((HELD_OUT, TUNED), HELD_OUT), ((TUNED, TUNED, HELD_OUT), HELD_OUT)],
)
def test_a_takeaway_is_as_unseen_as_the_least_known_story_that_it_cites(cited, part):
    takeaway = Takeaway(tuple(a_row(one) for one in cited), {})

    assert takeaway.part == part


def test_no_held_out_row_has_the_headline_of_another_by_which_takeaways_cite():
    rows = load()
    held_out, tuned = ([row.texts["en"][0] for row in rows if row.part == part] for part in (HELD_OUT, TUNED))

    assert len(set(held_out)) == len(held_out)
    assert not set(held_out) & set(tuned)


def test_every_takeaway_cites_rows_that_exist():
    told = load_takeaways(load())

    assert len(told) == 33
    assert all(2 <= len(takeaway.cites) <= 3 for takeaway in told)


def test_an_unrelated_takeaway_keeps_its_words_and_cites_another_repository():
    rows = load()
    takeaway = load_takeaways(rows)[0]

    false = unrelated_takeaways(takeaway, rows)

    assert len(false) == len(takeaway.cites)
    for place, one in enumerate(false):
        assert one.texts == takeaway.texts
        assert one.cites[place].repository not in {row.repository for row in takeaway.cites}
