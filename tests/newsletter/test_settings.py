"""A wrong value in the environment is said at start, by the name of its variable."""

import os
import subprocess
import sys
from io import BytesIO

import pytest
from django.conf import settings as ours

pytestmark = pytest.mark.database  # the processes read DATABASE_URL


def start(**environment):
    """What Python says when the settings are read with these variables."""
    command = [sys.executable, "-c", "from newsletter import settings; print(settings.DIGEST_LANGUAGES)"]
    environment = os.environ | environment
    return subprocess.run(command, cwd=ours.BASE_DIR, env=environment, capture_output=True, text=True)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "abc"),
        ("ANTHROPIC_DAILY_BUDGET_USD", "a dollar"),
        ("DATABASE_URL", "garbage"),
        ("DATABASE_URL", "mysql://user:secret@host/name"),
        ("REDIS_URL", "localhost"),
        ("SITE_URL", "news.example.org"),
        ("DEFAULT_FROM_EMAIL", "nobody"),
        ("DEFAULT_FROM_EMAIL", "A\nBcc: eve@reader.test <a@reader.test>"),
        ("DIGEST_LANGUAGES", ","),
        ("MAIL_BOUNCE_ADDRESS", "Bounces <bounces@news.test>"),
        ("MAIL_BOUNCE_ADDRESS", "a-name-that-is-far-too-long@news.test"),
        ("MAIL_BOUNCE_MAILBOX", "imaps://host/INBOX"),
        ("MAIL_BOUNCE_MAILBOX", "pop://user:secret@host/"),
        ("MAIL_STORIES", "-1"),
        ("MAIL_MINUTES", "-1"),
        ("DIGEST_TIME_ZONE", "../../etc/passwd"),
    ],
)
def test_a_wrong_value_is_named_at_start(name, value):
    started = start(**{name: value})

    assert f"ImproperlyConfigured: {name}" in started.stderr
    assert "secret" not in started.stderr


@pytest.mark.parametrize(
    "environment",
    [
        {"EMAIL_BACKEND": "newsletter.sending.smtp.backend.EmailBackend"},
        {"EMAIL_BACKEND": "newsletter.smtp.EmailBackend"},  # its name in the environment of older installations
        {"EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend"},
        {"EMAIL_URL": "smtp://mail.example.com:587"},
    ],
    ids=["ours", "as it was called", "Django's", "by URL"],
)
def test_mails_by_smtp_leave_by_our_own_backend_whatever_it_is_called(environment):
    command = [sys.executable, "-c", "from newsletter import settings; print(settings.EMAIL_BACKEND)"]
    started = subprocess.run(command, cwd=ours.BASE_DIR, env=os.environ | environment, capture_output=True, text=True)

    assert started.stdout == "newsletter.sending.smtp.backend.EmailBackend\n"


def test_languages_may_be_written_with_spaces_and_twice():
    assert start(DIGEST_LANGUAGES="en, zh-hans,en").stdout == "['en', 'zh-hans']\n"


def test_a_large_file_that_nobody_asked_for_is_refused_unread(client):
    answer = client.post("/language/", {"language": "en", "file": BytesIO(b"x" * 3_000_000)})

    assert answer.status_code == 400


@pytest.mark.parametrize(
    ("asked", "told"), [({}, "False False"), ({"SECURE_HSTS_INCLUDE_SUBDOMAINS": "true"}, "True False")]
)
def test_https_speaks_for_subdomains_and_for_good_only_if_asked_to(asked, told):
    program = "from newsletter import settings as s; print(s.SECURE_HSTS_INCLUDE_SUBDOMAINS, s.SECURE_HSTS_PRELOAD)"
    environment = os.environ | {"SITE_URL": "https://news.example.com"} | asked
    command = [sys.executable, "-c", program]
    started = subprocess.run(command, cwd=ours.BASE_DIR, env=environment, capture_output=True, text=True)

    assert started.stdout.strip() == told


def test_amazon_ses_is_never_asked_a_second_time_for_the_same_mail():
    """botocore's `total_max_attempts` counts the first attempt; without it there are several."""
    assert ours.ANYMAIL["AMAZON_SES_CLIENT_PARAMS"]["config"]["retries"] == {"total_max_attempts": 1}
