"""Form that people write passes; what the evidence says the other way round is refused."""

import pytest

from digest.writing import drafts
from digest.writing.gate import Evidence, State, Words

pytestmark = pytest.mark.django_db

TABLE = ("Faster decode", "| Batch | Before (us) | After (us) |\n| 128 | 92.13 | 81.31 |", "decode.py")
CODE = ("Let `Box(**source)` and `socket.io` take keywords", "It is 1.7645x as fast.")
BOUND = ("Use the new kernel above batch size 32", "The kernel stays off below 32.")
REPORT = ("[Bug] Decode crashes on Hopper", "It crashes.")


def problems(texts, zh, en, state=State.MERGED):
    words = {"zh-hans": Words(detail=zh), "en": Words(detail=en)}
    return drafts.check(words, Evidence(texts, state=state, repositories=("acme/read-the.docs",)))


FORM = {
    "units of a table's head": (TABLE, "由 92.13 us 降到 81.31 us", "It goes from 92.13 us to 81.31 us"),
    "code of the evidence": (
        CODE,
        "`Box(**source)` 与 `socket.io` 接受参数",
        "`Box(**source)` and `socket.io` take them",
    ),
    "a rounded figure": (CODE, "速度是 1.76 倍", "It is 1.76x as fast"),
    "a version named by its day": (
        ("Release 2026.08.18", ""),
        "版本为 2026.08.18",
        "The version is 2026.08.18",
    ),
    "the repository's own name": (CODE, "read-the.docs 接受参数", "read-the.docs takes keywords"),
}


@pytest.mark.parametrize(("texts", "zh", "en"), FORM.values(), ids=FORM.keys())
def test_form_alone_refuses_no_true_sentence(texts, zh, en):
    assert problems(texts, zh, en) == []


MEANING = {
    "the other side of a bound": (BOUND, "batch 小于 32 时用新 kernel", "The kernel is new below batch size 32"),
    "from and to exchanged": (TABLE, "由 81.31 us 升到 92.13 us", "It goes from 81.31 us to 92.13 us"),
    "one language only": (BOUND, "batch 大于 32 时不使用新 kernel", "The new kernel is used above batch size 32"),
}


@pytest.mark.parametrize(("texts", "zh", "en"), MEANING.values(), ids=MEANING.keys())
def test_what_the_evidence_says_the_other_way_round_is_refused(texts, zh, en):
    assert problems(texts, zh, en) != []


@pytest.mark.parametrize(("texts", "zh", "en"), MEANING.values(), ids=MEANING.keys())
def test_of_what_words_mean_the_gate_only_has_doubts(texts, zh, en):
    assert all(problem.is_doubt for problem in problems(texts, zh, en))


def test_an_open_report_is_not_told_as_mended():
    found = problems(REPORT, "在 Hopper 上解码不再崩溃", "Decode no longer crashes on Hopper", State.REPORT)

    assert any("needs a merged change" in problem and not problem.is_doubt for problem in found)


REFUSED = {
    "a figure of nowhere": (TABLE, "由 92.13 us 降到 70 us", "It goes from 92.13 us to 70 us"),
    "another unit": (TABLE, "由 92.13 ms 降到 81.31 ms", "It goes from 92.13 ms to 81.31 ms"),
    "a name of nowhere": (CODE, "`warp_gemm` 接受参数", "`warp_gemm` takes keywords"),
    "a figure in one language": (TABLE, "由 92.13 us 降到 81.31 us", "It takes less time"),
}


@pytest.mark.parametrize(("texts", "zh", "en"), REFUSED.values(), ids=REFUSED.keys())
def test_names_figures_and_units_are_refused_and_not_doubted(texts, zh, en):
    assert any(not problem.is_doubt for problem in problems(texts, zh, en))
