"""What becomes of each line: decided by what the database knows of its address, and by what the line itself proves."""

import pytest

from subscribers.bulk.outcomes import ACCEPTED, LABELS, decide, repeated
from subscribers.bulk.table import Table
from subscribers.models import Subscriber, Suppression
from tests.factories import make_subscriber

pytestmark = pytest.mark.django_db

PROVED = ",fair,2025-03-01"


def outcome(row, headings="email,source,consented_at,status"):
    (line,) = Table(f"{headings}\n{row}\n").read(0, 1)
    return decide([line])[0]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("ada@reader.test,fair,2025-03-01,", "added"),
        ("ada@reader.test,fair,,", "asked"),
        ("ada@reader.test,,2025-03-01,", "asked"),
        ("ada@reader.test,fair,2025-03-01,active", "added"),
        ("ada@reader.test,fair,2025-03-01,unsubscribed", "not_active"),
        ("ada@reader.test,fair,2025-03-01,Suppressed", "not_active"),
    ],
)
def test_a_line_of_a_newcomer_is_decided_by_its_proof_and_status(row, expected):
    assert outcome(row) == (expected,)


@pytest.mark.parametrize("status", Subscriber.Status.values)
def test_an_address_that_is_known_stays_as_it_is(status):
    make_subscriber("Ada@reader.test", status=status)

    assert outcome("ada@Reader.test,fair,2025-03-01,") == (status,)


def test_an_address_that_was_suppressed_under_a_former_key_is_refused(settings):
    settings.SECRET_KEY = "former"
    Suppression.objects.suppress("ada@reader.test", "complaint")
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "today", ["former"]

    assert outcome("ADA@reader.test,fair,2025-03-01,") == ("suppressed",)


def test_suppressed_comes_before_what_else_is_known():
    make_subscriber("ada@reader.test")
    Suppression.objects.suppress("ada@reader.test", "complaint")

    assert outcome("ada@reader.test,fair,2025-03-01,") == ("suppressed",)


def test_a_line_with_wrong_cells_is_refused_for_each_of_them():
    assert set(outcome("ada@reader.test,tlh,25:00", "email,language,hour")) == {"language", "minute"}


def test_an_address_counts_once_however_it_is_written():
    assert repeated(["Ada@Reader.test", "bo@reader.test", "ada＠reader。test", "", "no", "NO "]) == {2, 5}


def test_each_outcome_has_a_label():
    fields = {"email", "language", "repositories", "topics", "minute", "time_zone", "frequency", "consented_at"}

    assert fields | set(Subscriber.Status.values) | set(ACCEPTED) <= set(LABELS)


def test_a_part_is_decided_with_the_same_number_of_queries_whatever_its_length(django_assert_num_queries):
    rows = "".join(f"reader{number}@reader.test{PROVED}\n" for number in range(50))
    lines = Table(f"email,source,consented_at\n{rows}").read(0, 50)

    with django_assert_num_queries(2):
        assert set(decide(lines)) == {("added",)}
