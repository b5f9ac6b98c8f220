"""The benchmark of delivery judges only what was measured on a machine that was left alone, if it can."""

from argparse import Namespace

import pytest

from benchmarks import delivery

KEYS = ("rate", "ratio", "cpu", "sink", "peak", "load")


@pytest.fixture
def runs(monkeypatch):
    """The quotients of the references before and after, one a run."""
    quotients = []
    monkeypatch.setattr(delivery, "run", lambda *_: {"unsteady": quotients.pop(0)})
    return quotients


def test_a_steady_run_is_not_repeated(runs):
    runs += [1.1, 1.0]

    assert delivery.steady_run(None, None, b"", None) == {"unsteady": 1.1}


def test_a_run_whose_references_differ_is_repeated(runs):
    runs += [1.9, 1.05, 1.0]

    assert delivery.steady_run(None, None, b"", None) == {"unsteady": 1.05}


def test_where_none_is_steady_the_steadiest_of_three_counts(runs):
    runs += [1.9, 1.3, 1.5, 1.0]

    assert delivery.steady_run(None, None, b"", None) == {"unsteady": 1.3}


def test_the_table_says_where_the_machine_was_not_steady():
    options = Namespace(recipients=10, processes=2, repeat=2, sink="own sink", reference="own", connections=None)
    row = dict.fromkeys(KEYS, 0.5) | {"anchors": [1, 2]}

    unsteady = delivery.told(options, [row | {"unsteady": 2}, row | {"unsteady": 1}], 100, 1)
    steady = delivery.told(options, [row | {"unsteady": 1}], 100, 1)

    assert "In 1 of 2 runs the machine was not steady" in unsteady
    assert "not steady" not in steady


def test_two_mails_to_one_reader_are_not_a_measurement():
    mails = [(0.0, 100, "ada@reader.test"), (0.1, 100, "ada@reader.test")]

    with pytest.raises(AssertionError, match="2 mails for 1 readers"):
        delivery.check_each(mails, 100)


def test_other_bytes_than_the_reference_sends_are_not_a_measurement():
    with pytest.raises(AssertionError, match="mails of 90 bytes against 100 bytes"):
        delivery.check_each([(0.0, 90, "ada@reader.test")], 100)
