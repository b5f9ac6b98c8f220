"""What the benchmark of an import measures: a table of so many rows, all of them imported and exported again."""

import pytest

from benchmarks.import_readers import measure, table, told


@pytest.mark.django_db
def test_every_row_of_the_table_becomes_a_reader_and_a_line():
    checking, importing, exporting = measure(table(12))

    assert [len(times) for times in (checking, importing, exporting)] == [1, 1, 1]


def test_the_table_names_the_longest_task():
    assert told([0.5, 1.25], [2.0], [0.1]).splitlines()[-3:] == [
        "| checking | 2 | 1.8 | 1.2 |",
        "| importing, all with proof of consent | 1 | 2.0 | 2.0 |",
        "| exporting | 1 | 0.1 | 0.1 |",
    ]
