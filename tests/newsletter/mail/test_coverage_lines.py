"""Gaps in what was fetched, told once for each reason."""

import datetime as dt
from dataclasses import replace

from django.utils import translation

from newsletter.editions.types import CoverageCount
from newsletter.mail.coverage_lines import chosen_coverage, coverage_sentences
from tests.newsletter.edition_values import FLASHINFER, VLLM, counts, edition, section

TRIED_AT = dt.datetime(2026, 2, 20, 1, 40, tzinfo=dt.UTC)


def sentences(*sections, **fields):
    return list(coverage_sentences(edition(**fields), sections))


def failed(repository, tried_at=None):
    return section(repository=repository, counts={"commits": CoverageCount("failed", 0, "unavailable", tried_at)})


def test_what_was_fetched_has_no_sentence():
    assert sentences(section(), section(repository=VLLM)) == []


def test_repositories_with_one_reason_share_a_sentence():
    (sentence,) = sentences(
        *(section(repository=each, counts=counts(commits="partial")) for each in (FLASHINFER, VLLM))
    )

    assert sentence.startswith("flashinfer, vllm: Fetched only in part (commits): ")


def test_other_kinds_are_another_sentence():
    found = sentences(
        section(counts=counts(commits="partial")), section(repository=VLLM, counts=counts(issues="partial"))
    )

    assert [each.split(":")[0] for each in found] == ["flashinfer", "vllm"]


def test_partial_comes_before_failed_whatever_the_order_of_the_sections():
    found = sentences(failed(VLLM), section(counts=counts(commits="partial")))

    assert [each.split(":")[0] for each in found] == ["flashinfer", "vllm"]


def test_of_what_failed_the_last_try_is_told_on_the_clock_of_the_digest(settings):
    settings.DIGEST_TIME_ZONE = "Asia/Shanghai"
    earlier = TRIED_AT - dt.timedelta(hours=1)

    (sentence,) = sentences(failed(FLASHINFER, earlier), failed(VLLM, TRIED_AT))
    assert sentence.endswith("Tried until Asia/Shanghai 09:40.")


def test_a_try_that_nobody_noted_is_not_told():
    (sentence,) = sentences(failed(VLLM))

    assert "Tried" not in sentence


def test_what_nobody_asked_for_cannot_be_missing():
    assert sentences(failed(VLLM), kinds=("issues",)) == []
    assert len(sentences(failed(VLLM), kinds=("merged",))) == 1


def test_a_chinese_sentence_has_chinese_words_and_the_same_names():
    with translation.override("zh-hans"):
        (sentence,) = sentences(failed(VLLM, TRIED_AT))

    assert sentence.startswith("vllm 未取到（提交）：")
    assert "UTC 01:40" in sentence


def test_kinds_of_coverage_follow_from_the_readers_kinds():
    assert chosen_coverage(edition(kinds=("issues",))) == {"issues"}
    assert chosen_coverage(edition()) == set(counts())
    assert chosen_coverage(replace(edition(), kinds=("interface",))) == {"commits", "pull_requests"}
