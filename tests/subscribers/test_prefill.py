"""A link that fills in the sign-up form; what it names and nobody has is said, and refuses nothing."""

import pytest
from django.http import QueryDict

from subscribers.prefill import from_query
from tests.factories import make_repository, make_topic

pytestmark = pytest.mark.django_db


def test_repository_topic_and_language_are_those_of_the_link():
    vllm, _attention = make_repository("vllm-project/vllm"), make_topic("attention")
    chosen = from_query(QueryDict("repository=VLLM-project/vllm&topic=attention&language=zh-hans")).preferences

    assert (chosen.repositories, chosen.topics, chosen.language) == ((vllm.pk,), ("attention",), "zh-hans")


def test_without_names_the_form_begins_as_for_everybody():
    prefilled = from_query(QueryDict("repository=&topic="))

    assert (prefilled.preferences.repositories, prefilled.preferences.topics, prefilled.unknown) == ((), (), ())


def test_what_nobody_has_is_named_and_the_rest_is_ticked():
    vllm = make_repository("vllm-project/vllm")
    make_repository("acme/gone", trouble="vanished")
    prefilled = from_query(QueryDict("repository=vllm-project/vllm&repository=acme/gone&topic=cooking&language=tlh"))

    assert prefilled.preferences.repositories == (vllm.pk,)
    assert prefilled.unknown == ("acme/gone", "cooking")


def test_too_many_names_are_not_looked_up(django_assert_num_queries):
    with django_assert_num_queries(0):
        prefilled = from_query(QueryDict("&".join(f"topic={number}" for number in range(201))))

    assert prefilled.is_too_long


def test_the_page_ticks_what_the_link_names_and_chooses_only_these(client):
    vllm = make_repository("vllm-project/vllm")
    page = client.get("/", {"repository": "vllm-project/vllm"}).text

    assert f'name="repositories" value="{vllm.pk}" id="id_repositories" checked' in page
    assert 'name="repository_scope" value="these" checked' in page


def test_the_page_says_what_cannot_be_chosen_and_runs_nothing_of_it(client):
    page = client.get("/", {"repository": "<script>alert(1)</script>"}).text

    assert "names &lt;script&gt;alert(1)&lt;/script&gt;, which cannot be chosen here" in page
    assert "more than anybody would choose" in client.get("/?" + "topic=a&" * 201).text
