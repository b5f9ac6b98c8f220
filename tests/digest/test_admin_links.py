"""Links of the admin: to a row, to a filtered list, and to the rows behind a number."""

import pytest

from digest.admin_links import count_links
from digest.models import Statement
from tests.factories import make_digest, make_statement

pytestmark = pytest.mark.django_db


def test_each_number_leads_to_the_rows_that_it_counts(admin_client):
    digest = make_digest(status="held")
    make_statement(digest, outcome="title")

    told, *others = count_links(Statement, "outcome", Statement.Outcome.choices, {"title": 1, "passed": 0}, digest.pk)

    url = f"/admin/digest/statement/?digest__id__exact={digest.pk}&outcome__exact=title"
    assert others == []
    assert told == f'<a href="{url.replace("&", "&amp;")}">1 told by its title</a>'
    assert admin_client.get(url).context["cl"].result_count == 1


def test_numbers_stand_in_the_order_of_the_choices():
    links = count_links(Statement, "outcome", [("passed", "passed"), ("title", "title")], {"title": 2, "passed": 3}, 1)

    assert [link.split(">")[1] for link in links] == ["3 passed</a", "2 title</a"]
