"""Why there is no list to choose from, in the operator's words."""

import pytest

from digest.repository_listings import KINDS, READERS, read_listing
from digest.tracking import TrackingError
from tests.digest.github.github_server import listed


@pytest.mark.parametrize(("kind", "path"), [("organisation", "/orgs/acme/repos"), ("stars", "/users/acme/starred")])
def test_each_kind_reads_its_own_list(github, kind, path):
    github.list_for(path, listed("a/b", 1))

    assert [row.full_name for row in read_listing(kind, "acme").repositories] == ["a/b"]
    assert set(KINDS) == set(READERS)


def test_a_login_that_github_does_not_know_is_said_so(github):
    with pytest.raises(TrackingError, match="knows nobody of this name"):
        read_listing("organisation", "nobody")


def test_any_other_refusal_is_said_with_its_reason(github):
    github.fail("GET /orgs", status=401, body='{"message": "Bad credentials"}')

    with pytest.raises(TrackingError, match="GitHub refused the token") as refusal:
        read_listing("organisation", "acme")

    assert refusal.value.reason == "bad_token"
