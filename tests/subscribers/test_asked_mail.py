"""The page behind the form: the address as it was typed, and the mail once more after ten minutes."""

import datetime as dt

import pytest
import time_machine

from subscribers.asked_mail import COOKIE
from subscribers.models import MailRequest

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
