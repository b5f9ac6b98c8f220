"""Filters as terms beside the words."""

from digest.search.filters import filter_terms
from digest.search.terms import document_terms, query_terms


def test_what_is_chosen_is_a_term():
    assert filter_terms(7, ["moe", "fp8"], "fixed", "2026-02") == [
        "repository=7",
        "topic=moe",
        "topic=fp8",
        "label=fixed",
        "month=2026-02",
    ]


def test_what_is_empty_filters_nothing():
    assert filter_terms() == []


def test_no_word_of_a_text_or_a_query_passes_for_a_filter():
    for terms in (document_terms(["label=fixed"]), query_terms("label=fixed")):
        assert [term for term in terms if "=" in term] == []
