"""The statements that the gate is judged on: what they cite is there, and what is made of them is false."""

import pytest

from benchmarks.gate.corpus import FRESH, HELD_OUT, PARTS, TUNED, Row, Takeaway, load, load_takeaways
from benchmarks.gate.mutations import unrelated_takeaways


def a_row(part: str) -> Row:
    return Row({"repository": "acme/kernels", "day": "2026-08-20", "kind": "merged", "title": "Add x"}, {}, set(), part)


def test_no_day_is_tuned_to_and_held_out_as_well():
    rows = load()
    tuned, held_out = ({row.facts["day"] for row in rows if row.part == part} for part in (TUNED, HELD_OUT))

    assert tuned
    assert held_out
    assert tuned & held_out == set()


def test_no_other_part_has_a_fresh_day_of_the_same_repository():
    rows = load()
    fresh, others = (
        {(row.repository, row.facts["day"]) for row in rows if (row.part == FRESH) is wanted}
        for wanted in (True, False)
    )

    assert fresh & others == set()
    assert len({repository for repository, _ in fresh}) >= 4
    assert len({day for _, day in fresh}) >= 5


def test_every_file_belongs_to_one_part_and_the_parts_follow_each_other():
    parts = [row.part for row in load()]

    assert parts == sorted(parts, key=PARTS.index)
    assert all(parts.count(part) >= 60 for part in PARTS)


@pytest.mark.parametrize(
    ("cited", "part"),
    [((TUNED, TUNED), TUNED), ((HELD_OUT, TUNED), HELD_OUT), ((TUNED, FRESH, HELD_OUT), FRESH)],
)
def test_a_takeaway_is_as_unseen_as_the_least_known_story_that_it_cites(cited, part):
    takeaway = Takeaway(tuple(a_row(one) for one in cited), {})

    assert takeaway.part == part


def test_no_fresh_row_has_the_headline_of_another_by_which_takeaways_cite():
    rows = load()
    fresh, others = ([row.texts["en"][0] for row in rows if (row.part == FRESH) is wanted] for wanted in (True, False))

    assert len(set(fresh)) == len(fresh)
    assert not set(fresh) & set(others)


def test_every_takeaway_cites_rows_that_exist():
    told = load_takeaways(load())

    assert len(told) == 30
    assert all(2 <= len(takeaway.cites) <= 3 for takeaway in told)


def test_an_unrelated_takeaway_keeps_its_words_and_cites_another_repository():
    rows = load()
    takeaway = load_takeaways(rows)[0]

    false = unrelated_takeaways(takeaway, rows)

    assert len(false) == len(takeaway.cites)
    for place, one in enumerate(false):
        assert one.texts == takeaway.texts
        assert one.cites[place].repository not in {row.repository for row in takeaway.cites}
