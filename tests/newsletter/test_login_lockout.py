"""Guessing the operator's password stops after ten wrong ones for one name from one network, and nobody else's does."""

import datetime as dt

import pytest
import time_machine
from django.contrib.auth.hashers import MD5PasswordHasher

from newsletter.login_lockout import MAX_PER_NETWORK, MAX_PER_SITE

LOGIN = "/admin/login/"
NOW = dt.datetime(2026, 2, 20, 9, tzinfo=dt.UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def olga(django_user_model):
    django_user_model.objects.create_superuser("olga", "olga@example.org", "right")
    django_user_model.objects.create_superuser("otto", "otto@example.org", "right")


def sign_in(client, password="wrong", name="olga", **headers):
    return client.post(LOGIN, {"username": name, "password": password}, **headers)


def guess(client, times=10, **headers):
    return [sign_in(client, **headers).status_code for _attempt in range(times)]


def test_the_tenth_wrong_password_locks_and_then_the_right_one_does_not_open(client):
    assert guess(client) == [200] * 9 + [429]
    assert sign_in(client, "right").status_code == 429
    assert "sessionid" not in client.cookies


def test_the_page_says_how_long_and_who_helps_and_keeps_the_policy(client):
    guess(client)

    locked = sign_in(client)

    assert "Wait 15 minutes" in locked.text
    assert "manage.py axes_reset_username" in locked.text
    assert locked["Retry-After"] == "900"
    assert "default-src 'none'" in locked["Content-Security-Policy"]
    assert "style=" not in locked.text


def test_the_page_speaks_the_operators_language(client):
    guess(client)

    assert "请等 15 分钟" in sign_in(client, HTTP_ACCEPT_LANGUAGE="zh-CN").text


def test_the_lock_ends_after_a_quarter_of_an_hour_however_often_somebody_tries(client):
    with time_machine.travel(NOW, tick=False) as clock:
        guess(client)
        clock.shift(dt.timedelta(minutes=14))
        assert sign_in(client).status_code == 429
        clock.shift(dt.timedelta(minutes=1, seconds=1))
        assert sign_in(client, "right").status_code == 302


def test_other_names_and_other_addresses_stay_open(client):
    guess(client, REMOTE_ADDR="203.0.113.5")

    assert sign_in(client, "right", "otto", REMOTE_ADDR="203.0.113.5").status_code == 302
    assert sign_in(client, "right", REMOTE_ADDR="198.51.100.7").status_code == 302


def test_another_browser_is_no_other_address(client):
    guess(client, HTTP_USER_AGENT="one")

    assert sign_in(client, "right", HTTP_USER_AGENT="two").status_code == 429


def test_the_right_password_makes_the_earlier_wrong_ones_forgotten(client):
    guess(client, 9)
    sign_in(client, "right")

    assert guess(client, 9) == [200] * 9


def test_a_forged_header_is_no_other_address(client):
    guess(client, HTTP_X_FORWARDED_FOR="198.51.100.1")

    assert sign_in(client, "right", HTTP_X_FORWARDED_FOR="198.51.100.2").status_code == 429


def test_behind_the_proxy_the_address_is_the_one_that_the_proxy_saw(client, settings):
    settings.BEHIND_PROXY = True
    guess(client, HTTP_X_FORWARDED_FOR="198.51.100.1, 203.0.113.5")

    assert sign_in(client, "right", HTTP_X_FORWARDED_FOR="198.51.100.2, 203.0.113.5").status_code == 429
    assert sign_in(client, "right", HTTP_X_FORWARDED_FOR="198.51.100.1, 203.0.113.6").status_code == 302


def test_the_log_keeps_neither_name_nor_address_nor_password(client, caplog):
    guess(client, REMOTE_ADDR="203.0.113.5")

    assert "Locking out" in caplog.text
    assert [word for word in ("olga", "203.0.113.5", "wrong") if word in caplog.text] == []


@pytest.fixture
def hashed(monkeypatch, settings):
    """The passwords that were hashed."""
    seen = []

    class Hasher(MD5PasswordHasher):
        def encode(self, password, salt):
            seen.append(password)
            return super().encode(password, salt)

    monkeypatch.setattr("django.contrib.auth.hashers.get_hasher", lambda algorithm="default": Hasher())
    return seen


def test_one_ipv6_network_is_one_guesser(client, hashed):
    codes = [sign_in(client, f"wrong{n}", REMOTE_ADDR=f"2001:db8:1:2::{n:x}").status_code for n in range(1, 31)]

    assert codes.count(200) == 9
    assert len([password for password in hashed if password.startswith("wrong")]) == 10
    assert sign_in(client, "right", REMOTE_ADDR="2001:db8:1:3::1").status_code == 302


def test_thirty_names_from_one_address_are_not_hashed_thirty_times(client, hashed):
    for number in range(30):
        sign_in(client, "guess", f"name{number}", REMOTE_ADDR="203.0.113.5")

    assert hashed.count("guess") == MAX_PER_NETWORK
    assert sign_in(client, "right", REMOTE_ADDR="203.0.113.6").status_code == 302


def test_many_networks_of_one_customer_are_capped_together(client, hashed):
    for number in range(100):
        sign_in(client, "guess", f"name{number}", REMOTE_ADDR=f"2001:db8:1:{number:x}::1")

    assert hashed.count("guess") == MAX_PER_SITE
    assert sign_in(client, "right", REMOTE_ADDR="2001:db8:2::1").status_code == 302


def test_a_name_that_is_guessed_from_everywhere_is_guessed_slower_and_still_opens_to_its_owner(client):
    for number in range(10):
        guess(client, 9, REMOTE_ADDR=f"198.51.{number}.1")

    assert guess(client, 4, REMOTE_ADDR="203.0.113.5") == [200, 200, 429, 429]
    assert sign_in(client, "right", REMOTE_ADDR="192.0.2.1").status_code == 302


def test_behind_a_proxy_all_who_cannot_be_told_apart_share_one_bucket(client, settings, hashed):
    settings.BEHIND_PROXY = True
    for number in range(30):
        sign_in(client, "guess", f"name{number}", HTTP_X_FORWARDED_FOR=f"unknown{number}")

    assert hashed.count("guess") == MAX_PER_NETWORK


def test_a_port_behind_the_address_makes_no_other_address(client, settings):
    settings.BEHIND_PROXY = True
    for number in range(10):
        sign_in(client, HTTP_X_FORWARDED_FOR=f"203.0.113.5:{4000 + number}")

    assert sign_in(client, "right", HTTP_X_FORWARDED_FOR="203.0.113.5:5000").status_code == 429


def test_a_sign_in_that_would_go_on_to_a_stranger_ends_at_the_admins_first_page(client):
    address = f"{LOGIN}?next=//evil.test/"

    ended = client.post(address, {"username": "olga", "password": "right", "next": "//evil.test/"}, follow=True)

    assert ended.redirect_chain == [("/admin/", 302)]
    assert ended.status_code == 200
