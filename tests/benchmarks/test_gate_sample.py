"""The gate on a small sample of the evaluation: nearly all true statements pass, and most false ones are refused."""

import pytest

from benchmarks.gate import judge
from benchmarks.gate.corpus import TUNED, load
from benchmarks.gate.mutations import edits_of

pytestmark = pytest.mark.django_db

EVERY = 7  # th statement
MAX_TRUE_REFUSED, LEAST_FALSE_REFUSED = 0.12, 0.5


@pytest.fixture(scope="module")
def sample():
    return [row for row in load() if row.part == TUNED][::EVERY]


def test_nearly_all_true_statements_pass(sample):
    refused = [row.facts["title"] for row in sample if judge.problems(row, row.texts)]

    assert len(sample) > 20
    assert len(refused) <= MAX_TRUE_REFUSED * len(sample), refused


def test_most_edits_that_make_a_statement_false_are_refused(sample):
    edits = [edit for row in sample for edit in edits_of(row)]

    refused = [edit for edit in edits if judge.problems(edit.row, edit.texts)]

    assert len(edits) > 50
    assert len(refused) >= LEAST_FALSE_REFUSED * len(edits)
