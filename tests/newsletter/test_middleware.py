"""A form in another charset than UTF-8 is a bad request, on every page that takes one."""

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newsletter.editions.links import mail_latest_path
from subscribers import signed_links
from tests.factories import make_digest, make_subscriber

pytestmark = pytest.mark.django_db

URLENCODED, MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"
BODY = b'--x\r\nContent-Disposition: form-data; name="email"\r\n\r\n\xff\xfea\r\n--x--\r\n'
CHARSETS = ["utf-16", "UTF-7", "idna", "hex", "rot13", "nonsense", "gbk", "utf-8-sig", '"utf-16"', "undefined"]


def pages():
    """One path of each kind that takes a form, with a link that is good."""
    reader = make_subscriber(new_email="new@example.org")
    make_digest(status="published", published_at="2026-02-20T00:00Z")
    preferences = "/preferences/" + signed_links.preferences_url(reader).split("/")[4] + "/"
    own = [
        preferences + verb
        for verb in ("", "pause/", "resume/", "address/", "address/keep/", "data/", "erase/", "mute/")
    ]
    unsubscribe = "/u/" + signed_links.unsubscribe_url(reader).split("/")[4]
    move = "/new-address/" + signed_links.new_address_url(reader).split("/")[4] + "/"
    mute = "/" + signed_links.mute_url(reader).split("/", 3)[3]
    own += [mute, preferences + "come-back/", unsubscribe, unsubscribe + "/undo/", move, mail_latest_path(reader)]
    return ["/", "/fresh-link/", "/language/", "/admin/login/", "/confirm/x/", "/anymail/postmark/tracking/", *own]


@pytest.mark.parametrize("charset", CHARSETS)
@pytest.mark.parametrize("kind", [URLENCODED, MULTIPART])
def test_a_form_in_another_charset_is_a_bad_request(client, kind, charset):
    client.raise_request_exception = False

    answers = {path: client.generic("POST", path, BODY, f"{kind}; charset={charset}").status_code for path in pages()}

    assert set(answers.values()) == {400}


@pytest.mark.parametrize("charset", CHARSETS)
@pytest.mark.parametrize("kind", [URLENCODED, MULTIPART])
def test_a_browser_that_has_seen_the_form_is_refused_the_same_way(kind, charset):
    browser = Client(enforce_csrf_checks=True, raise_request_exception=False)
    browser.get("/")  # sets the CSRF cookie, with which Django reads the body even for its error pages

    answers = {path: browser.generic("POST", path, BODY, f"{kind}; charset={charset}").status_code for path in pages()}

    assert set(answers.values()) == {400}


@pytest.mark.parametrize("charset", ["utf8", "us-ascii", "US-ASCII", '"utf8"'])
def test_another_name_of_utf_8_is_read_as_utf_8(charset):
    browser = Client(enforce_csrf_checks=True, raise_request_exception=False)
    token = browser.get("/fresh-link/").context["csrf_token"]
    body = f"email=ada%40example.org&csrfmiddlewaretoken={token}".encode()

    answer = browser.generic("POST", "/fresh-link/", body, f"{URLENCODED}; charset={charset}")

    assert answer.status_code == 302


def test_the_pages_that_are_tried_are_all_that_readers_can_post_to():
    assert {path.split("/")[1] for path in pages()} >= {
        route.split("/")[0] for route in routes(get_resolver("subscribers.urls")) if route.split("/")[0] not in GET_ONLY
    }


GET_ONLY = {"asked", "privacy", "time-zones"}


def routes(resolver):
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from routes(pattern)
        elif isinstance(pattern, URLPattern):
            yield str(pattern.pattern)


@pytest.mark.parametrize("charset", ["utf-8", "UTF-8", '"utf-8"'])
def test_a_form_in_utf_8_is_taken(client, charset):
    answer = client.generic("POST", "/fresh-link/", b"email=ada%40example.org", f"{URLENCODED}; charset={charset}")

    assert answer.status_code == 302


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=50)
@given(
    st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=30),
    st.binary(max_size=60),
    st.sampled_from([URLENCODED, MULTIPART, "text/plain"]),
)
def test_no_charset_and_no_body_crash_a_page(client, charset, body, kind):
    client.raise_request_exception = True

    answer = client.generic("POST", "/fresh-link/", body, f"{kind}; charset={charset}")

    assert answer.status_code in (200, 302, 400, 422)


@pytest.mark.parametrize(("language", "words"), [("en", "The request cannot be read"), ("zh-hans", "无法读取这个请求")])
def test_a_bad_request_is_answered_by_a_page_in_the_readers_language(client, language, words):
    answer = client.get("/", HTTP_HOST="evil..host", HTTP_ACCEPT_LANGUAGE=language)

    assert answer.status_code == 400
    assert words in answer.text
    assert "Bad Request (400)" not in answer.text


def test_a_request_within_bounds_reaches_its_page(client):
    assert client.get("/en/archive/", {"page": "1"}).status_code == 200
    assert client.get("/en/archive/", CONTENT_LENGTH="0").status_code == 200


@pytest.mark.parametrize("length", ["-1", "1e3", "x", "9" * 13, "٣"])
def test_a_length_that_is_no_number_is_refused(client, length):
    assert client.get("/", CONTENT_LENGTH=length).status_code == 400
