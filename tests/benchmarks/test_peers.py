"""Peers are optional."""

from benchmarks.peers import __main__ as peers


def test_a_peer_that_is_not_installed_is_left_out_with_a_line(capsys):
    assert not peers.is_installed("a-package-that-nobody-wrote")
    assert "a-package-that-nobody-wrote is not installed" in capsys.readouterr().err


def test_each_is_compared_with_us_in_as_many_processes_as_it_has():
    runs = [{"1": {"rate": 100}, "2": {"rate": 150}, "newsletter": {"rate": 10}, "mailer": {"rate": 10}}]

    assert peers.ratio(runs, "newsletter") == 10
    assert peers.ratio(runs, "mailer") == 15
