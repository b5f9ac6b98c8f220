"""Identifiers and words of a sentence, in forms that compare equal wherever they stand."""

import pytest

from digest.writing import tokens


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("Qwen3.5：vLLM", "Qwen3.5: vLLM"),
        ("a\u2014b \u2212 c", "a-b - c"),
        ("don\u2019t", "don't"),
        ("ad\u200bmin\u202e", "admin"),
        ("  two\u3000 spaces\n", "two spaces"),
        ("Ｆｕｌｌ", "Full"),
    ],
)
def test_one_kind_of_every_mark(written, normal):
    assert tokens.normalise(written) == normal


def test_lines_stay_where_lines_are_wanted():
    assert tokens.normalise_lines(" a \n\tb") == "a\nb"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("`--mamba-backend` picks FlashInfer", ["--mamba-backend", "FlashInfer"]),
        ("BF16/FP16 on SM121", ["BF16", "FP16", "SM121"]),
        ("torch.compile() and std::vector", ["torch.compile()", "std::vector"]),
        ("a 12.6% gain in 0.6.4", []),
        ("plain words only", []),
        ("csrc/gemm_sm120.cu", ["csrc/gemm_sm120.cu"]),
    ],
)
def test_identifiers_have_marks_of_code_or_of_hardware(text, found):
    assert tokens.identifiers(text) == found


@pytest.mark.parametrize(
    ("one", "other"), [("SM121", "sm-121"), ("SM121", "sm 121"), ("GPUs", "GPU"), ("H100s", "h100"), ("IDs", "id")]
)
def test_one_name_has_one_form(one, other):
    assert tokens.canonical(one) == tokens.canonical(other)


@pytest.mark.parametrize(
    ("token", "evidence", "expected"),
    [
        ("12", "of 12 files", True),
        ("12", "of 121 files", False),
        ("0.6", "0.6.4", False),
        ("GPU", "many gpus", True),
        ("GPUs", "a gpu", True),
        ("SM121", "on sm-121", True),
        ("SM12", "on sm121", False),
        ("--flag", "with --flag=1", True),
        ("SM121", "支持sm121的", True),
    ],
)
def test_a_token_stands_whole_or_not_at_all(token, evidence, expected):
    assert tokens.stands_in(token, evidence) is expected


@pytest.mark.parametrize(
    ("code", "evidence", "expected"),
    [
        ("Box(**source)", "now Box(**source) works", True),
        ("@triton.jit", "the @triton.jit decorator", True),
        ("topk", "topk_v2", False),
        ("TopK", "topk", False),
        ("2**31", "above 2**31", True),
        ("2**31", "above 12**31", False),
    ],
)
def test_code_stands_letter_for_letter(code, evidence, expected):
    assert tokens.stands_verbatim(code, evidence) is expected


def test_a_name_is_joined_where_the_evidence_knows_only_the_joined_one():
    assert tokens.join_spaced("on SM 121.", "sm121 is new") == "on SM121."
    assert tokens.join_spaced("on SM 121", "sm and 121") == "on SM 121"
