"""The button beside "save" of a topic: the rules as they stand in the form are tried, and nothing is saved."""

import pytest
from django.http import QueryDict
from django.urls import reverse

from digest.admin.topic_preview import MAX_RULES, rules_of
from digest.models import TopicRule
from tests.factories import make_activity, make_digest, make_topic

pytestmark = pytest.mark.django_db

PREVIEW = "/admin/digest/topic/try/"


def form(*rules, **more):
    """The inline forms of these (kind, pattern), as the page sends them."""
    data = {"rules-TOTAL_FORMS": len(rules), "rules-INITIAL_FORMS": 0}
    for number, (kind, pattern) in enumerate(rules):
        data |= {f"rules-{number}-kind": kind, f"rules-{number}-pattern": pattern}
    query = QueryDict(mutable=True)
    query.update({name: str(value) for name, value in (data | more).items()})
    return query


def test_the_rules_of_the_form_are_tried_and_not_saved(admin_client):
    make_topic("attention", words=["saved"])
    make_activity(digest=make_digest(), title="Skip-Softmax <b>for</b> decode")

    text = admin_client.post(PREVIEW, form(("word", "skip-softmax"))).text

    assert "All rules together match 1 of 1 activities. Nothing was saved." in text
    assert "Skip-Softmax &lt;b&gt;for&lt;/b&gt; decode" in text
    assert "The newest 1 day with a digest." in text
    assert [rule.pattern for rule in TopicRule.objects.all()] == ["saved"]


def test_the_page_of_a_topic_has_the_button(admin_client):
    for url in (reverse("admin:digest_topic_change", args=[make_topic().pk]), reverse("admin:digest_topic_add")):
        assert f'formaction="{PREVIEW}"' in admin_client.get(url).text


def test_the_page_alone_leads_back_to_the_list(admin_client):
    assert admin_client.get(PREVIEW).headers["Location"] == reverse("admin:digest_topic_changelist")


def test_a_rule_that_is_not_whole_is_left_out_and_counted(admin_client):
    text = admin_client.post(PREVIEW, form(("", "softmax"), ("nonsense", "x"), ("word", ""))).text

    assert "2 rules are not whole, and were left out." in text
    assert "There is no rule to try." in text


def test_rules_to_be_deleted_are_not_tried():
    data = form(("word", "one"), ("word", "two"), **{"rules-0-DELETE": "on"})

    assert [rule.pattern for rule in rules_of(data)[0]] == ["two"]


@pytest.mark.parametrize("total", ["", "-1", "x", "99999999999", "1e3", "²"])
def test_a_number_that_is_none_makes_no_rules(total):
    assert rules_of(form(("word", "one"), **{"rules-TOTAL_FORMS": total})) == ([], 0)


def test_so_many_rules_and_no_more():
    data = form(*[("word", f"w{number}") for number in range(MAX_RULES + 1)])

    assert len(rules_of(data)[0]) == MAX_RULES
