"""A draft of a story: the label beside it, the state of its matter, and headlines that say their label again."""

import pytest

from digest.stories import statements
from digest.writing.drafted_story import DraftedStory, evidence_of, highest_importance, repeats_of, state_of
from digest.writing.gate import State, Words
from digest.writing.second_reader import Found
from tests.factories import make_activity, make_digest, make_statement


@pytest.mark.parametrize(
    ("label", "language", "headline"),
    [
        ("fixed", "en", "Fixes a crash on SM90"),
        ("fixed", "en", "Fix NaN in `topk`"),
        ("fixed", "en", "A crash on SM90 is fixed"),
        ("fixed", "zh-hans", "修复 SM90 上的崩溃"),
        ("fixed", "zh-hans", "SM90 上的崩溃已修复"),
        ("new", "en", "New flag `--x`"),
        ("new", "zh-hans", "新增参数 `--x`"),
        ("changed", "en", "Changes the default of `--x`"),
        ("removed", "en", "`--x` has been removed"),
        ("removed", "zh-hans", "已移除 `--x`"),
        ("proposed", "en", "Proposes a flag `--x`"),
        ("stricter", "zh-hans", "收紧 `--x` 的检查"),
    ],
)
def test_the_word_of_the_label_is_said_once(label, language, headline):
    [problem] = repeats_of(label, {language: Words(headline)})

    assert problem.startswith(f"{language}: the headline says the word of its label again: ")
    assert problem.remedy.name == "REWRITE"


@pytest.mark.parametrize(
    ("label", "language", "headline"),
    [
        ("fixed", "en", "`topk` no longer returns wrong indices"),
        ("fixed", "en", "Fixture files are found again"),
        ("fixed", "zh-hans", "`topk` 不再返回错误的索引"),
        ("new", "en", "Newton's method solves scales"),
        ("new", "zh-hans", "`--x` 选择后端"),
        ("changed", "en", "`--x` is on by default"),
        ("open", "en", "Too many files are reported as left behind"),
        ("released", "en", "v0.6.4 is released"),
        ("released", "zh-hans", "v0.6.4 已发布"),
        ("late", "en", "Latency is measured per token"),
    ],
)
def test_other_words_are_no_label(label, language, headline):
    assert repeats_of(label, {language: Words(headline)}) == []


@pytest.mark.parametrize(
    ("kinds", "state"),
    [
        (["issue opened"], State.REPORT),
        (["issue closed", "issue opened"], State.UNKNOWN),
        (["issue opened", "pull request opened"], State.PROPOSAL),
        (["issue closed", "pull request merged"], State.MERGED),
        (["commit pushed"], State.MERGED),
        (["pull request merged", "release published"], State.RELEASE),
        (["pull request merged into another branch"], State.UNKNOWN),
        ([], State.UNKNOWN),
    ],
)
def test_a_matter_is_as_far_as_its_furthest_activity(kinds, state):
    assert state_of(kinds) is state


def test_the_evidence_of_the_gate_is_what_the_prompt_carried():
    also = [{"kind": "release published", "title": "v0.6.4", "body": ""}]
    stored = {
        "kind": "pull request merged",
        "title": "Fix NaN",
        "body": "On SM90.",
        "labels": ["bug"],
        "paths": ["a.cu"],
    }

    evidence = evidence_of({"repository": "acme/core", **stored, "also": also})

    assert evidence.texts == ("Fix NaN", "On SM90.", "bug", "a.cu", "v0.6.4", "")
    assert (evidence.has_release, evidence.state, evidence.repositories) == (True, State.RELEASE, ("acme/core",))


DRAFT = {
    "id": "s1",
    "label": "changed",
    "importance": 5,
    "topics": [],
    "zh_hans": {"headline": "`topk` 不再返回 NaN", "detail": ""},
    "en": {"headline": "`topk` no longer returns NaN", "detail": ""},
}


@pytest.fixture
def told(db):
    """A merged fix on its way through the model."""
    digest = make_digest()
    make_activity(digest=digest, number=7, title="Fix NaN in `topk`", body="It no longer returns NaN.")
    statements.prepare(digest)
    return DraftedStory(digest.statements.get(), "s1")


def test_a_true_draft_has_nothing_wrong_with_it_and_takes_the_label_of_the_model(told):
    told.take(DRAFT)

    assert (told.wrong, told.label) == ([], "changed")
    assert told.words["en"] == Words("`topk` no longer returns NaN")
    assert told.importance == highest_importance(told.statement)


def test_what_the_author_calls_it_outright_is_its_label(told):
    told.statement.main.title = "Raise ValueError for odd ranks"

    stricter = DraftedStory(told.statement, "s1")
    stricter.take(DRAFT)

    assert stricter.label == "stricter"


def test_a_label_from_facts_is_in_the_row_of_the_prompt_and_stays(told):
    told.statement.label = "reverted"
    told.take(DRAFT)

    assert (told.row["label"], told.label) == ("reverted", "reverted")
    assert "repository" not in told.row


def test_what_is_false_and_what_says_the_label_again_are_told_apart(told):
    told.take(DRAFT | {"label": "fixed", "en": {"headline": "Fixed NaN in `topk` 7x", "detail": ""}})

    assert [problem for problem in told.problems if "label" in problem] == []
    assert [problem for problem in told.repeats if "label" not in problem] == []
    assert told.wrong == [*told.problems, *told.repeats]
    assert told.problems
    assert told.repeats


DOUBTED = DRAFT | {"en": {"headline": "`topk` now returns NaN", "detail": ""}, "zh_hans": DRAFT["zh_hans"]}


def test_a_doubt_is_no_refusal_until_somebody_has_read_it(told):
    told.take(DOUBTED)

    assert told.problems == []
    assert told.doubts
    assert told.sentence.doubts == tuple(told.wrong)


@pytest.mark.parametrize(
    ("found", "reasons"),
    [
        (Found("yes"), 0),
        (Found("unclear"), 1),
        (Found(), 1),
        (Found("no", why="the source does not say: topk returns NaN"), 2),
    ],
)
def test_only_a_yes_ends_a_doubt(told, found, reasons):
    told.take(DOUBTED)
    told.doubts = told.doubts[:1]

    told.settle(found)

    assert len(told.problems) == reasons
    assert told.doubts == []
    assert told.found == found


def test_the_same_words_are_not_read_once_more(told):
    told.take(DOUBTED)
    told.settle(Found("unclear"))
    refused = list(told.problems)

    told.mend(DOUBTED)

    assert (told.problems, told.doubts) == (refused, [])


def test_a_yes_ends_no_refusal(told):
    told.take(DOUBTED | {"zh_hans": {"headline": "`topk` 快 7 倍", "detail": ""}})
    refusals = list(told.problems)

    told.settle(Found("yes"))

    assert refusals
    assert told.problems == refusals


def test_a_proposal_may_be_raised_to_four_and_all_else_by_one(db):
    digest = make_digest()
    proposal = make_statement(digest, label="proposed", importance=2)
    fix = make_statement(digest, label="fixed", importance=2)

    assert (highest_importance(proposal), highest_importance(fix)) == (4, 3)
