"""The pages of the service itself: health and the local mailbox."""

import datetime as dt

import pytest
import time_machine
from django.core.mail import EmailMultiAlternatives
from django.db import OperationalError

from subscribers.local_site import is_loopback
from tests.factories import make_digest

pytestmark = pytest.mark.django_db


@pytest.fixture
def mailbox(settings):
    """The local mailbox with one confirmation mail in it, as a Maildir on disk."""
    settings.EMAIL_BACKEND = "newsletter.embedded.maildir.EmailBackend"
    mail = EmailMultiAlternatives("请确认", "Open http://127.0.0.1:8000/confirm/abc/", to=["ada@example.org"])
    mail.attach_alternative("<html><head></head><body><a href='http://x.example/'>确认</a></body></html>", "text/html")
    new = settings.MAILBOX_DIR / "new"
    new.mkdir(parents=True)
    (new / "1.M1P1.host").write_bytes(mail.message().as_bytes())
    return new


@time_machine.travel("2026-02-20T12:00:00Z", tick=False)
def test_health_tells_how_old_the_newest_published_digest_is(client):
    make_digest(status="published", published_at=dt.datetime(2026, 2, 20, 1, tzinfo=dt.UTC))
    make_digest(dt.date(2026, 2, 20))

    answer = client.get("/healthz")

    assert answer.status_code == 200
    assert answer.json() == {
        "status": "ok",
        "database": "ok",
        "newest_digest": {"date": "2026-02-19", "age_hours": 12.0},
    }


def test_health_says_so_before_the_first_digest(client):
    assert client.get("/healthz").json()["newest_digest"] is None


def test_health_fails_with_503_where_the_database_does_not_answer(client, monkeypatch):
    def broken():
        raise OperationalError("server closed the connection")

    monkeypatch.setattr("newsletter.views.health.Digest.objects.published", broken)

    answer = client.get("/healthz")

    assert answer.status_code == 503
    assert answer.json()["database"] == "failing"


def test_the_mailbox_lists_mails_and_links_to_each(client, mailbox):
    page = client.get("/mailbox/").content.decode()

    assert "请确认" in page
    assert "ada@example.org" in page
    assert 'href="/mailbox/1.M1P1.host/"' in page


def test_a_mail_shows_text_with_working_links_headers_and_a_sandboxed_frame(client, mailbox):
    page = client.get("/mailbox/1.M1P1.host/").content.decode()

    assert 'href="http://127.0.0.1:8000/confirm/abc/"' in page
    assert "<dt>MIME-Version</dt>" in page
    assert 'sandbox="allow-popups allow-popups-to-escape-sandbox" src="/mailbox/1.M1P1.host/html/"' in page


def test_the_html_part_runs_nothing_and_fetches_nothing(client, mailbox):
    answer = client.get("/mailbox/1.M1P1.host/html/")
    policy = answer.headers["Content-Security-Policy"]

    assert '<base target="_blank">' in answer.content.decode()
    assert "default-src 'none'" in policy
    assert "sandbox allow-popups allow-popups-to-escape-sandbox" in policy
    assert "script-src" not in policy


def test_a_key_that_is_no_mail_is_not_found(client, mailbox):
    assert client.get("/mailbox/..%2F..%2Fdb.sqlite3/").status_code == 404
    assert client.get("/mailbox/nothing/").status_code == 404


def test_an_empty_mailbox_says_how_to_fill_it(client, settings):
    settings.EMAIL_BACKEND = "newsletter.embedded.maildir.EmailBackend"

    assert "There is no mail yet" in client.get("/mailbox/").content.decode()


def test_there_is_no_mailbox_where_mails_leave_the_house(client, mailbox, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"

    assert client.get("/mailbox/").status_code == 404
    assert client.get("/mailbox/1.M1P1.host/html/").status_code == 404


@pytest.mark.parametrize("path", ["/mailbox/", "/mailbox/1.M1P1.host/", "/mailbox/1.M1P1.host/html/"])
@pytest.mark.parametrize(
    ("site", "visitor"),
    [
        ("https://news.example.com", "127.0.0.1"),
        ("http://192.168.1.7:8000", "127.0.0.1"),
        ("http://127.0.0.1.evil.example", "127.0.0.1"),
        ("http://127.0.0.1:8000", "192.168.1.7"),
        ("http://127.0.0.1:8000", "::ffff:192.168.1.7"),
        ("http://127.0.0.1:8000", ""),
    ],
)
def test_there_is_no_mailbox_for_anybody_but_a_browser_on_a_machine_of_its_own(
    client, mailbox, settings, path, site, visitor
):
    settings.SITE_URL = site

    assert client.get(path, REMOTE_ADDR=visitor).status_code == 404
    assert "/mailbox/" not in client.get("/asked/", REMOTE_ADDR=visitor).text


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "127.1.2.3", "::1", "[::1]", "::ffff:127.0.0.1", "localhost", "a.localhost"]
)
def test_a_machine_calls_itself_by_many_names(host):
    assert is_loopback(host)
