"""The table of kinds agrees with the rows that are stored and with what readers choose."""

from digest import kinds
from digest.models import Activity, Coverage
from subscribers.models.selection import Kind


def test_every_stored_kind_and_every_choice_has_its_place_in_the_table():
    assert list(kinds.BY_ACTIVITY) == Activity.Kind.values
    assert list(kinds.BY_COVERAGE) == Coverage.Kind.values
    assert {choice for kind in kinds.TABLE for choice in kind.choices.values()} | {kinds.INTERFACE} == set(Kind.values)
    assert {action for kind in kinds.TABLE for action in kind.choices} == set(Activity.Action.values)


def test_a_pull_request_is_a_merged_change_only_once_it_is_merged():
    assert kinds.choice_of("pull_request", "opened") == "opened"
    assert kinds.choice_of("pull_request", "merged") == kinds.choice_of("commit", "pushed") == "merged"


def test_a_choice_rests_on_the_kinds_that_must_have_been_fetched_for_it():
    assert kinds.coverage_of(["merged"]) == {"commits", "pull_requests"}
    assert kinds.coverage_of(["opened", "issues"]) == {"pull_requests", "issues"}
    assert kinds.coverage_of(["interface", "releases"]) == {"commits", "pull_requests", "releases", "advisories"}
    assert kinds.coverage_of([]) == set(Coverage.Kind.values)
