"""The pages of the service itself: health and the local mailbox."""

import pytest
from django.core.mail import EmailMultiAlternatives

from subscribers.local_site import is_loopback

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
