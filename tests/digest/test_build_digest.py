"""The command `build_digest`: exit codes, and what it says of gaps."""

import datetime as dt

import pytest
import time_machine
from django.core.management import CommandError, call_command

from digest.models import Digest
from tests.digest.github.github_server import github_server
from tests.factories import DAY, make_digest, make_repository

pytestmark = pytest.mark.django_db


@pytest.fixture
def github(settings):
    with github_server() as fake, time_machine.travel(dt.datetime(2026, 2, 20, 1, tzinfo=dt.UTC), tick=False):
        settings.GITHUB_API_URL, settings.GITHUB_TOKEN = fake.url, "token"
        fake.add("flashinfer-ai/flashinfer", 7).commit("b" * 40, "2026-02-19T10:00:00Z", "Fix the cache")
        yield fake


def test_without_a_date_yesterday_is_built(github, capsys):
    make_repository()

    call_command("build_digest")

    assert Digest.objects.get().date == DAY
    out, err = capsys.readouterr()
    assert out == ""
    assert "Digest of 2026-02-19: ready, 1 stories, 0 of them in sentences by Claude." in err


def test_what_was_not_fetched_is_said_and_no_failure(github, capsys):
    make_repository()
    make_repository("vllm-project/vllm")

    call_command("build_digest", date=DAY)

    assert "vllm-project/vllm commits: not fetched (not_found)" in capsys.readouterr().err


def test_where_nothing_could_be_fetched_it_fails(github):
    make_repository("vllm-project/vllm")

    with pytest.raises(CommandError, match="no repository could be fetched") as error:
        call_command("build_digest", date=DAY)
    assert error.value.returncode == 1


@pytest.mark.parametrize(
    "options",
    [{"repository": ["nobody/nothing"]}, {"date": DAY + dt.timedelta(days=2)}, {"date": dt.date(26, 2, 19)}],
    ids=["untracked", "future", "typo"],
)
def test_what_cannot_be_meant_is_a_usage_error(github, options):
    make_repository()

    with pytest.raises(CommandError) as error:
        call_command("build_digest", **options)
    assert error.value.returncode == 2


def test_names_are_found_in_any_case(github):
    make_repository()
    make_repository("vllm-project/vllm")

    call_command("build_digest", date=DAY, repository=["FlashInfer-AI/flashinfer"])

    assert Digest.objects.get().status == Digest.Status.COLLECTING


def test_a_published_day_is_left_alone_and_said_so(github, capsys):
    make_repository()
    make_digest(status="published", published_at=dt.datetime(2026, 2, 20, tzinfo=dt.UTC))

    call_command("build_digest", date=DAY)

    assert capsys.readouterr().err == "Digest of 2026-02-19: published; it stays as it is.\n"
