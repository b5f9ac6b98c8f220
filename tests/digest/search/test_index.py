"""The search index: each published story once, nothing of another day, and it follows what is deleted."""

import datetime as dt

import pytest

from digest.models import InterfaceChange, SearchDocument, Statement
from digest.search.find import find
from digest.search.index import index_digest, index_published
from digest.search.terms import query_terms
from tests.factories import DAY, make_activity, make_digest, make_sentence, make_statement
from tests.newsletter.a_day import make_a_day

pytestmark = pytest.mark.django_db


def found(query):
    return [Statement.objects.get(pk=pk).main.key for pk in find(query_terms(query))]


def test_every_story_of_a_published_day_is_found_by_all_that_names_it():
    digest = make_a_day()
    commit = digest.statements.get(label="new").evidence.get(kind="commit")
    InterfaceChange.objects.create(
        activity=commit, kind="added_parameter", symbol="decode", parameter="scale_factor", path="mla.py"
    )

    assert index_published() == 4
    for query in ("Hopper 默认", "skip-softmax", "#2547", "11537c7", "flashinfer mla", "decode", "scale_factor"):
        assert found(query) == ["2547"] if query != "Hopper 默认" else "2547" in found(query)
    assert found("nightly-v0.6.3") == ["nightly-v0.6.3"]


def test_words_that_were_refused_are_not_indexed():
    digest = make_digest(status="published", published_at=dt.datetime(2026, 2, 20, tzinfo=dt.UTC))
    make_statement(digest, texts={"en": ("Zebra", "")}, outcome="rejected")
    index_published()

    assert found("zebra") == []


def test_indexing_again_changes_nothing():
    digest = make_a_day()
    index_published()

    assert index_published() == 0
    assert index_digest(digest) == SearchDocument.objects.count() == 4
    assert found("#2547") == ["2547"]


@pytest.mark.parametrize("status", ["collecting", "writing", "held", "ready"])
def test_a_day_that_is_not_published_is_not_indexed(status):
    digest = make_a_day(status=status, published_at=None)

    assert (index_published(), index_digest(digest)) == (0, 0)
    assert SearchDocument.objects.count() == 0


def test_sentences_of_the_whole_day_are_no_stories():
    digest = make_a_day()
    make_sentence(digest, [digest.statements.get(label="new")], texts={"en": ("", "Zebra.")})
    index_published()

    assert found("zebra") == []


def test_a_day_without_stories_needs_none():
    make_digest(status="published", published_at=dt.datetime(2026, 2, 20, tzinfo=dt.UTC))

    assert index_published() == 0


def test_what_is_deleted_is_not_found_any_more():
    digest = make_a_day()
    index_published()
    make_statement(digest, make_activity(number=2548, title="Skip-Softmax again", digest=digest))
    digest.statements.filter(label="new").delete()
    index_digest(digest)

    assert found("skip-softmax") == ["2548"]


def test_a_day_takes_as_many_queries_for_one_story_as_for_forty(django_assert_max_num_queries):
    digest = make_digest(DAY, status="published", published_at=dt.datetime(2026, 2, 20, tzinfo=dt.UTC))
    for _number in range(40):
        make_statement(digest, make_activity(digest=digest), texts={"en": ("A", "")}, topics=["moe"])

    with django_assert_max_num_queries(12):
        index_digest(digest)
