"""With a second factor asked for, a password alone opens nothing, and a lost phone is no lost account."""

import re
from base64 import b64decode
from io import StringIO
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client
from django_otp.oath import totp
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from newsletter import second_factor
from tests.factories import DAY, make_digest

pytestmark = pytest.mark.django_db

ASK, SET_UP, HOME = "/admin/second-factor/", "/admin/second-factor/set-up/", "/admin/"
NOON = 1_771_588_800


@pytest.fixture(autouse=True)
def asked_for(settings):
    settings.OTP_REQUIRED = True
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def olga(django_user_model):
    return django_user_model.objects.create_superuser("olga", "olga@example.org", "right")


@pytest.fixture
def app(olga):
    """The key that Olga's app holds."""
    return TOTPDevice.objects.create(user=olga, name="app").bin_key


@pytest.fixture
def half(client, olga):
    """A browser in which Olga has given her password."""
    client.post("/admin/login/", {"username": "olga", "password": "right"})
    return client


def token_of(key):
    return f"{totp(key, t0=0, step=30):06}"


def give(client, token, path=ASK, **more):
    return client.post(path, {"token": token, **more})


def is_in(client):
    return client.get(HOME).status_code == 200


def test_a_password_alone_opens_no_page_of_the_admin(half, app):
    answer = half.get("/admin/digest/digest/", follow=True)

    assert [urlsplit(path).path for path, _status in answer.redirect_chain] == ["/admin/login/", ASK]
    assert "The code of your app" in answer.text


def test_nor_does_it_show_a_day_before_it_is_published(half, app):
    make_digest(DAY, status="held")

    assert half.get("/en/2026/02/19/").status_code == 404


def test_nor_does_it_change_anything(half, app, olga):
    half.post("/admin/password_change/", {"old_password": "right", "new_password1": "x", "new_password2": "x"})
    half.post("/admin/auth/user/", {"action": "forget_second_factor", "_selected_action": [olga.pk]})

    assert TOTPDevice.objects.filter(user=olga).exists()


def test_the_code_of_the_app_opens_and_leads_on(half, app):
    answer = give(half, token_of(app), next="/admin/digest/digest/")

    assert answer["Location"] == "/admin/digest/digest/"
    assert is_in(half)


def test_codes_may_be_typed_in_groups(half, app):
    token = token_of(app)

    give(half, f"{token[:3]} {token[3:]}")

    assert is_in(half)


@pytest.mark.parametrize("elsewhere", ["https://evil.test/", "//evil.test", "javascript:alert(1)"])
def test_it_leads_to_no_other_site(half, app, elsewhere):
    assert give(half, token_of(app), next=elsewhere)["Location"] == HOME


def test_a_code_opens_once(half, app, olga):
    token = token_of(app)
    give(half, token)
    other = Client()
    other.post("/admin/login/", {"username": "olga", "password": "right"})

    give(other, token)

    assert not is_in(other)


def test_a_wrong_code_opens_nothing_and_makes_the_next_one_wait(half, app, asked_for):
    wrong = f"{(int(token_of(app)) + 1) % 1_000_000:06}"

    refused = give(half, wrong)
    at_once = give(half, token_of(app))
    asked_for.shift(5)
    later = give(half, token_of(app))

    assert "there were too many wrong ones" in refused.text
    assert (refused.status_code, at_once.status_code, later.status_code) == (200, 200, 302)


@pytest.mark.parametrize("token", ["", "abc", "٣٣٣٣٣٣", "9" * 17, "\0"])
def test_what_is_no_code_is_refused(half, app, token):
    assert give(half, token).status_code == 200
    assert not is_in(half)


def test_the_code_of_somebody_elses_app_opens_nothing(half, app, django_user_model):
    otto = django_user_model.objects.create_superuser("otto", "otto@example.org", "right")
    other = TOTPDevice.objects.create(user=otto, name="app", key="00" * 20)

    give(half, token_of(other.bin_key))

    assert not is_in(half)


def set_up(client):
    """(key as the page shows it, answer to its first code)."""
    page = client.get(SET_UP)
    key = TOTPDevice.objects.get(confirmed=False).bin_key
    return page, give(client, token_of(key), SET_UP)


def test_who_has_no_app_sets_one_up_after_the_password(half):
    assert half.get(HOME, follow=True).redirect_chain[-1][0].startswith(SET_UP)

    _page, done = set_up(half)

    assert is_in(half)
    assert len(re.findall(r"<li><code>[a-z2-7]{8}</code>", done.text)) == 10


