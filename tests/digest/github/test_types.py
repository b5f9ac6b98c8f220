"""What GitHub told us, as plain values: windows, bots, coverage."""

import datetime as dt
from contextlib import nullcontext

import pytest

from digest.github.types import (
    FoundActivity,
    FoundCoverage,
    GitHubError,
    Window,
    covered,
    fetch_or_error,
    is_bot,
    is_known,
    moment,
    within,
)

START, END = dt.datetime(2026, 2, 19, tzinfo=dt.UTC), dt.datetime(2026, 2, 20, tzinfo=dt.UTC)
SHANGHAI = dt.timezone(dt.timedelta(hours=8))


def commit(at, **fields):
    return FoundActivity("commit", "pushed", "a" * 40, "Fix", "https://x.y", at, **fields)


def test_a_window_is_half_open_and_in_utc():
    window = Window.of(START.astimezone(SHANGHAI), END.astimezone(SHANGHAI))

    assert (START in window, END in window, None in window) == (True, False, False)
    assert (window.since, window.until) == ("2026-02-19T00:00:00Z", "2026-02-20T00:00:00Z")


def test_commits_may_be_wanted_from_earlier_on():
    early = START - dt.timedelta(days=3)

    assert Window.of(START, END, early).of_commits == Window(early, END)
    assert Window.of(START, END).of_commits == Window(START, END)


def test_a_moment_of_github_is_aware():
    assert moment("2026-02-19T08:00:00+08:00") == START
    assert moment("") is moment(None) is None


@pytest.mark.parametrize(
    ("login", "kind", "expected"),
    [
        ("dependabot[bot]", "", True),
        ("flashinfer-bot", "", True),
        ("github-actions", "", True),
        ("anyone", "Bot", True),
        ("abbott", "", False),
        ("robot-ada", "User", False),
        (None, "", False),
    ],
)
def test_service_accounts_give_themselves_away(login, kind, expected):
    assert is_bot(login, kind) is expected


def test_coverage_names_its_failure_before_its_gap():
    error = GitHubError("away", reason="unavailable")

    assert covered("issues", [1], error, "files_cut", "archived") == FoundCoverage("issues", "failed", 0, "unavailable")
    assert covered("issues", [1], None, "files_cut", "") == FoundCoverage("issues", "partial", 1, "files_cut")
    assert covered("issues", [1, 2], None, "", "archived") == FoundCoverage("issues", "ok", 2, "archived")


def test_commits_at_the_end_of_the_window_belong_to_the_next_day():
    assert within([commit(START), commit(END)], Window.of(START, END)) == [commit(START)]


@pytest.mark.parametrize("at", [START - dt.timedelta(seconds=1), END + dt.timedelta(seconds=1)])
def test_commits_from_far_outside_mean_that_our_filter_was_lost(at):
    with pytest.raises(GitHubError) as caught:
        within([commit(at)], Window.of(START, END))

    assert (caught.value.reason, caught.value.permanent) == ("broken_answer", True)


def test_a_commit_is_known_by_its_beginning_too():
    assert is_known("a" * 40, {"a" * 40})
    assert is_known("a" * 40, {"aaaaaaa"})
    assert not is_known("a" * 40, {"aaaaaa"})


def test_a_row_is_what_the_model_keeps():
    fields = commit(START, labels=("bug",), landed_at=END).as_fields()

    assert fields["labels"] == ["bug"]
    assert "landed_at" not in fields
    assert commit(START).natural_key == ("commit", "pushed", "a" * 40)


class Client:
    """Lets everything through."""

    def translated(self):
        return nullcontext()


def test_what_github_refuses_is_handed_back():
    error = GitHubError("no", reason="forbidden")

    def refused():
        raise error

    assert fetch_or_error(Client(), lambda: [1]) == ([1], None)
    assert fetch_or_error(Client(), refused) == ([], error)
