"""Guessing the operator's password stops after ten wrong ones, for one name from one address."""

import datetime as dt

import pytest
import time_machine

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
