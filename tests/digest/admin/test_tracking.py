"""Pasting many repositories, each line with its own answer, and choosing among those of an organisation."""

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from digest.models import Repository, RepositoryGroup
from tests.digest.github.github_server import listed
from tests.factories import make_repository

pytestmark = pytest.mark.django_db

ADD, CHOOSE = "/admin/digest/repository/add/", "/admin/digest/repository/choose/"


def test_every_line_has_an_answer_of_its_own(admin_client, github):
    github.add("a/new", ident=1)
    github.add("a/old", ident=2, archived=True)
    make_repository("a/there", github_id=3)
    github.add("a/there", ident=3)

    text = admin_client.post(ADD, {"repository": "a/new\ngit@github.com:a/old.git\na/there\na/gone\nnonsense"}).text

    assert "<td>added</td>" in text
    assert "<td>added, but archived: nothing new will come of it</td>" in text
    assert "<td>there already</td>" in text
    assert "<td>not found, or private" in text
    assert "<td>not readable: write owner/name or its GitHub address</td>" in text
    assert set(Repository.objects.values_list("full_name", flat=True)) == {"a/new", "a/old", "a/there"}
    assert LogEntry.objects.count() == 2


def test_lines_that_failed_stay_in_the_form(admin_client, github):
    github.add("a/new", ident=1)

    text = admin_client.post(ADD, {"repository": "a/new\na/gone\nnonsense"}).text

    assert "a/gone\nnonsense</textarea>" in text


def test_too_many_lines_are_refused_before_github_is_asked(admin_client, github):
    text = admin_client.post(ADD, {"repository": "a/b\n" * 31}).text

    assert "At most 30 lines at once" in text
    assert github.requests == []


def test_the_repositories_of_an_organisation_are_shown_and_none_is_added(admin_client, github):
    make_repository("acme/there", github_id=1)
    github.list_for("/orgs/acme/repos", listed("acme/there", 1), listed("acme/<b>", 2, archived=True))

    text = admin_client.get(CHOOSE, {"kind": "organisation", "login": "acme"}).text

    assert "2 repositories" in text
    assert "acme/&lt;b&gt;" in text
    assert 'id="row-1" checked disabled' in text
    assert Repository.objects.count() == 1


def test_what_is_ticked_is_tracked_by_the_page_for_pasting(admin_client, github):
    github.add("acme/one", ident=1)
    github.add("acme/two", ident=2)

    admin_client.post(ADD, {"chosen": ["acme/one", "acme/two"]})

    assert set(Repository.objects.values_list("github_id", flat=True)) == {1, 2}


@pytest.mark.parametrize("login", ["nobody", "../orgs", "-x"])
def test_a_name_that_github_does_not_know_is_said(admin_client, github, login):
    text = admin_client.get(CHOOSE, {"kind": "stars", "login": login}).text

    assert "GitHub knows nobody of this name, or not as what you chose." in text


def test_the_page_to_choose_asks_nobody_before_it_is_filled_in(admin_client, github):
    assert admin_client.get(CHOOSE).status_code == 200
    assert github.requests == []


def test_groups_and_their_order_are_set_in_the_lists(admin_client):
    repository, group = make_repository(), RepositoryGroup.objects.create(slug="kernels", position=3)
    rows = {"form-TOTAL_FORMS": 1, "form-INITIAL_FORMS": 1, "_save": "Save"}

    url = reverse("admin:digest_repository_changelist")
    admin_client.post(url, rows | {"form-0-id": repository.pk, "form-0-group": group.pk})
    url = reverse("admin:digest_repositorygroup_changelist")
    admin_client.post(url, rows | {"form-0-id": group.pk, "form-0-position": 1})

    repository.refresh_from_db()
    group.refresh_from_db()
    assert (repository.group, group.position) == (group, 1)
