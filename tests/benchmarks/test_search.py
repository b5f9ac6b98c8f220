"""The benchmark of search fills what it claims to fill, and asks what people ask."""

import random

import pytest

from benchmarks import search
from digest.models import SearchDocument, Statement
from digest.search.find import find
from digest.search.terms import query_terms


@pytest.mark.django_db
def test_every_statement_is_filled_and_found():
    search.fill(300)

    assert Statement.objects.count() == SearchDocument.objects.count() == 300
    assert len(find(["#299"])) == 1
    assert len(find(["label=fixed"])) > 30


def test_the_rare_words_stand_in_one_statement():
    asked = {term.removesuffix("*") for term in query_terms("--mamba-backend SM121 4fb8bee")}

    assert asked <= set(search.text_of(random.Random(1), 34914).casefold().split())
    assert "mamba" not in search.text_of(random.Random(1), 7)


def test_a_table_has_a_row_for_each_query_and_a_column_for_each_database():
    rows = [["fix", "1000", "12.1"], ["#1", "1", "0.4"]]

    table = search.told({"SQLite": rows, "PostgreSQL": [["fix", "1000", "9.0"], ["#1", "1", "0.5"]]}, 100_000)

    assert "among 100,000 statements" in table
    assert table.splitlines()[-2:] == ["| fix | 1000 | 12.1 | 9.0 |", "| #1 | 1 | 0.4 | 0.5 |"]
