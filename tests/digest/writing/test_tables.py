"""Tables of pull requests, also those that a squash commit broke over lines."""

from digest.writing.tables import Table, spelled_out, tables

PLAIN = """Before and after:

| Batch | Before (us) | After (us) |
|------:|------------:|-----------:|
| 128   | 92.13       | 81.31      |
| 256   | 170.2       | 150.9      |

It is faster."""

BROKEN = """Tokens | old ms | new ms | cutlass ms |
cublas ms | Winner
4096 | 0.855 | 0.824 | 0.873 |
1.278 | new"""

TWO_HEADS = """Tokens |   old      |   new      | Speedup
       | ms  TFLOPS | ms  TFLOPS | old/new
1 | 0.069  10.2 | 0.057  12.3 | 1.21x"""

BY_COLUMN = """| batch | 1 | 16 |
|---|---|---|
| latency (us) | 10.5 | 44.2 |"""


def test_a_table_has_heads_and_rows():
    [found] = tables(PLAIN)

    assert found == Table(
        ("Batch", "Before (us)", "After (us)"), (("128", "92.13", "81.31"), ("256", "170.2", "150.9"))
    )


def test_each_cell_is_told_with_its_row_and_its_column():
    told = spelled_out(PLAIN).split("\n")

    assert "Batch 128 After us 81.31" in told
    assert "Batch 256 Before us 170.2" in told
    assert (told[0], told[-1]) == ("Before and after:", "It is faster.")


def test_a_row_that_goes_on_behind_a_bar_is_one_row():
    [found] = tables(BROKEN)

    assert found.heads == ("Tokens", "old ms", "new ms", "cutlass ms", "cublas ms", "Winner")
    assert found.rows == (("4096", "0.855", "0.824", "0.873", "1.278", "new"),)


def test_a_row_that_is_broken_inside_a_cell_is_one_row():
    [found] = tables("| Case | Result |\n|---|---|\n| heads=128, qk=192,\nvo=128 | 5 passed |")

    assert found.rows == (("heads=128, qk=192, vo=128", "5 passed"),)


def test_a_head_of_two_lines_names_each_column_once():
    [found] = tables(TWO_HEADS)

    assert found.heads == ("Tokens", "old ms  TFLOPS", "new ms  TFLOPS", "Speedup old/new")


def test_a_head_of_figures_is_a_head_by_the_rule_below_it():
    assert "latency us 16 44.2" in spelled_out(BY_COLUMN).split("\n")


def test_a_row_without_figures_stays_as_it_is():
    told = spelled_out("| Test | Result |\n|---|---|\n| decode | PASS, no NaN |")

    assert told.split("\n") == ["Test, Result", "decode, PASS, no NaN"]


def test_bars_in_prose_are_no_table():
    text = "Use `a || b` here.\nNothing else."

    assert tables(text) == []
    assert spelled_out(text) == text
