"""A hedge of the source stays in each language, where the sentence says what it hedges."""

import pytest

from digest.writing import drafts
from digest.writing.gate import Evidence, State, Words
from digest.writing.typography import tidy

pytestmark = pytest.mark.django_db

TOPK = ("Fix the merge of top-k", "The radix pass may skip the last bucket `tail_bucket` on odd sizes.")
LOADER = ("Add an experimental `lazy_loader` for shards", "It reads shards on first use.")
FLAKY = ("Fix `retry_queue`", "The worker sometimes drops the second message of `retry_queue`.")
FASTER = ("Tune decode", "Decode gains up to 18.5% on L40, and takes ~240 MB of memory.")


def problems(texts, zh, en, state=State.MERGED):
    words = {"zh-hans": Words(detail=tidy(zh, "zh-hans")), "en": Words(detail=tidy(en, "en"))}
    return drafts.check(words, Evidence(texts, state=state))


KEPT = {
    "may": (
        TOPK,
        "此前 radix 可能跳过 `tail_bucket`",
        "The radix pass could skip the last bucket `tail_bucket` before",
    ),
    "what was": (
        ("Fix the merge of top-k", "The radix pass could skip the last bucket `tail_bucket` on odd sizes."),
        "此前 radix 跳过了最后的 `tail_bucket`",
        "The last bucket `tail_bucket` was skipped by the radix pass on odd sizes",
    ),
    "another clause": (TOPK, "修正 top-k 的合并", "The merge of top-k is fixed"),
    "experimental": (LOADER, "新增实验性的 `lazy_loader`", "An experimental `lazy_loader` for shards is added"),
    "sometimes": (
        FLAKY,
        "worker 有时会丢掉 `retry_queue` 的第二条消息",
        "The worker dropped the second message of `retry_queue` at times",
    ),
    "up to": (FASTER, "在 L40 上最多提高 18.5%", "Decode gains at most 18.5% on L40"),
    "about": (FASTER, "约需 240 MB 内存", "It takes about 240 MB of memory"),
    "a sign": (FASTER, "需要 ~240 MB 内存", "It takes ~240 MB of memory"),
}


@pytest.mark.parametrize(("texts", "zh", "en"), KEPT.values(), ids=KEPT.keys())
def test_a_hedge_may_be_said_in_other_words_of_its_family(texts, zh, en):
    assert problems(texts, zh, en) == []


DROPPED = {
    "may": (
        TOPK,
        "radix 跳过最后的 `tail_bucket`",
        "The radix pass skips the last bucket `tail_bucket` on odd sizes",
        'says "may"',
    ),
    "experimental": (LOADER, "新增 `lazy_loader`", "A `lazy_loader` for shards is added", 'says "experimental"'),
    "sometimes": (
        FLAKY,
        "worker 丢掉 `retry_queue` 的第二条消息",
        "The worker drops the second message of `retry_queue`",
        'says "sometimes"',
    ),
    "up to": (FASTER, "在 L40 上提高 18.5%", "Decode gains 18.5% on L40", 'en: the evidence says "up to 18.5"'),
    "up to in Chinese": (
        FASTER,
        "在 L40 上提高 18.5%",
        "Decode gains up to 18.5%",
        'zh-hans: the evidence says "up to',
    ),
    "about": (FASTER, "需要 240 MB 内存", "It takes 240 MB of memory", 'says "about 240"'),
}


@pytest.mark.parametrize(("texts", "zh", "en", "why"), DROPPED.values(), ids=DROPPED.keys())
def test_a_hedge_that_was_dropped_is_named(texts, zh, en, why):
    assert any(why in problem for problem in problems(texts, zh, en))


def test_a_figure_that_the_source_has_without_a_hedge_too_needs_none():
    source = ("Decode is 18.5% faster", "It gains up to 18.5% on L40.")

    assert problems(source, "解码快 18.5%", "Decode is 18.5% faster") == []


def test_a_merged_change_is_not_told_by_report():
    found = problems(FLAKY, "据报告 `retry_queue` 丢消息", "`retry_queue` reportedly drops a message")

    assert any("needs a report" in problem for problem in found)


def test_one_clause_of_a_proposal_does_not_cover_for_another():
    proposal = ("Add a `fair_share` policy", "It would share slots by weight.")
    zh, en = "已加入 `fair_share` 策略；它将按权重分配", "`fair_share` now works; it would share slots by weight"

    assert any("needs a merged change" in problem for problem in problems(proposal, zh, en, State.PROPOSAL))
