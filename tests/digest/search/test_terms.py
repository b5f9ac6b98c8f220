"""Texts and queries as terms: what stands in a text is found by how people type it."""

import pytest

from digest.search.terms import BEGINS, MAX_QUERY_TERMS, MAX_TERMS, document_terms, query_terms


def is_found(query, text):
    """As an index finds: a term with a star may go on."""
    asked, there = query_terms(query), document_terms([text])
    return bool(asked) and all(
        term in there or (term.endswith("*") and any(word.startswith(term[:-1]) for word in there)) for term in asked
    )


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("#34914", "Fixes NaN (#34914)."),
        ("34914", "Fixes NaN (#34914)."),
        ("--mamba-backend", "新参数 `--mamba-backend`：选 Triton"),
        ("mamba-backend", "adds --mamba-backend"),
        ("mamba backend", "adds --mamba-backend"),
        ("SM121", "支持SM121的 kernel"),
        ("sm121", "on SM121, too"),
        ("fp8", "ＦＰ８ 的精度"),
        ("量化", "修复量化内核"),
        ("内核", "修复量化内核"),
        ("量化内核", "修复量化内核"),
        ("核", "修复量化内核"),
        ("cutlass_fused_moe", "W4A8 autotune crash in cutlass_fused_moe profiler"),
        ("moe", "crash in cutlass_fused_moe"),
        ("SDARForCausalLM", "`SDARForCausalLM` and others"),
        ("causal", "`SDARForCausalLM` and others"),
        ("flashinfer/mla.py", "see flashinfer/mla.py."),
        ("mla.py", "see flashinfer/mla.py."),
        ("v0.6.4", "Release v0.6.4"),
        ("Qwen3.5", "Qwen3.5 FP8: NaN"),
        ("vllm", "vllm-project/vllm"),
        ("vllm-project/vllm", "vllm-project/vllm"),
        ("c++", "C++ and CUDA"),
        ("quant", "Quantisation of weights"),
        ("sched pref", "the scheduler runs prefill first"),
        ("--mamba", "adds --mamba-backend"),
        ("SM12", "on SM121"),
        ("v0.6", "Release v0.6.4"),
    ],
)
def test_it_is_found_as_people_type_it(query, text):
    assert is_found(query, text)


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("#3491", "Fixes NaN (#34914)."),
        ("--mamba-backend", "the mamba backend"),
        ("3491", "Fixes NaN (#34914)."),
        ("sm", "on SM121"),
        ("uant", "Quantisation of weights"),
        ("量内", "修复量化内核"),
        ("vllm sglang", "vllm only"),
        ("…", "… and more"),
        ("", "anything"),
    ],
)
def test_what_is_not_there_is_not_found(query, text):
    assert not is_found(query, text)


@pytest.mark.parametrize("length", [8, 12, 39])
def test_a_sha_is_found_by_any_part_of_its_beginning(length):
    sha = "11537c7c8ad9b6c89b021c269c3144bb71897a36"

    assert query_terms(sha[:length]) == [sha[:7]]
    assert query_terms(sha) == [sha + BEGINS]


def test_a_long_number_or_word_is_no_sha():
    assert query_terms("20260219 deadbeefcafe") == ["20260219", "deadbeefcafe*"]


def test_signs_of_the_index_language_are_no_terms():
    assert query_terms('" OR NOT * NEAR(a) ^b -- ;') == ["or", "not*", "near*", "a", "b"]


def test_there_are_only_so_many_terms_and_each_once():
    assert len(document_terms([" ".join(f"word{number}" for number in range(5_000))])) == MAX_TERMS
    assert len(query_terms(" ".join(f"w{number}" for number in range(50)))) == MAX_QUERY_TERMS
    assert query_terms("mla MLA mla") == ["mla*"]


@pytest.mark.parametrize("word", ["rep", "repository", "label", "lab", "topic", "month"])
def test_a_word_that_every_filter_begins_with_is_taken_whole(word):
    assert query_terms(word) == [word]
