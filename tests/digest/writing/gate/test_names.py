"""A name of a sentence stands in the evidence, whole or put together from what stands apart in it."""

import pytest

from digest.writing.gate import Evidence
from digest.writing.gate.names import check_names

SOURCE = Evidence(
    ("exclude SM70/72 from the list", "It quantizes to FP8 (1\nbyte), and shrinks `Suites`; run with --m 8192")
)


def reasons(text):
    return list(check_names(text, SOURCE, {"kernel"}))


@pytest.mark.parametrize(
    "text",
    [
        "SM70 and SM72 leave the list",
        "量化为 FP8（每组 1 字节, 另加一个缩放）",
        "It shrinks each `Suite`",
        "with m=8192",
    ],
)
def test_what_the_evidence_has_in_another_form_passes(text):
    assert reasons(text.replace("（", "(").replace("）", ")")) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [("SM75 leaves the list", "SM75"), ("It shrinks each `Suit`", "Suit"), ("A100 is fast", "A100")],
)
def test_what_it_does_not_have_is_refused(text, name):
    assert [reason for reason in reasons(text) if f'"{name}"' in reason] != []


def test_an_expansion_of_an_abbreviation_needs_the_same_pair():
    assert reasons("It runs on TP (Tensor Pipes)") != []
