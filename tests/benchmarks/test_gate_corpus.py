"""The statements that the gate is judged on: what they cite is there, and what is made of them is false."""

from benchmarks.gate.corpus import load, load_takeaways
from benchmarks.gate.mutations import unrelated_takeaways


def test_no_day_is_tuned_to_and_held_out_as_well():
    rows = load()
    halves = [{row.facts["day"] for row in rows if row.is_held_out is held_out} for held_out in (True, False)]

    assert all(halves)
    assert halves[0] & halves[1] == set()


def test_every_takeaway_cites_rows_that_exist():
    told = load_takeaways(load())

    assert len(told) == 25
    assert all(2 <= len(takeaway.cites) <= 3 for takeaway in told)


def test_an_unrelated_takeaway_keeps_its_words_and_cites_another_repository():
    rows = load()
    takeaway = load_takeaways(rows)[0]

    false = unrelated_takeaways(takeaway, rows)

    assert len(false) == len(takeaway.cites)
    for place, one in enumerate(false):
        assert one.texts == takeaway.texts
        assert one.cites[place].repository not in {row.repository for row in takeaway.cites}