def test_the_picture_is_drawn_here_and_the_policy_stays_strict(half):
    page, _done = set_up(half)
    picture = re.search(r'src="data:image/svg\+xml;base64,([^"]+)"', page.text)[1]

    assert b"<svg" in b64decode(picture)
    assert set(re.findall(r'(?:src|href)="(https?:)', page.text)) == set()
    assert "style=" not in page.text
    assert "default-src 'none'" in page["Content-Security-Policy"]
    assert "no-store" in page["Cache-Control"]


def test_the_app_is_told_the_newsletters_name_and_the_key(half, settings):
    page, _done = set_up(half)
    link = urlsplit(re.search(r'href="(otpauth:[^"]+)"', page.text)[1].replace("&amp;", "&"))
    shown = re.search(r"<code>([A-Z2-7 ]+)</code>", page.text)[1]

    assert parse_qs(link.query)["issuer"] == [settings.NEWSLETTER_NAME]
    assert parse_qs(link.query)["secret"] == [shown.replace(" ", "")]


def test_looking_twice_shows_the_same_key_and_opens_nothing(half):
    assert half.get(SET_UP).context["key"] == half.get(SET_UP).context["key"]
    assert not is_in(half)


def test_an_app_that_shows_another_code_is_not_set_up(half):
    half.get(SET_UP)

    answer = give(half, "000000", SET_UP)

    assert "The app shows another code now" in answer.text
    assert not TOTPDevice.objects.filter(confirmed=True).exists()


def test_a_thief_of_the_password_cannot_set_up_another_app(half, app):
    assert half.get(SET_UP)["Location"].startswith(ASK)
    assert give(half, "000000", SET_UP)["Location"].startswith(ASK)
    assert TOTPDevice.objects.count() == 1


def test_who_is_signed_in_with_the_old_app_changes_to_a_new_one(half, app):
    give(half, token_of(app))

    _page, done = set_up(half)

    assert done.status_code == 200
    assert [device.bin_key == app for device in TOTPDevice.objects.all()] == [False]
    assert is_in(half)


def test_each_code_on_paper_opens_once_in_place_of_the_app(half, app, olga):
    first, second, *_others = second_factor.new_codes(olga)

    give(half, first.upper())
    opened = is_in(half)
    half.post("/admin/logout/")
    half.post("/admin/login/", {"username": "olga", "password": "right"})
    give(half, first)
    again = is_in(half)

    assert (opened, again) == (True, False)
    assert second_factor.accept(olga, second) is None  # the wrong one made it wait


def test_new_codes_end_the_old_ones(olga):
    (old, *_others) = second_factor.new_codes(olga)

    second_factor.new_codes(olga)

    assert second_factor.accept(olga, old) is None
    assert StaticDevice.objects.count() == 1


def test_the_command_forgets_what_is_lost(half, app, olga):
    second_factor.new_codes(olga)
    give(half, token_of(app))

    call_command("forget_second_factor", "olga", stdout=StringIO())

    assert not is_in(half)
    assert half.get(HOME, follow=True).redirect_chain[-1][0].startswith(SET_UP)


def test_who_gave_only_the_password_can_sign_out(half, app):
    answer = half.post(ASK, {"sign_out": "1"})

    assert answer["Location"] == "/admin/login/"
    assert "_auth_user_id" not in half.session


def test_wrong_passwords_lock_the_sign_in_as_ever(client, olga, app):
    codes = [client.post("/admin/login/", {"username": "olga", "password": "no"}).status_code for _try in range(10)]

    assert codes[-1] == 429


@pytest.mark.parametrize("path", [ASK, SET_UP])
def test_strangers_are_sent_to_the_sign_in(client, path):
    assert client.get(path, follow=True).redirect_chain[-1][0].startswith("/admin/login/")


def test_the_session_gets_another_key(half, app):
    before = half.session.session_key

    give(half, token_of(app))

    assert half.session.session_key != before


def test_not_asked_for_a_password_is_enough(half, settings):
    settings.OTP_REQUIRED = False

    assert is_in(half)
    assert "Set up another app" not in half.get(HOME).text


def test_keys_are_for_nobodys_eyes(half, app):
    give(half, token_of(app))

    assert half.get("/admin/otp_totp/totpdevice/").status_code == 404
    assert half.get("/admin/otp_static/staticdevice/").status_code == 404
