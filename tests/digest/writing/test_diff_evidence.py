"""What a sentence says was added, removed or changed is held against the lines of the diff."""

import pytest

from digest.writing.diff_evidence import DiffEvidence
from digest.writing.gate import Evidence, Words, check

DIFF = DiffEvidence.of(
    [
        " def mm_bf16(a, b, bias=None):",
        '-    backend: Literal["cudnn", "tgv"] = "tgv",',
        '+    backend: Literal["cudnn", "tgv"] = "cudnn",',
        "+    enable_pdl: bool = False,",
        "-    legacy_layout = True",
        "-MAX_TOKENS = 2048",
        "+MAX_TOKENS = 4096",
        "     workspace_size = 512",
    ]
)
AUTHOR = ("flashinfer", "feat: BF16 GEMM with `swizzle`", "")


def problems(en, zh=None, diff=DIFF, texts=AUTHOR):
    """What the gate says of this sentence, in English alone where no Chinese is given."""
    draft = {"en": Words(detail=en)} | ({"zh-hans": Words(detail=zh)} if zh else {})
    return check(draft, Evidence(texts, diff=diff), {"the", "parameter", "gemm"})


TRUE = [
    ("Adds `enable_pdl` to `mm_bf16`.", "`mm_bf16` 新增 `enable_pdl` 参数。"),
    ("Removes `legacy_layout`.", "移除了 `legacy_layout` 选项。"),
    ("`legacy_layout` is removed from `mm_bf16`.", "将 `legacy_layout` 从 `mm_bf16` 中移除。"),
    ("Adds `swizzle` to the layout.", "为布局新增 `swizzle` 支持。"),  # said by the author, not in the diff
    ("The default of `backend` changes from `tgv` to `cudnn`.", "`backend` 的默认值由 `tgv` 改为 `cudnn`。"),
    ("`backend` defaults to `cudnn` instead of `tgv`.", "`backend` 默认为 `cudnn` 而非 `tgv`。"),
    ("`MAX_TOKENS` is raised from 2048 to 4096.", "`MAX_TOKENS` 从 2048 提高到 4096。"),
    ("`mm_bf16` works with `enable_pdl` and `bias`.", "`mm_bf16` 可与 `enable_pdl` 和 `bias` 一起使用。"),
]
FALSE = [
    ("Removes `enable_pdl`.", "移除了 `enable_pdl` 参数。", "enable_pdl"),
    ("Adds `legacy_layout` to `mm_bf16`.", "为 `mm_bf16` 新增 `legacy_layout`。", "legacy_layout"),
    ("`enable_pdl` has been removed.", "`enable_pdl` 已被移除，不再可用。", "enable_pdl"),
    ("Adds `workspace_size` to `mm_bf16`.", "为 `mm_bf16` 增加 `workspace_size`。", "unchanged"),
    ("Adds `backend` to `mm_bf16`.", "为 `mm_bf16` 增加 `backend`。", "added as well as in removed"),
    ("Adds `enable_pdl` and removes `bias`.", "新增 `enable_pdl`，移除 `bias` 参数。", "bias"),
    ("The default of `legacy_layout` goes from `cudnn` to `bias`.", "默认值由 `cudnn` 改为 `bias`，请看。", "bias"),
    ("`MAX_TOKENS` is lowered from 4096 to 2048.", "`MAX_TOKENS` 从 4096 降低到 2048。", "4096"),
    (
        "The default is `enable_pdl` instead of `workspace_size`.",
        "默认用 `enable_pdl` 而不是 `workspace_size`。",
        "work",
    ),
]


@pytest.mark.parametrize(("en", "zh"), TRUE)
def test_what_the_diff_shows_or_the_author_says_passes(en, zh):
    assert problems(en, zh) == []


@pytest.mark.parametrize(("en", "zh", "name"), FALSE)
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_what_the_diff_does_not_bear_out_is_refused_in_each_language(en, zh, name, language):
    text = en if language == "en" else zh
    reasons = check({language: Words(detail=text)}, Evidence(AUTHOR, diff=DIFF), set())

    assert any(name in reason for reason in reasons), reasons


def test_unchanged_lines_prove_names_and_no_figures():
    assert problems("`mm_bf16` takes `workspace_size`.") == []
    assert problems("`mm_bf16` takes 512.") == ['en: the figure "512" is not in the evidence']


def test_without_a_diff_the_author_is_believed_and_what_nobody_says_is_not():
    removing = ("flashinfer", "refactor: BF16 GEMM, remove `swizzle`", "")

    assert problems("Removes `swizzle`.", diff=DiffEvidence(), texts=removing) == []
    assert problems("Removes `swizzle`.", diff=DiffEvidence()) != []


def test_words_of_weight_in_code_prove_nothing():
    diff = DiffEvidence.of(["+# a massive speedup for mm_bf16"])

    assert problems("`mm_bf16` has a massive speedup.", diff=diff) == ['en: the evidence does not say "massive"']
