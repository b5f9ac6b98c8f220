"""Tracking: what an operator may paste, what GitHub says to it, and the command."""

import pytest
from django.core.management import CommandError, call_command

from digest.models import Repository
from digest.tracking import TrackingError, parse_repository, track
from tests.factories import make_repository

NAME = "flashinfer-ai/flashinfer"


@pytest.mark.parametrize(
    "text",
    [
        NAME,
        f"  {NAME}\n",
        f"{NAME}.git",
        f"https://github.com/{NAME}",
        f"https://github.com/{NAME}/",
        f"http://www.github.com/{NAME}/pull/12?diff=split#top",
        f"github.com/{NAME}.git",
        f"HTTPS://GitHub.com/{NAME}/tree/main",
        f"git@github.com:{NAME}.git",
        f"ssh://git@github.com/{NAME}.git",
    ],
)
def test_a_repository_is_understood_however_it_is_pasted(text):
    assert parse_repository(text) == NAME


@pytest.mark.parametrize(
    "text",
    [
        "",
        "flashinfer",
        "a/b c",
        "-a/b",
        "https://gitlab.com/a/b",
        "https://github.com/",
        "https://github.com/orgs",
        "a/..",
        "a/.git",
        "https://github.com.evil.example/a/b",
        "javascript:alert(1)//github.com/a/b",
    ],
)
def test_what_is_no_repository_is_refused(text):
    with pytest.raises(ValueError, match="is not a repository"):
        parse_repository(text)


@pytest.mark.django_db
def test_tracking_takes_name_and_id_from_github(github):
    github.add(NAME, ident=7)

    repository = track(f"https://github.com/{NAME.upper()}")

    assert (repository.full_name, repository.github_id, repository.is_active) == (NAME, 7, True)


@pytest.mark.django_db
def test_tracking_a_repository_again_switches_it_on_and_makes_no_second_row(github):
    github.add(NAME, ident=7, former=("old/name",))
    make_repository("old/name", github_id=7, is_active=False)

    track("old/name")

    assert Repository.objects.values_list("full_name", "is_active").get() == (NAME, True)


@pytest.mark.django_db
@pytest.mark.parametrize(("status", "sentence"), [(404, "does not exist"), (451, "blocked")])
def test_what_github_keeps_from_us_is_not_tracked_and_the_reason_is_said(github, status, sentence):
    github.add(NAME, status=status)

    with pytest.raises(TrackingError, match=sentence):
        track(NAME)

    assert not Repository.objects.exists()


@pytest.mark.django_db
def test_a_name_that_a_stranger_took_over_is_not_mixed_with_the_repository_that_had_it(github):
    github.add(NAME, ident=666)
    make_repository(NAME, github_id=7)

    with pytest.raises(TrackingError, match="former name"):
        track(NAME)

    assert Repository.objects.get().github_id == 7


@pytest.mark.django_db
def test_the_command_tracks_what_it_can_and_warns_of_the_rest(github, capsys):
    github.add(NAME, ident=7)

    call_command("track", NAME, "no/such")

    assert Repository.objects.get().full_name == NAME
    assert capsys.readouterr() == (
        "",
        f"{NAME} is tracked.\nno/such cannot be tracked: The repository does not exist, or is private.\n",
    )


@pytest.mark.django_db
def test_the_command_fails_where_nothing_could_be_tracked(github):
    with pytest.raises(CommandError) as caught:
        call_command("track", "no/such")

    assert caught.value.returncode == 1


@pytest.mark.django_db
def test_the_command_refuses_nonsense_as_wrong_usage_before_it_asks_github(github):
    with pytest.raises(CommandError) as caught:
        call_command("track", NAME, "nonsense")

    assert caught.value.returncode == 2
    assert github.requests == []
