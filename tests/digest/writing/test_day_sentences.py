"""A takeaway joins what belongs together and adds something; a summary sentence is not its headline once more."""

import pytest

from digest.writing.day_sentences import Cited, check_summary, check_takeaway, is_told
from digest.writing.gate import Words

NAN = Cited("s1", "vllm-project/vllm", "Qwen3.5 FP8 no longer gives NaN on Hopper\nHopper 上不再算出 NaN")
OPEN = Cited("s2", "flashinfer-ai/flashinfer", "CUTLASS FP8 gives NaN on Hopper\nHopper 上报告 NaN")
DOCS = Cited("s3", "flashinfer-ai/flashinfer", "The install page names the wheel index\n安装页写出 wheel 索引")
REASONING = Cited("s4", "vllm-project/vllm", "`/v1/responses` fills `reasoning_tokens`")
PARSER = Cited("s5", "vllm-project/vllm", "The reasoning parser does not work with Minimax m2.5")
JOINING = {
    "zh-hans": Words(detail="Hopper 上的 NaN 在 vLLM 已修复，在 FlashInfer 的报告仍未解决。"),
    "en": Words(detail="The NaN on Hopper is fixed in vLLM, and its report in FlashInfer is open."),
}


def test_stories_about_the_same_hardware_and_fault_are_joined():
    assert list(check_takeaway(JOINING, [NAN, OPEN], [])) == []


def test_within_a_repository_one_subject_is_enough_and_across_repositories_it_is_not():
    elsewhere = Cited("s5", "sgl-project/sglang", PARSER.text)
    told = {"en": Words(detail="`reasoning_tokens` are filled, and the reasoning parser does not work with Minimax.")}

    assert list(check_takeaway(told, [REASONING, PARSER], [])) == []
    assert list(check_takeaway(told, [REASONING, elsewhere], []))


def test_a_story_that_shares_nothing_is_named():
    assert list(check_takeaway(JOINING, [NAN, OPEN, DOCS], [])) == [
        "s3 shares no name, hardware, model or fault with the others",
        "it says nothing of s3",
    ]


def test_a_story_that_belongs_to_the_others_and_is_not_told_is_named_too():
    untold = Cited("s7", "vllm-project/vllm", "The reasoning parser of Minimax m2.5 streams")

    assert list(check_takeaway(JOINING, [NAN, OPEN, untold, REASONING], [])) == ["it says nothing of s7, s4"]


def test_two_subjects_tell_a_story_without_a_name():
    docs = Cited("s8", "vllm-project/vllm", "The install page names the wheel index of nightly builds")

    assert is_told("Nightly wheels have an index of their own on the page", docs)
    assert not is_told("Wheels are faster", docs)


def test_the_name_of_their_repository_joins_no_stories():
    other = Cited("s6", "flashinfer-ai/flashinfer", "FlashInfer: `topk` takes 4096 experts")
    docs = Cited("s3", "flashinfer-ai/flashinfer", "FlashInfer: the install page names the wheel index")

    assert list(check_takeaway(JOINING, [other, docs], []))


@pytest.mark.parametrize(
    "praise",
    [
        Words(detail="FP8 on Hopper shows steady progress."),
        Words(detail="A milestone for Hopper."),
        Words(detail="Hopper 支持日趋完善。"),
        Words(detail="Hopper 上的 FP8 稳步推进。"),
    ],
)
def test_praise_is_refused(praise):
    assert any("it praises" in reason for reason in check_takeaway({"en": praise}, [NAN, OPEN], []))


def test_what_only_repeats_the_summary_is_refused():
    summary = ["In vLLM the NaN on Hopper is fixed.", "FlashInfer has an open report of NaN on Hopper."]
    repeating = {"en": Words(detail="The NaN on Hopper is fixed in vLLM, and FlashInfer has an open report.")}

    assert list(check_takeaway(repeating, [NAN, OPEN], summary)) == ["it only repeats sentences of the summary"]
    assert list(check_takeaway(JOINING, [NAN, OPEN], summary[:1])) == []


HEADLINES = ["`topk` 在 SM90 上不再返回错误下标", "`topk` no longer returns wrong indices on SM90"]


def test_a_summary_sentence_that_is_its_headline_is_refused_where_there_is_more_to_say():
    once_more = {"zh-hans": Words(detail=HEADLINES[0] + "。"), "en": Words(detail=HEADLINES[1] + ".")}

    assert list(check_summary(once_more, HEADLINES, "Above 4096 experts the index overflowed."))
    assert list(check_summary(once_more, HEADLINES, "")) == []


def test_a_summary_sentence_with_the_condition_of_the_detail_passes():
    more = {
        "zh-hans": Words(detail="专家数超过 4096 时 DeepGEMM 的 `topk` 曾溢出，SM90 上现已正确。"),
        "en": Words(detail="Above 4096 experts DeepGEMM's `topk` overflowed on SM90; its indices are right again."),
    }

    assert list(check_summary(more, HEADLINES, "Above 4096 experts the index overflowed.")) == []
