"""Writing a digest: one call a repository and one for the day, a gate, a repair, and never the same bill twice."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from digest import sample
from digest.models import Completion, Statement
from digest.stories import statements
from digest.writing import completions, drafted_story, prompts
from digest.writing import stories as write
from tests.digest.writing.claude_server import dropped, failure, message
from tests.factories import make_activity, make_digest, make_repository, make_topic

pytestmark = pytest.mark.django_db

TRUE = json.loads(Path(__file__).with_name("true_sentences.json").read_text(encoding="utf-8"))
Role, Outcome = Statement.Role, Statement.Outcome


@pytest.fixture(autouse=True)
def pauses(monkeypatch):
    """The seconds that would have been slept."""
    slept = []
    monkeypatch.setattr(completions, "sleep", slept.append)
    return slept


@pytest.fixture
def digest():
    """A day with three fixes in one repository."""
    digest, topic = make_digest(), make_topic("moe", words=["moe"])
    for number in (1, 2, 3):
        make_activity(digest=digest, number=number, title=f"Fix crash of kernel_{number} with FP8", body="In MoE.")
    make_topic("fp8")
    statements.prepare(digest)
    assert topic.statements.count() == 3
    return digest


def draft(id, number, **fields):
    zh = {"headline": f"`kernel_{number}` 配合FP8不再崩溃.", "detail": ""}
    en = {"headline": f"`kernel_{number}` no longer crashes with FP8", "detail": ""}
    return {"id": id, "label": "fixed", "importance": 3, "topics": [], "zh_hans": zh, "en": en} | fields


def drafts_for(request, **fields):
    """A true draft for every story that was asked for."""
    stories = json.loads(request["messages"][0]["content"])["stories"]
    return {"stories": [draft(story["id"], story["title"].split("kernel_")[1][0], **fields) for story in stories]}


def nothing_of_the_day(request):
    return message({"summary": [], "takeaways": []})


def answers(server, *scripted):
    """These answers first; then true drafts for stories, and an empty day."""
    server.script = list(scripted)
    server.otherwise = lambda request: (
        nothing_of_the_day(request) if "statements" in request["messages"][0]["content"][:20] else true_drafts(request)
    )


def true_drafts(request):
    return message(drafts_for(request))


def asked(server):
    return [json.loads(request["messages"][0]["content"]) for request in server.requests]


def outcomes(digest):
    return sorted(digest.statements.filter(role=Role.STORY).values_list("outcome", flat=True))


def test_one_call_tells_every_story_in_every_language(server, digest):
    answers(server, lambda request: message(drafts_for(request, importance=5, topics=["fp8", "no-such-topic"])))

    write.write_digest(digest)

    assert outcomes(digest) == ["passed"] * 3
    story = digest.statements.get(key="pull_request:1")
    assert {text.language: text.headline for text in story.texts.all()} == {
        "zh-hans": "`kernel_1` 配合 FP8 不再崩溃",
        "en": "`kernel_1` no longer crashes with FP8",
    }
    assert story.label == "fixed"
    assert {topic.slug for topic in story.topics.all()} == {"moe", "fp8"}
    assert story.completion.cost_usd == Decimal("0.000200")
    assert [one["repository"] for one in asked(server) if "stories" in one] == ["flashinfer-ai/flashinfer"]


def test_the_model_may_lower_a_story_to_a_chore_and_raise_it_by_one(server, digest):
    before = {story.key: story.importance for story in digest.statements.all()}
    wanted = {"kernel_1": 1, "kernel_2": 5, "kernel_3": 3}

    def answer(request):
        rows = drafts_for(request)["stories"]
        return message({"stories": [row | {"importance": wanted[row["en"]["headline"].split("`")[1]]} for row in rows]})

    answers(server, answer)

    write.write_digest(digest)

    assert {story.key: story.importance for story in digest.statements.filter(role=Role.STORY)} == {
        "pull_request:1": 1,
        "pull_request:2": before["pull_request:2"] + 1,
        "pull_request:3": 3,
    }


def test_the_model_may_raise_a_proposal_to_four():
    proposal = Statement(label="proposed", importance=2)

    assert drafted_story.highest_importance(proposal) == 4
    assert drafted_story.highest_importance(Statement(label="open", importance=2)) == 3


def test_a_title_that_says_so_outright_decides_the_label_against_the_model(server):
    digest = make_digest()
    make_activity(digest=digest, number=1, title="Reject kernel_1 without FP8", body="")
    make_activity(digest=digest, number=2, title="Fix kernel_2 by adding an FP8 option", body="")
    statements.prepare(digest)
    answers(server)

    write.write_digest(digest)

    assert dict(digest.statements.filter(role=Role.STORY).values_list("key", "label")) == {
        "pull_request:1": "stricter",
        "pull_request:2": "new",
    }


def test_a_label_that_facts_decide_is_not_the_models_to_choose(server):
    digest = make_digest()
    make_activity(kind="issue", action="opened", digest=digest, number=1, title="Crash of kernel_1 with FP8")
    statements.prepare(digest)
    answers(server)

    write.write_digest(digest)

    assert digest.statements.get().label == "open"


def test_writing_twice_asks_and_bills_once(server, digest):
    answers(server)
    write.write_digest(digest)
    calls, bill = len(server.requests), completions.spent(Completion.objects.latest("created_at").created_at)
    texts = list(digest.statements.values_list("texts__headline", flat=True))

    write.write_digest(digest)
    statements.prepare(digest)
    write.write_digest(digest)

    assert len(server.requests) == calls == 2
    assert completions.spent(Completion.objects.latest("created_at").created_at) == bill
    assert list(digest.statements.values_list("texts__headline", flat=True)) == texts


def test_an_answer_that_was_stored_before_a_crash_is_not_paid_for_again(server, digest):
    answers(server)
    write.write_digest(digest)
    # As if the worker had died between the answer and the statements.
    digest.statements.update(completion=None, outcome=Outcome.TITLE)

    write.write_digest(digest)

    assert outcomes(digest) == ["passed"] * 3
    assert len(server.requests) == 2


def test_only_what_is_new_is_asked_for(server, digest):
    answers(server)
    write.write_digest(digest)
    make_activity(digest=digest, number=4, title="Fix crash of kernel_4 with FP8")
    statements.prepare(digest)

    write.write_digest(digest)

    stories = [[story["title"] for story in one["stories"]] for one in asked(server) if "stories" in one]
    assert [len(told) for told in stories] == [3, 1]
    assert stories[1] == ["Fix crash of kernel_4 with FP8"]


def test_a_refused_draft_is_repaired_once_with_its_problems_named(server, digest):
    def lies_about_the_first(request):
        data = drafts_for(request)
        data["stories"][0]["en"]["detail"] = "It is 7x faster."
        return message(data)

    answers(server, lies_about_the_first)
    write.write_digest(digest)

    assert outcomes(digest) == ["passed", "passed", "repaired"]
    (repair,) = [one for one in asked(server) if "draft" in json.dumps(one)]
    assert repair["stories"][0]["problems"] == [
        'en: the figure "7x" is not in the evidence; take it out, the evidence does not have it',
        "the figures differ between the languages: 7x only in en; say the same, written differently",
    ]
    repaired = digest.statements.get(outcome=Outcome.REPAIRED)
    assert '"7x"' in repaired.reason
    assert repaired.refused["en"]["detail"] == "It is 7x faster."
    assert repaired.completion.purpose == Completion.Purpose.REPAIR


def says_its_label_again(request):
    rows = drafts_for(request)["stories"]
    rows[0]["en"]["headline"] = f"Fixes a crash of `kernel_{rows[0]['en']['headline'].split('_')[1][0]}` with FP8"
    return message({"stories": rows})


def test_a_headline_that_says_its_label_again_is_asked_for_once_more(server, digest):
    answers(server, says_its_label_again)

    write.write_digest(digest)

    assert outcomes(digest) == ["passed", "passed", "repaired"]
    repaired = digest.statements.get(outcome=Outcome.REPAIRED)
    assert "no longer crashes" in repaired.texts.get(language="en").headline
    assert repaired.reason == "en: the headline says the word of its label again: Fixed"


@pytest.mark.parametrize("answer", [says_its_label_again, failure(400)])
def test_a_headline_that_still_says_its_label_again_is_told_as_it_is(server, digest, answer):
    answers(server, says_its_label_again, answer)

    write.write_digest(digest)

    assert outcomes(digest) == ["passed"] * 3
    [told] = [one for one in digest.statements.all() if "Fixes" in one.texts.get(language="en").headline]
    assert (told.reason, told.refused) == ("", {})
    assert told.completion.purpose == Completion.Purpose.REPOSITORY


def test_a_repair_that_is_worse_than_a_label_said_again_is_not_taken(server, digest):
    def lies(request):
        return message(drafts_for(request, en={"headline": "7x faster", "detail": ""}))

    answers(server, says_its_label_again, lies)

    write.write_digest(digest)

    assert outcomes(digest) == ["passed"] * 3
    assert not digest.statements.filter(texts__headline__contains="7x").exists()


UNANSWERED = [failure(529), failure(400), message("", content=[], stop_reason="refusal"), dropped]


@pytest.mark.parametrize("answer", UNANSWERED)
def test_a_repair_that_gets_no_answer_costs_only_the_refused_draft(server, digest, answer):
    def lies_about_the_first(request):
        data = drafts_for(request)
        data["stories"][0]["en"]["detail"] = "It is 7x faster."
        return message(data)

    server.script = [lies_about_the_first, answer, answer]
    server.otherwise = nothing_of_the_day
    write.write_digest(digest)

    assert outcomes(digest) == ["passed", "passed", "title"]
    assert '"7x"' in digest.statements.get(outcome=Outcome.TITLE).reason


def test_what_fails_twice_is_told_by_its_title(server, digest):
    def lies(request):
        return message(drafts_for(request, en={"headline": "See https://evil.example.com", "detail": ""}))

    answers(server, lies, lies)
    write.write_digest(digest)

    assert outcomes(digest) == ["title"] * 3
    told = digest.statements.first()
    assert "a link" in told.reason
    assert told.refused["en"]["headline"] == "See https://evil.example.com"
    assert not told.texts.exists()
    assert len(server.requests) == 2


def test_what_the_model_leaves_out_or_makes_up_is_told_by_its_title(server, digest):
    answers(server, lambda request: message({"stories": [draft("s1", 1), draft("s99", 1)]}))

    write.write_digest(digest)

    assert outcomes(digest).count("title") >= 2
    assert "the model left it out" in digest.statements.values_list("reason", flat=True)


def test_what_was_asked_is_the_evidence_that_is_stored(server, digest):
    answers(server)
    write.write_digest(digest)

    sent = {story["title"]: story for story in asked(server)[0]["stories"]}
    for statement in digest.statements.filter(role=Role.STORY):
        row = sent[statement.main.title]
        carried = {name: value for name, value in row.items() if name not in ("id", "label")}
        assert statement.prompt_evidence == {"repository": "flashinfer-ai/flashinfer"} | carried


def test_without_a_key_everything_is_told_by_its_title(server, digest, settings):
    settings.ANTHROPIC_API_KEY = ""

    write.write_digest(digest)

    assert outcomes(digest) == ["title"] * 3
    assert not server.requests
    assert not Completion.objects.exists()


def test_a_published_digest_is_closed(server, digest):
    digest.status = "published"

    write.write_digest(digest)

    assert not server.requests


def test_folded_stories_are_not_sent(server, digest):
    digest.statements.filter(key="pull_request:2").update(fold="ci")
    answers(server)

    write.write_digest(digest)

    assert len(asked(server)[0]["stories"]) == 2


def test_the_budget_holds_before_it_is_spent(server, digest, settings):
    settings.ANTHROPIC_DAILY_BUDGET_USD = 0.001

    write.write_digest(digest)

    assert not server.requests
    assert Completion.objects.get().error.startswith("budget")
    assert outcomes(digest) == ["title"] * 3
    assert digest.statements.first().reason.startswith("budget")


def test_the_budget_can_end_in_the_middle_of_a_digest(server, digest, settings):
    other = make_repository("vllm-project/vllm")
    make_activity(other, digest=digest, number=1, title="Fix crash of kernel_1 with FP8")
    statements.prepare(digest)
    usage = {"input_tokens": 9_000, "output_tokens": 4_000}
    server.otherwise = lambda request: message(drafts_for(request), usage=usage)
    settings.ANTHROPIC_DAILY_BUDGET_USD = 0.0045

    write.write_digest(digest)

    assert len(server.requests) == 1
    assert completions.spent(Completion.objects.latest("created_at").created_at) <= Decimal("0.0045")
    assert {"passed", "title"} == set(outcomes(digest))


def test_overload_is_waited_for_as_long_as_asked_but_not_for_ever(server, digest, pauses):
    answers(server, failure(529, "overloaded_error", retry_after=4_294_967))

    write.write_digest(digest)

    assert pauses == [completions.LONGEST_PAUSE]
    assert outcomes(digest) == ["passed"] * 3


def test_with_claude_away_nothing_is_billed_and_a_later_run_asks_again(server, digest):
    answers(server, *[failure(529, "overloaded_error")] * 2)
    write.write_digest(digest)
    assert outcomes(digest) == ["title"] * 3
    assert Completion.objects.get().attempts == 0

    write.write_digest(digest)

    assert outcomes(digest) == ["passed"] * 3


@pytest.mark.parametrize("answer", [failure(500), dropped])
def test_after_two_questions_in_vain_the_others_are_not_asked(server, digest, answer):
    for name in ("a/a", "b/b", "c/c"):
        make_activity(make_repository(name), digest=digest, number=1, title="Fix crash of kernel_1 with FP8")
    statements.prepare(digest)
    server.otherwise = answer

    write.write_digest(digest)

    assert len(server.requests) == 4
    assert set(outcomes(digest)) == {"title"}


@pytest.mark.parametrize("answer", [message('{"stories": ['), message({"tales": []}), message(""), dropped])
def test_a_useless_answer_is_asked_for_twice_and_never_again(server, digest, answer):
    server.otherwise = answer

    write.write_digest(digest)
    write.write_digest(digest)

    assert len(server.requests) == 2
    completion = Completion.objects.get()
    assert completion.attempts == 2
    assert completion.cost_usd > 0
    assert outcomes(digest) == ["title"] * 3


@pytest.mark.parametrize(
    "answer", [message("", content=[], stop_reason="refusal"), message("{", stop_reason="max_tokens"), failure(413)]
)
def test_what_is_refused_or_too_large_is_asked_for_in_two_halves(server, digest, answer):
    answers(server, answer)

    write.write_digest(digest)

    assert [len(one["stories"]) for one in asked(server) if "stories" in one] == [3, 2, 1]
    assert outcomes(digest) == ["passed"] * 3


@pytest.mark.parametrize("answer", [failure(401), failure(403), failure(404), failure(402)])
def test_a_wrong_setup_stops_all_questions(server, digest, answer):
    make_activity(make_repository("a/a"), digest=digest, number=1, title="Fix crash of kernel_1 with FP8")
    statements.prepare(digest)
    server.otherwise = answer

    write.write_digest(digest)

    assert len(server.requests) == 1
    assert set(outcomes(digest)) == {"title"}


def test_one_repositorys_failure_does_not_stop_the_others(server, digest):
    make_activity(make_repository("a/a"), digest=digest, number=1, title="Fix crash of kernel_1 with FP8")
    statements.prepare(digest)
    answers(server, message("", content=[], stop_reason="refusal"))

    write.write_digest(digest)

    assert outcomes(digest) == ["passed"] * 3 + ["title"]


def test_what_one_call_cannot_take_goes_into_the_next(server, digest, monkeypatch):
    monkeypatch.setattr(prompts, "TOKENS_OF_DATA", 150)
    answers(server)

    write.write_digest(digest)

    assert [len(one["stories"]) for one in asked(server) if "stories" in one] == [2, 1]
    assert outcomes(digest) == ["passed"] * 3


def test_a_day_that_is_too_full_is_cut_by_rank_and_says_so(server, digest, monkeypatch):
    monkeypatch.setattr(write, "MAX_CALLS", 1)
    monkeypatch.setattr(prompts, "TOKENS_OF_DATA", 150)
    digest.statements.filter(key="pull_request:1").update(score=1)
    answers(server)

    write.write_digest(digest)
    write.write_digest(digest)

    assert [story.key for story in digest.statements.filter(role=Role.STORY) if story.is_cut] == ["pull_request:1"]
    assert [len(one["stories"]) for one in asked(server) if "stories" in one] == [2]


def test_the_best_of_every_repository_is_asked_for_before_the_rest_of_a_busy_one(server, digest, monkeypatch):
    monkeypatch.setattr(write, "STORIES_A_CALL", 2)
    make_activity(make_repository("vllm-project/vllm"), digest=digest, number=1, title="Fix crash of kernel_1 with FP8")
    statements.prepare(digest)
    answers(server)

    write.write_digest(digest)

    calls = [(one["repository"], len(one["stories"])) for one in asked(server) if "stories" in one]
    assert calls == [("flashinfer-ai/flashinfer", 2), ("vllm-project/vllm", 1), ("flashinfer-ai/flashinfer", 1)]


def test_a_digest_has_at_most_three_keys(server, digest):
    digest.statements.update(importance=4)
    make_activity(digest=digest, number=4, title="Fix crash of kernel_4 with FP8")
    statements.prepare(digest)
    digest.statements.update(importance=4)
    answers(server, lambda request: message(drafts_for(request, importance=5)))

    write.write_digest(digest)

    assert digest.statements.filter(role=Role.STORY, importance=5).count() == 3


def sentence(id, zh, en):
    return {"id": id, "zh_hans": zh, "en": en}


def good(request, number=1):
    """A true sentence about the statement of this kernel, by the id that this request gives it."""
    rows = json.loads(request["messages"][0]["content"])["statements"]
    id = next(row["id"] for row in rows if f"kernel_{number}" in row["en"]["headline"])
    return sentence(id, f"`kernel_{number}` 配合 FP8 不再崩溃。", f"`kernel_{number}` no longer crashes with FP8.")


def test_the_summary_is_made_from_kept_statements_and_cites_them(server, digest):
    answers(server, true_drafts, lambda request: message({"summary": [good(request)], "takeaways": []}))

    write.write_digest(digest)

    summary = digest.statements.get(role=Role.SUMMARY)
    story = digest.statements.get(key="pull_request:1")
    assert list(summary.cites.all()) == [story]
    assert set(summary.evidence.all()) == {story.main}
    assert summary.texts.get(language="zh-hans").detail == "`kernel_1` 配合 FP8 不再崩溃。"
    (day,) = [one for one in asked(server) if "statements" in one]
    assert "body" not in json.dumps(day)


def test_a_false_sentence_of_the_summary_is_repaired_or_rejected(server, digest):
    def lies(request):
        first, second = good(request, 1), good(request, 2)
        return message(
            {
                "summary": [
                    first | {"en": "`kernel_1` is 9x faster with FP8."},
                    second | {"en": "`kernel_2` is 8x faster with FP8."},
                    sentence("s77", "没有这一条动态。", "There is no such statement."),
                ],
                "takeaways": [],
            }
        )

    answers(server, true_drafts, lies, lambda request: message({"summary": [good(request, 1)], "takeaways": []}))
    write.write_digest(digest)

    sentences = digest.statements.filter(role=Role.SUMMARY).order_by("key")
    assert [one.outcome for one in sentences] == ["repaired", "rejected", "rejected"]
    assert [one.texts.count() for one in sentences] == [2, 0, 0]
    assert '"8x"' in sentences[1].reason
    assert "no statement s77" in sentences[2].reason


def test_takeaways_join_two_or_three_of_at_least_four_stories(server, digest):
    def joins(request):
        both = {"zh_hans": "`kernel_1` 与 `kernel_2` 都已修复。", "en": "`kernel_1` and `kernel_2` are fixed."}
        ids = [good(request, 1)["id"], good(request, 2)["id"]]
        return message({"summary": [], "takeaways": [{"ids": ids} | both, {"ids": ids[:1]} | both]})

    answers(server, true_drafts, joins)
    write.write_digest(digest)
    assert not digest.statements.filter(role=Role.TAKEAWAY).exists()

    make_activity(digest=digest, number=4, title="Fix crash of kernel_4 with FP8")
    statements.prepare(digest)
    answers(server, true_drafts, joins)
    server.otherwise = nothing_of_the_day
    write.write_digest(digest)

    takeaways = digest.statements.filter(role=Role.TAKEAWAY).order_by("key")
    assert [one.outcome for one in takeaways] == ["passed", "rejected"]
    assert takeaways[0].cites.count() == 2


def test_a_summary_that_gets_no_answer_is_asked_for_again_in_a_later_run(server, digest):
    answers(server, true_drafts, failure(529), failure(529))
    write.write_digest(digest)
    assert outcomes(digest) == ["passed"] * 3
    assert not digest.statements.exclude(role=Role.STORY).exists()

    server.otherwise = lambda request: message({"summary": [good(request, 1), good(request, 2)], "takeaways": []})
    write.write_digest(digest)

    assert digest.statements.filter(role=Role.SUMMARY).count() == 2
    assert [len(one.get("stories", ())) for one in asked(server)] == [3, 0, 0, 0]


def test_a_day_with_one_kept_statement_needs_no_summary(server):
    digest = make_digest()
    make_activity(digest=digest, number=1, title="Fix crash of kernel_1 with FP8")
    statements.prepare(digest)
    answers(server)

    write.write_digest(digest)

    assert len(server.requests) == 1


SUMMARY = {
    "Qwen3.5 FP8 no longer gives NaN on Hopper": (
        "Hopper 上的 Qwen3.5 FP8 在 vLLM 里不再算出 NaN：过小的块缩放会先被截断。",
        "In vLLM, Qwen3.5 FP8 no longer gives NaN on Hopper: block scales that are too small are now clamped.",
    ),
    "`--mamba-backend` chooses Triton or FlashInfer": (
        "SGLang 新增 `--mamba-backend`：Triton 之外可以改用 FlashInfer，batch 为 512 时输出吞吐最多高 12.6%。",
        "SGLang's new `--mamba-backend` chooses Triton or FlashInfer: up to 12.6% more output throughput at batch 512.",
    ),
    "v0.6.4 is released": ("FlashInfer 发布了新版本 v0.6.4。", "FlashInfer v0.6.4 is released."),
    "Tests segfault on GB200 with cute DSL 4.4.0": (
        "flash-attention 的测试在 GB200 上用 cute DSL 4.4.0 会段错误。",
        "flash-attention's tests segfault on GB200 with cute DSL 4.4.0.",
    ),
}
TOLD_OF_SUMMARY = 3  # of these four
TAKEAWAY = (
    (
        "Qwen3.5 FP8 no longer gives NaN on Hopper",
        "The nvfp4 checkpoint of Qwen3.5 is enabled",
        "Qwen3.5 FP8 cannot be",
    ),
    "Qwen3.5：vLLM 修好了 Hopper 上的 NaN，SGLang 能加载 nvfp4 检查点；TP=4 的切分问题还没有解决。",
    "Qwen3.5: vLLM fixed the NaN on Hopper and SGLang loads the nvfp4 checkpoint; sharding with TP=4 is still open.",
)


def true_day(rows):
    """True sentences about the statements of the sample day, by the ids that the prompt gave them."""

    def id_of(headline):
        return next(row["id"] for row in rows if row["en"]["headline"].startswith(headline))

    headlines, zh, en = TAKEAWAY
    return {
        "summary": [sentence(id_of(headline), *texts) for headline, texts in SUMMARY.items()],
        "takeaways": [{"ids": [id_of(headline) for headline in headlines], "zh_hans": zh, "en": en}],
    }


def test_the_sample_day_is_written_whole(server):
    digest = sample.load_day()
    statements.prepare(digest)
    rows = digest.statements.select_related("repository", "main")
    keys = {told.main.title: f"{told.repository.full_name} {told.key}" for told in rows}

    def careful(request):
        data = json.loads(request["messages"][0]["content"])
        if "statements" in data:
            return message(true_day(data["statements"]))
        rows = [(story["id"], keys[story["title"]]) for story in data["stories"]]
        return message({"stories": [TRUE[key] | {"id": id} for id, key in rows]})

    server.otherwise = careful
    write.write_digest(digest)

    told = digest.statements.filter(role=Role.STORY, fold="")
    assert set(told.values_list("outcome", flat=True)) == {"passed"}
    assert {one.reason for one in digest.statements.exclude(role=Role.STORY)} == {""}
    assert len(server.requests) == told.values("repository").distinct().count() + 1
    assert digest.statements.filter(role=Role.STORY, importance=5).count() <= 3
    assert digest.statements.filter(role=Role.SUMMARY).count() == TOLD_OF_SUMMARY
    assert digest.statements.get(role=Role.TAKEAWAY).cites.count() == 3
