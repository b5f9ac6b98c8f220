"""The operator's glossary: its words are free in every language, and only the operator's own are."""

import pytest
from django.core.exceptions import ValidationError

from digest.models import GlossaryTerm
from digest.writing import drafts
from digest.writing.gate import Evidence, Words
from tests.digest.writing.test_prompts import stories_prompt

pytestmark = pytest.mark.django_db

ADD = "/admin/digest/glossaryterm/add/"


def problems():
    """What the gate says of a word that stands in no evidence."""
    words = {"zh-hans": Words("数据经 RDMA 直接写入显存"), "en": Words("Data is written by RDMA into memory")}
    return drafts.check(words, Evidence(("Write data straight into memory",)))


def test_the_shipped_words_are_there_from_the_start_without_figures_or_hardware():
    shipped = GlossaryTerm.objects.free()

    assert {"kernel", "llm", "moe", "token"} <= shipped
    assert not {"fp8", "hopper", "blackwell", "qwen", "deepseek"} & shipped


def test_a_word_that_the_operator_adds_passes_the_gate_and_is_in_the_prompt(admin_client):
    assert any("RDMA" in problem for problem in problems())

    admin_client.post(ADD, {"term": "RDMA"})

    assert problems() == []
    assert ", RDMA, " in stories_prompt().system


def test_a_word_that_the_operator_removes_needs_a_source_again(admin_client):
    term = GlossaryTerm.objects.create(term="RDMA")

    admin_client.post(f"/admin/digest/glossaryterm/{term.pk}/delete/", {"post": "yes"})

    assert any("RDMA" in problem for problem in problems())


def test_an_empty_glossary_is_not_mentioned_in_the_prompt():
    GlossaryTerm.objects.all().delete()

    assert "These words need no proof" not in stories_prompt().system


@pytest.mark.parametrize("term", ["FP8", "tensor core", "Token", "c++", "", "词"])
def test_a_figure_a_phrase_or_a_second_spelling_is_no_word_of_the_glossary(term):
    with pytest.raises(ValidationError):
        GlossaryTerm(term=term).full_clean()
