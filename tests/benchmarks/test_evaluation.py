"""The shipped day, told in recorded sentences, passes the evaluation; whatever is spoiled in its mails is found."""

import ast
import datetime as dt
from pathlib import Path

import pytest

from benchmarks import days, evaluation, faults, finished_mail, recordings, report, stand_in
from benchmarks.raw_facts import GitHubFacts, SampleFacts
from benchmarks.verdict import Judge
from digest.models import Completion, Statement
from newsletter.mail.compose import compose_delivery
from newsletter.models import Delivery

BENCHMARKS = Path(days.__file__).parent
DATE = dt.date(2026, 2, 19)


@pytest.fixture
def sample_day(settings, db, tmp_path, monkeypatch):
    """Builds the sample day with recorded sentences, spoiled where a fault is named; returns (digest, facts, rows)."""
    monkeypatch.setattr(days, "FOLDER", tmp_path)

    def build(fault=""):
        with stand_in.serving(fault) as recorded:
            settings.ANTHROPIC_BASE_URL, settings.ANTHROPIC_API_KEY = recorded.url, "recordings"
            facts, [(digest, requests)] = days.build_sample(recorded)
        return digest, facts, days.read_day(digest, facts, requests, recordings.NOTICE)

    return build


def test_the_evaluation_shares_no_code_with_what_it_judges():
    for name in ("terms", "language", "finished_mail", "raw_facts", "verdict"):
        tree = ast.parse((BENCHMARKS / f"{name}.py").read_text())
        modules = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        modules |= {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
        assert not {module for module in modules if module.split(".")[0] in ("digest", "newsletter", "subscribers")}


def test_the_recorded_sample_day_is_told_and_nothing_of_it_is_wrong(sample_day):
    _digest, _facts, rows = sample_day()

    stories = Statement.objects.filter(role="story", fold="")
    assert [str(row.findings) for row in rows if row.findings.total] == []
    assert stories.filter(outcome="passed").count() >= 0.95 * stories.count()
    assert sum(row.findings.claims for row in rows) > 300
    assert {row.name: row.found for row in rows}["deepseek-ai/FlashMLA"] == 0
    assert all(0 < row.told <= row.found for row in rows if row.outcomes["passed"] and row.name != days.DAY_ROW)


@pytest.mark.parametrize("fault", faults.KINDS)
def test_no_spoiled_sentence_reaches_a_reader(sample_day, fault):
    _digest, _facts, rows = sample_day(fault)

    assert Completion.objects.filter(purpose="repair").exists()
    assert not Statement.objects.filter(outcome__in=["passed", "repaired"]).exists()
    assert [str(row.findings) for row in rows if row.findings.total] == []


TAMPERED = {
    "a figure": ("12.6%", "13.6%", "unsupported"),
    "a name": ("B200 is not affected", "B300 is not affected", "unsupported"),
    "a headline in the subject": ("Subject: Qwen3.5", "Subject: Qwen4.5", "unsupported"),
    "another language": ("DeepSeek V3 weights load again", "DeepSeek V3 的权重", "wrong_language"),
    "a link": ("https://github.com/vllm-project/vllm/pull/34876", "https://evil.example/34876", "foreign_links"),
    "a stranger at GitHub": ("github.com/vllm-project/vllm/pull/34876", "github.com/evil/pull/1", "foreign_links"),
    "a count": ("\n6</td>", "\n7</td>", "wrong_counts"),
}


def test_whatever_is_changed_in_a_finished_mail_is_found(sample_day):
    digest, facts, _rows = sample_day()
    judge = Judge(facts, digest.date, "http://127.0.0.1:8000")
    message = compose_delivery(Delivery.objects.get(digest=digest, selection__language="en"))
    data = message.message().as_bytes()

    for what, (word, other, name) in TAMPERED.items():
        assert word.encode() in data, what
        mail = finished_mail.read(data.replace(word.encode(), other.encode()))
        found = [getattr(one, name) for one in (judge.rest(mail), *judge.sections(mail).values())]
        assert any(found), what


def test_the_editions_say_whose_words_they_have(sample_day, tmp_path, capsys):
    digest, _facts, rows = sample_day()

    report.write_editions(tmp_path, digest, recordings.NOTICE)
    report.show_day(digest.date, rows, recordings.NOTICE)

    written = [path for path in tmp_path.iterdir() if "hand-written recordings" in path.read_text()[:30_000]]
    assert {path.suffix for path in written} == {".md", ".html", ".txt"}
    assert "hand-written recordings, not answers of Claude" in capsys.readouterr().out
    assert evaluation.who_answers("http://127.0.0.1:8089").endswith("not Claude")


def test_every_recorded_sentence_is_about_something_recorded():
    for date in recordings.dates():
        for sentence in [*recordings.load(date, "day")["summary"], *recordings.load(date, "day")["takeaways"]]:
            for name in sentence["of"]:
                assert recordings.place(date, *name.split(": ", 1))[1], name


def test_a_recording_is_found_by_its_title_whatever_the_prompt_says():
    asked = [{"id": "s7", "title": "Add SDAR model support (#18318)"}, {"id": "s8", "title": "Nobody wrote of this"}]

    [story] = recordings.answer("2026-02-19", {"repository": "sgl-project/sglang", "stories": asked})["stories"]

    assert (story["id"], story["en"]["headline"]) == ("s7", "SDAR models can be served")


class Answers(GitHubFacts):
    """GitHub's answers from a dict of path to rows; lists have one page."""

    def __init__(self, answers):
        super().__init__("http://127.0.0.1:9", "", ["a/b"])
        self.answers = answers

    def _ask(self, path):
        return self.answers.get(path.split("?")[0])


def test_the_raw_facts_of_a_day_are_those_of_its_window():
    row = {"title": "T", "body": "see #12 and c/d#13", "labels": [{"name": "bug"}], "closed_at": None}
    facts = Answers(
        {
            "/repos/a/b/commits": [
                {"sha": "1" * 40, "commit": {"committer": {"date": "2026-02-19T23:59:59Z"}}},
                {"sha": "2" * 40, "commit": {"committer": {"date": "2026-02-20T00:00:00Z"}}},
            ],
            "/repos/a/b/issues": [
                row | {"number": 7, "created_at": "2026-02-19T00:00:00Z"},
                row | {"number": 8, "created_at": "2026-02-19T01:00:00Z", "pull_request": {}},
            ],
            "/repos/a/b/pulls": [],
            "/repos/a/b/releases": [],
        }
    )

    happened = facts.happened("a/b", DATE)

    assert [(one.what, one.item[2]) for one in happened] == [("commit pushed", "1" * 40), ("issue opened", "7")]
    named = set(facts.named(("a/b", "number", "7")))
    assert named == {("a/b", "number", "12"), ("c/d", "number", "13")}


def test_the_sample_knows_the_shipped_day():
    facts = SampleFacts()

    happened = facts.happened("flashinfer-ai/flashinfer", DATE)

    assert sum(one.what == "commit pushed" for one in happened) == 6
    assert "v0.6.4" in facts.texts(("flashinfer-ai/flashinfer", "release", "v0.6.4"))
