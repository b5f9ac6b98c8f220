"""A repair says the same in another form, or less of what the evidence lacks, and never something else."""

import json

import pytest

from digest.models import Statement
from digest.stories import statements
from digest.writing import repairs
from digest.writing import stories as write
from digest.writing.gate import Problem, Remedy, Words
from digest.writing.gate.length import check_length
from tests.digest.writing.claude_server import message
from tests.factories import make_activity, make_digest

pytestmark = pytest.mark.django_db

FORM = Problem("markup does not belong into the text", Remedy.REWRITE, "en")
BOTH = Problem("the figures differ between the languages: 7x only in en", Remedy.REWRITE)
(WIDE,) = check_length(Words(detail="x" * 190), "en", 3)
LACKING = Problem('the figure "7x" is not in the evidence', Remedy.REMOVE, "en")
FALSE = Problem('the evidence says the opposite of "add" (presence)', Remedy.CORRECT, "en")
DRAFT = {"id": "s1", "importance": 3, "en": {"headline": "old"}, "zh_hans": {"headline": "旧"}}
REPAIRED = {"id": "s1", "importance": 5, "en": {"headline": "new"}, "zh_hans": {"headline": "新"}}


def told(english, chinese="队列变快"):
    return {"en": Words(detail=english), "zh-hans": Words(detail=chinese)}


def reasons(before, after, *problems, title=""):
    return repairs.departures(told(before), told(after), problems, title)


def test_where_one_language_was_refused_for_its_form_the_other_stays():
    assert repairs.restored(DRAFT, REPAIRED, [FORM]) == DRAFT | {"en": {"headline": "new"}}


@pytest.mark.parametrize("problems", [[], [BOTH], [FORM, LACKING], [FALSE], ["there is no statement s7"]])
def test_where_more_than_the_form_of_a_language_was_refused_the_repair_is_whole(problems):
    assert repairs.restored(DRAFT, REPAIRED, problems) == REPAIRED


@pytest.mark.parametrize(
    ("before", "after", "problem"),
    [
        ("**Uploads** of `pool_1` take 5 ms", "Uploads of `pool_1` take 5 ms", FORM),
        ("Uploads of `pool_1` retry three times", "`pool_1` retries its uploads 3 times", FORM),
        ("Uploads of `pool_1` take 5 ms, and are 7x faster", "Uploads of `pool_1` take 5 ms", LACKING),
        ("Uploads of `pool_1` take 5 ms, with a long aside on `pool_2`", "Uploads of `pool_1` take 5 ms", WIDE),
        ("Uploads of `pool_1` are added", "Uploads of `pool_1` are removed", FALSE),
    ],
)
def test_what_the_problem_asked_for_is_taken(before, after, problem):
    assert reasons(before, after, problem) == []


@pytest.mark.parametrize(
    ("before", "after", "problem", "reason"),
    [
        ("Uploads take **5 ms**", "Uploads take 8 ms", FORM, "has what the draft had not: 8ms"),
        ("Uploads of **`pool_1`** wait", "Uploads of `pool_2` wait", FORM, "has what the draft had not: pool_2"),
        ("Uploads are 7x faster", "Uploads are 3x faster", LACKING, "has what the draft had not: 3x"),
        ("**Uploads** to `pool_1` are added", "Uploads to `pool_1` are removed", FORM, "the opposite of the draft"),
        ("Uploads to `pool_1` are 7x faster", "Uploads to `pool_1` are slower", LACKING, "the opposite of the draft"),
    ],
)
def test_what_says_something_else_is_not_taken(before, after, problem, reason):
    assert any(reason in one for one in reasons(before, after, problem))


def test_what_every_language_had_is_not_lost_for_form():
    before = told("**Uploads** wait 5 ms", "上传等待 5 ms")

    found = repairs.departures(before, told("Uploads wait", "上传等待"), [FORM])

    assert found == ["the repair lost what the draft had: 5ms"]
    assert repairs.departures(before, told("Uploads wait", "上传等待"), [LACKING]) == []


@pytest.mark.parametrize("problem", [FORM, LACKING, FALSE])
def test_what_says_less_than_its_title_is_not_taken(problem):
    before, title = "Uploads of `pool_1` are 7x faster", "Speed up pool_1"

    assert any("less than the title: pool_1" in one for one in reasons(before, "Uploads wait", problem, title=title))
    assert reasons(before, before.replace("7x ", ""), LACKING, title=title) == []


def test_a_name_of_the_title_that_was_refused_may_go():
    wrong = Problem('the name "pool_1" is not in the evidence', Remedy.REMOVE, "en")

    assert reasons("Uploads of pool_1 wait", "Uploads wait", wrong, title="Fix pool_1") == []


# At the door: what the model answers, and what a reader gets.


@pytest.fixture
def story():
    digest = make_digest()
    make_activity(digest=digest, title="Fix crash of kernel_1 with FP8", body="In MoE, on SM90. Takes 5 ms, not 8 ms.")
    statements.prepare(digest)
    return digest.statements.get()


def draft(english, chinese="`kernel_1` 配合 FP8 不再崩溃"):
    texts = {"en": {"headline": english, "detail": ""}, "zh_hans": {"headline": chinese, "detail": ""}}
    return message({"stories": [{"id": "s1", "label": "fixed", "importance": 3, "topics": [], **texts}]})


def written(server, story, *answers):
    server.script, server.otherwise = list(answers), lambda request: message({"summary": [], "takeaways": []})
    write.write_digest(story.digest)
    story.refresh_from_db()
    return {text.language: text.headline for text in story.texts.all()}


def test_the_language_that_was_not_refused_is_kept_verbatim(server, story):
    texts = written(
        server,
        story,
        draft("**`kernel_1`** no longer crashes with FP8"),
        draft("`kernel_1` no longer crashes with FP8", "`kernel_1` 在 SM90 上不再崩溃"),
    )

    assert texts == {"en": "`kernel_1` no longer crashes with FP8", "zh-hans": "`kernel_1` 配合 FP8 不再崩溃"}
    assert story.outcome == Statement.Outcome.REPAIRED


@pytest.mark.parametrize(
    ("repaired", "reason"),
    [
        ("`kernel_1` no longer crashes with FP8 on SM90", "has what the draft had not: sm90"),
        ("`kernel_1` still crashes with FP8", ""),
        ("A crash in MoE is gone", "only in zh-hans"),
    ],
)
def test_a_repair_that_says_something_else_leaves_the_title(server, story, repaired, reason):
    assert written(server, story, draft("**`kernel_1`** no longer crashes with FP8"), draft(repaired)) == {}

    assert story.outcome == Statement.Outcome.TITLE
    assert reason in story.reason


def test_the_repair_is_told_what_kind_each_problem_is_of(server, story):
    written(server, story, draft("**`kernel_1`** is 7x faster with FP8"), draft("`kernel_1` is faster with FP8"))

    asked = [json.loads(one["messages"][0]["content"]) for one in server.requests]
    (problems,) = [one["stories"][0]["problems"] for one in asked if "problems" in json.dumps(one)]
    kinds = {one.rpartition("; ")[2] for one in problems}
    assert {Remedy.REWRITE.value, Remedy.REMOVE.value} <= kinds
