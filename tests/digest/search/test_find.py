"""What is found and in which order, and that a query is never read as the index's own language."""

import datetime as dt

import pytest

from digest.search import find as finding
from digest.search.filters import filter_terms
from digest.search.find import find
from digest.search.index import index_digest, index_published
from digest.search.terms import query_terms
from tests.factories import DAY, make_activity, make_digest, make_repository, make_statement
from tests.newsletter.a_day import make_a_day

pytestmark = pytest.mark.django_db
PUBLISHED = {"status": "published", "published_at": dt.datetime(2026, 3, 1, tzinfo=dt.UTC)}


def story(days_later, title="Softmax is faster", **fields):
    digest = make_digest(DAY + dt.timedelta(days=days_later), **PUBLISHED)
    statement = make_statement(digest, make_activity(digest=digest, title=title), **fields)
    index_published()
    return statement.pk


def test_the_newest_day_comes_first_however_late_it_was_built():
    new, old, middle = story(3), story(0), story(1)

    assert find(["softmax"]) == [new, middle, old]


def test_the_best_of_a_day_comes_first():
    digest = make_digest(**PUBLISHED)
    pks = [make_statement(digest, make_activity(digest=digest, title="MLA"), importance=n).pk for n in (2, 5, 4)]
    index_digest(digest)

    assert find(["mla"]) == [pks[1], pks[2], pks[0]]


def test_all_terms_must_be_there():
    both, _one = story(0, "Softmax on Hopper"), story(1)

    assert find(["softmax", "hopper"]) == [both]
    assert find(["softmax", "blackwell"]) == []


def test_nothing_is_found_for_nothing():
    story(0)

    assert find([]) == []


def test_filters_narrow_what_is_found():
    vllm = make_repository("vllm-project/vllm")
    fixed, new = story(0, label="fixed", topics=["moe"]), story(40, label="new")

    assert find(filter_terms(label="new")) == [new]
    assert find(["softmax", *filter_terms(topics=["moe"])]) == [fixed]
    assert find(filter_terms(month="2026-03")) == [new]
    assert find(filter_terms(repository=vllm.pk)) == []


@pytest.mark.parametrize("term", ['"', 'a" OR "softmax', "NEAR(softmax)", "terms:softmax", "%s", "it's", "\\"])
def test_no_term_is_read_as_the_language_of_the_index(term):
    story(0)

    assert find([term]) == []


@pytest.mark.parametrize("query", ['"softmax', "softmax' --", "(softmax)", "softmax;", "^softmax"])
def test_a_word_is_found_whatever_stands_around_it(query):
    found = story(0)

    assert find(query_terms(query)) == [found]


def test_a_beginning_finds_every_word_that_goes_on_from_it():
    one, other = story(0), story(1, "Softcapping on Hopper")

    assert find(query_terms("soft")) == [other, one]
    assert find(query_terms("softm")) == [one]
    assert find(query_terms("soft hop")) == [other]
    assert find(query_terms("oftmax")) == []


def test_a_beginning_is_narrowed_by_filters_and_is_none_itself():
    fixed, _new = story(0, label="fixed"), story(1, label="new")

    assert find([*query_terms("soft"), *filter_terms(label="fixed")]) == [fixed]
    assert find(query_terms("lab")) == []


@pytest.mark.parametrize("term", ['"*', "'*", "\\*", "softmax:*", "*", "soft*max"])
def test_a_star_means_a_beginning_behind_a_term_only(term):
    story(0)

    assert find([term]) == []


def test_a_day_that_is_taken_back_is_not_found():
    digest = make_a_day()
    index_published()
    digest.status = "held"
    digest.save()

    assert find(["#2547"]) == []


def test_only_the_newest_are_looked_at(monkeypatch):
    monkeypatch.setattr(finding, "MAX_FOUND", 2)
    stories = [story(number) for number in range(3)]

    assert find(["softmax"]) == [stories[2], stories[1]]
