"""The first start: a key that lasts, days that are taken up again, and one operator; and where to look then."""

import datetime as dt
import os

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError
from django.db import connection

from newsletter.embedded import first_run
from newsletter.management.commands import up
from tests.factories import make_digest


@pytest.fixture
def no_key(settings, monkeypatch, tmp_path):
    settings.BASE_DIR, settings.SECRET_KEY = tmp_path, "made-for-this-process"
    monkeypatch.setenv("SECRET_KEY", "")
    return tmp_path / ".env"


def test_the_key_is_made_once_and_kept(no_key, monkeypatch):
    first_run.keep_secret_key()
    first_run.keep_secret_key()

    assert no_key.read_text() == "SECRET_KEY=made-for-this-process\n"
    assert no_key.stat().st_mode & 0o077 == 0
    assert os.environ["SECRET_KEY"] == "made-for-this-process"


def test_the_rest_of_the_file_stays_as_it_was(no_key):
    no_key.write_text("# mine\nSECRET_KEY=\nGITHUB_TOKEN=token\n")
    no_key.chmod(0o644)

    first_run.keep_secret_key()

    assert no_key.read_text() == "SECRET_KEY=made-for-this-process\n# mine\nGITHUB_TOKEN=token\n"
    assert no_key.stat().st_mode & 0o077 == 0
    assert list(no_key.parent.iterdir()) == [no_key]


def test_a_key_in_the_environment_is_not_written_down(no_key, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "from the environment")

    first_run.keep_secret_key()

    assert not no_key.exists()


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="elsewhere another machine may be building it")
def test_a_day_that_was_being_built_when_the_power_failed_is_taken_up_at_once():
    digest = make_digest(claimed_at=dt.datetime(2026, 2, 20, tzinfo=dt.UTC))

    first_run.release_claims()

    digest.refresh_from_db()
    assert digest.claimed_at is None


@pytest.mark.django_db
def test_the_operators_password_is_made_once():
    password = first_run.make_operator()

    assert get_user_model().objects.get().check_password(password)
    assert first_run.make_operator() is None
    assert password in up.where_to_look("http://127.0.0.1:8000", password)


@pytest.mark.django_db
def test_a_start_that_fails_makes_no_password_that_nobody_sees(no_key, settings, tmp_path, monkeypatch):
    settings.VAR_DIR = settings.STATIC_ROOT = tmp_path

    def call(name, **options):
        if name == "load_sample":
            raise CommandError("the power failed")

    monkeypatch.setattr(first_run, "call_command", call)
    with pytest.raises(CommandError):
        first_run.prepare()

    assert not get_user_model().objects.exists()


@pytest.mark.parametrize(("harmless", "told"), [(True, "/mailbox/"), (False, "none: mail goes out")])
def test_the_mailbox_is_shown_only_where_there_is_one(settings, harmless, told):
    settings.EMAIL_BACKEND = (
        "newsletter.embedded.maildir.EmailBackend" if harmless else "newsletter.sending.smtp.backend.EmailBackend"
    )

    assert told in up.where_to_look("http://127.0.0.1:8000", None)
