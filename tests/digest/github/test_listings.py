"""Lists to choose from, as GitHub documents them; there is no recording of them, so the rows are of our own server."""

import pytest

from digest.github import listings
from digest.github.client import GitHub, GitHubError
from digest.github.listings import ListedRepository
from tests.digest.github.github_server import listed


def read(function, login):
    with GitHub() as client:
        return function(client, login)


def test_an_organisations_own_repositories_are_listed_with_the_newest_first(github):
    github.list_for("/orgs/acme/repos", listed("acme/one", 1), listed("acme/two", 2, archived=True, description=None))

    listing = read(listings.of_organisation, "acme")

    assert listing.repositories == (
        ListedRepository("acme/one", 1, "About acme/one", False, 10),
        ListedRepository("acme/two", 2, "", True, 20),
    )
    assert not listing.is_cut
    assert github.requests == ["GET /orgs/acme/repos?direction=desc&per_page=100&sort=pushed&type=sources"]


def test_stars_are_read_page_by_page_and_private_repositories_left_out(github, monkeypatch):
    monkeypatch.setattr(listings, "PAGE", 2)
    github.list_for("/users/ada/starred", *[listed(f"a/{n}", n, private=n == 2) for n in range(1, 6)])

    listing = read(listings.starred_by, "ada")

    assert [row.github_id for row in listing.repositories] == [1, 3, 4, 5]
    assert len(github.requests) == 3


@pytest.mark.parametrize(("count", "is_cut"), [(4, False), (5, True), (9, True)])
def test_a_long_list_ends_and_says_so(github, monkeypatch, count, is_cut):
    monkeypatch.setattr(listings, "PAGE", 2)
    monkeypatch.setattr(listings, "MAX_LISTED", 4)
    github.list_for("/users/ada/starred", *[listed(f"a/{n}", n) for n in range(count)])

    listing = read(listings.starred_by, "ada")

    assert (len(listing.repositories), listing.is_cut) == (4, is_cut)
    assert len(github.requests) <= 3


def test_an_unknown_login_is_not_found(github):
    with pytest.raises(GitHubError) as refusal:
        read(listings.of_organisation, "nobody")

    assert (refusal.value.reason, refusal.value.permanent) == ("not_found", True)


@pytest.mark.parametrize("login", ["../users/x", "a b", "", "-x", "a/b", "x" * 40])
def test_what_is_no_login_never_becomes_part_of_an_address(github, login):
    with pytest.raises(GitHubError):
        read(listings.starred_by, login)

    assert github.requests == []


def test_a_row_that_is_none_is_a_broken_answer(github):
    github.list_for("/users/ada/starred", {"id": 1})

    with pytest.raises(GitHubError) as refusal:
        read(listings.starred_by, "ada")

    assert refusal.value.reason == "broken_answer"
