"""The page behind the form: the address as it was typed, and the mail once more after ten minutes."""

import datetime as dt
import html
import re
from urllib.parse import urlencode

import pytest
import time_machine
from django.http import QueryDict

from subscribers.asked_mail import COOKIE, asked_now
from subscribers.models import MailRequest
from tests.factories import make_repository, make_topic

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def clock():
    with time_machine.travel("2026-02-20 09:00Z", tick=False) as clock:
        yield clock


@pytest.fixture
def asked(client, filled_in, clock):
    """Somebody has just signed up."""
    client.post("/", filled_in | {"email": "Ada@example.org"})
    return client


def test_the_page_shows_the_address_and_a_way_back(asked):
    page = asked.get("/asked/").text

    assert '<strong class="typed">Ada@example.org</strong>' in page
    assert "Wrong address?" in page


def test_the_mail_is_ordered_once_more_after_ten_minutes_and_not_before(asked, clock, post_office):
    asked.post("/asked/")
    assert len(post_office()) == 1
    clock.shift(10 * MINUTE)
    assert "Send it once more" in asked.get("/asked/").text
    asked.post("/asked/")

    first, second = post_office()
    assert first.subject == second.subject == "Confirm your subscription to AI Infra Daily"


def test_it_is_ordered_a_second_time_and_no_third(asked, clock):
    clock.shift(11 * MINUTE)
    asked.post("/asked/")
    asked.post("/asked/")

    assert MailRequest.objects.count() == 2
    assert "Asked once more" in asked.get("/asked/").text


def test_after_an_hour_the_browser_knows_the_address_no_more(asked, clock):
    clock.shift(61 * MINUTE)

    assert "Ada@example.org" not in asked.get("/asked/").text
    asked.post("/asked/")
    assert MailRequest.objects.count() == 1


def test_the_cookie_goes_to_that_page_alone_and_a_forged_one_is_not_believed(asked):
    cookie = asked.cookies[COOKIE]
    asked.cookies[COOKIE] = cookie.value.replace("Ada", "Bob")

    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/asked/", True, "Lax")
    assert "Bob@" not in asked.get("/asked/").text


def test_who_comes_without_having_asked_sees_no_address_and_orders_nothing(client):
    client.post("/asked/")

    assert client.get("/asked/").status_code == 200
    assert not MailRequest.objects.exists()


def corrected(client, page):
    """The form behind "Wrong address?", sent."""
    form = page.partition('<form id="correct"')[2].partition("</form>")[0]
    fields = [(name, html.unescape(value)) for name, value in re.findall(r'name="([^"]*)" value="([^"]*)"', form)]
    body = urlencode([*fields, ("preview", "1")])
    return client.post("/", body, content_type="application/x-www-form-urlencoded")


def test_a_wrong_address_is_put_right_without_choosing_anew(client, filled_in, clock):
    topic, repository = make_topic("moe"), make_repository("vllm-project/vllm")
    chosen = {"repository_scope": "these", "repositories": [repository.pk], "topic_scope": "these", "topics": ["moe"]}
    client.post("/", filled_in | chosen | {"email": "Ada@example.org", "minute": 1200, "frequency": "workdays"})
    page = corrected(client, client.get("/asked/").text)
    form = page.context["form"]

    assert page.status_code == 200
    assert 'value="Ada@example.org"' in page.text
    assert form.preferences().repositories == (repository.pk,)
    assert form.preferences().topics == (topic.slug,)
    assert (form.preferences().minute, form.preferences().frequency) == (1200, "workdays")
    assert MailRequest.objects.count() == 1


def test_more_choices_than_a_cookie_holds_are_not_kept_and_the_address_is(client, filled_in, clock):
    names = [f"owner/{'n' * 90}{number}" for number in range(30)]
    client.post("/", filled_in | {"email": "Ada@example.org", "asked_for": names})
    page = client.get("/asked/").text

    assert '<strong class="typed">Ada@example.org</strong>' in page
    assert '<a href="/">Wrong address?</a>' in page


def test_neither_the_token_nor_the_trap_of_the_form_is_kept():
    sent = QueryDict("email=a@b.c&website=&csrfmiddlewaretoken=x&wanted=y&kinds=merged&kinds=issues")

    assert asked_now("a@b.c", sent).fields == [("kinds", "merged"), ("kinds", "issues")]


def test_what_a_fresh_link_was_asked_with_has_no_choices(client, clock):
    client.post("/fresh-link/", {"email": "ada@example.org"})

    assert '<a href="/">Wrong address?</a>' in client.get("/asked/").text


def test_the_largest_cookie_is_one_that_browsers_keep(client, filled_in, clock):
    client.post("/", filled_in | {"email": "a" * 60 + "@example.org", "asked_for": ["一" * 9] * 9 + ["x" * 800]})
    cookie = client.cookies[COOKIE]

    assert "choices=" in cookie.value
    assert len(cookie.OutputString()) < 4096
