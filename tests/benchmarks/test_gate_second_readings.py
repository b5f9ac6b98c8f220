"""The second reader is measured on true and false sentences that the gate did not refuse, mixed with each other."""

import pytest

from benchmarks.gate import second_readings
from benchmarks.gate.corpus import Row
from digest.writing import client
from digest.writing.client import Answer

pytestmark = pytest.mark.django_db

TEXTS = {
    "en": ("Decode is faster than before", "The launch takes less time."),
    "zh-hans": ("decode 比之前更快", "启动耗时更少。"),
}


def a_row(title: str = "Make decode faster", texts=TEXTS) -> Row:
    facts = {"repository": "acme/kernels", "day": "2026-08-20", "kind": "merged", "title": title}
    return Row(facts | {"body": "The launch takes less time than before.", "paths": ["decode.py"]}, texts, frozenset())


def answered(verdict: str):
    """Claude, who says this of every sentence, in words of its source."""

    def ask(prompt):
        ids = [f"s{number}" for number in range(1, prompt.data.count('"id"') + 1)]
        claim = {"who": "decode", "what": "faster", "to": "", "words": "Make decode faster", "verdict": verdict}
        return Answer({"sentences": [{"id": id, "claims": [claim]} for id in ids]}, "end_turn", {}, 0)

    return ask


def test_true_and_false_ones_are_sampled_by_what_the_gate_makes_of_them():
    found = second_readings.sample([a_row()])

    assert ("true", "passed") in {told.group for told in found}
    assert {told.group[0] for told in found} == {"true", "false"}
    assert all(bool(told.doubts) == (told.group[1] == "doubted") for told in found)
    assert second_readings.sample([a_row()]) == found


@pytest.mark.parametrize("verdict", ["yes", "no", "unclear"])
def test_a_verdict_counts_as_the_service_counts_it(monkeypatch, verdict):
    monkeypatch.setattr(client, "ask", answered(verdict))

    assert second_readings.read(second_readings.sample([a_row()])[:1]) == [verdict]


def test_what_is_not_answered_is_not_read(monkeypatch):
    def away(prompt):
        raise client.ClaudeError("away", False, "overloaded")

    monkeypatch.setattr(client, "ask", away)

    assert second_readings.read(second_readings.sample([a_row()])[:2]) == ["", ""]


def test_every_group_has_a_line(monkeypatch):
    monkeypatch.setattr(client, "ask", answered("yes"))

    lines = second_readings.table([a_row()]).split("\n")

    assert lines[0] == "| statements | yes | unclear | no | not read |"
    assert [line.split(" | ")[0] for line in lines[2:]] == [
        "| true, passed by the gate",
        "| true, doubted by the gate",
        "| false, passed by the gate",
        "| false, doubted by the gate",
    ]
