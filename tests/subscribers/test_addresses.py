"""One plain address, whatever was typed; and no mail to anything else."""

from email.utils import getaddresses
from importlib import import_module

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from newsletter.deliveries.publish import deliveries_to_make
from newsletter.mail.compose import compose_delivery
from newsletter.sending.sender import send_all
from subscribers.addresses import AddressError, inbox, is_addr_spec, normalise
from subscribers.forms import AddressField
from subscribers.mail.compose import compose_mail
from subscribers.models import Subscriber, Suppression
from tests.factories import make_delivery, make_digest, make_statement, make_subscriber

TWO_RECIPIENTS = [
    "x@attacker.test，victim@victim.test",
    "x@attacker.test，victim＠victim.test",
    "x@attacker.test,victim@victim.test",
    "x@attacker.test;victim@victim.test",
    "x@attacker.test victim@victim.test",
    "x＠attacker.test　victim＠victim.test",
    "x@attacker.test﹐victim@victim.test",
    "x@attacker.test；victim＠victim.test",
    "x@attacker.test<victim@victim.test>",
    "＜victim＠victim.test＞x@attacker.test",
    '"x,victim"@victim.test',
    "x(victim@victim.test)@attacker.test",
    "x@attacker.test\r\nBcc: victim@victim.test",
    "x@attacker.test\x00victim@victim.test",
    "@attacker.test:victim@victim.test",
    "group:x@attacker.test;",
]
NO_PLAIN_ADDRESS = [
    "",
    "ada",
    "ada@",
    "@reader.test",
    "ada@localhost",
    "ada@reader",
    "ada@127.0.0.1",
    "ada@[127.0.0.1]",
    "ada@[IPv6:::1]",
    "ädä@reader.test",
    "用户@例子.test",
    "ada@reader..test",
    ".ada@reader.test",
    "ada.@reader.test",
    "ada@-reader.test",
    "ada@reader.test.",
    "ada@reader_one.test",
    "ada@" + "ü" * 70 + ".test",
    "a" * 65 + "@reader.test",
    "a" * 100_000 + "@reader.test",
    "ﷺ" * 300 + "@reader.test",
    "ada@℅.test",
]


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        (" Ada@Reader.TEST ", "Ada@reader.test"),
        ("ada+news@reader.test", "ada+news@reader.test"),
        ("info@straße.de", "info@xn--strae-oqa.de"),
        ("ada@Bücher.test", "ada@xn--bcher-kva.test"),
        ("ada@xn--bcher-kva.test", "ada@xn--bcher-kva.test"),
        ("ａｄａ＠ｒｅａｄｅｒ．ｔｅｓｔ", "ada@reader.test"),
        ("ada＠163。com", "ada@163.com"),
        ("ada@163｡com", "ada@163.com"),
        ("　ada@reader.test　", "ada@reader.test"),
        ("ada@例子.测试", "ada@xn--fsqu00a.xn--0zwm56d"),
        ("o'hara&sons@reader.test", "o'hara&sons@reader.test"),
    ],
)
def test_an_address_has_one_form_however_it_was_typed(typed, address):
    assert normalise(typed) == AddressField().clean(typed) == address


@pytest.mark.parametrize("typed", [*TWO_RECIPIENTS, *NO_PLAIN_ADDRESS])
def test_what_is_not_one_plain_address_is_refused(typed):
    with pytest.raises(AddressError):
        normalise(typed)
    with pytest.raises(ValidationError):
        AddressField().clean(typed)
    assert not is_addr_spec(typed)


SIGNS = "@＠﹫,，﹐、;；<>＜＞()\"' .。．｡:：\\[]%!+-_ab1\u200b\u202e\r\n\0é例"
TYPED = st.one_of(
    st.text(max_size=60),
    st.text(SIGNS, max_size=40),
    st.tuples(st.text(SIGNS + "xyz", max_size=12), st.text(SIGNS + "xyz", max_size=12)).map(
        lambda halves: f"x{halves[0]}@{halves[1]}attacker.test"
    ),
    st.emails(),
)


@given(TYPED)
def test_whatever_passes_is_one_recipient_and_stays_as_it_is(typed):
    try:
        address = normalise(typed)
    except AddressError:
        return

    assert normalise(address) == address
    assert getaddresses([address]) == [("", address)]
    assert address.isascii()
    assert address.count("@") == 1
    assert "." in address.rpartition("@")[2]


@pytest.mark.parametrize(
    ("one", "other", "are_one"),
    [
        ("vic.tim+1@reader.test", "Vic.Tim+25@reader.test", True),
        ("vic.tim@gmail.com", "victim+news@googlemail.com", True),
        ("vic.tim@reader.test", "victim@reader.test", False),
        ("+1@reader.test", "+2@reader.test", False),
    ],
)
def test_the_caps_know_which_addresses_are_one_inbox(one, other, are_one):
    assert (inbox(one) == inbox(other)) is are_one


def test_no_mail_is_composed_to_anything_but_one_address():
    for typed in TWO_RECIPIENTS:
        with pytest.raises(AddressError):
            compose_mail("manage", {}, "en", typed)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "backend",
    ["newsletter.sending.smtp.backend.EmailBackend", "anymail.backends.test.EmailBackend"],
    ids=["by SMTP", "by a provider"],
)
def test_a_stored_row_with_two_addresses_in_it_is_never_mailed_a_digest(settings, backend, monkeypatch):
    settings.EMAIL_BACKEND = backend
    monkeypatch.setattr("smtplib.SMTP.connect", refuse)
    digest = make_digest(status="published", published_at="2026-02-20T00:00Z")
    make_statement(digest, texts={"en": ("Faster", "")})
    row = make_delivery(digest, make_subscriber("x@attacker.test,victim@victim.test"))
    at = digest.ends_at

    send_all(type(row).objects.filter(pk=row.pk), at)
    row.refresh_from_db()

    assert (row.status, row.reply) == ("failed", "not one plain address")
    with pytest.raises(AddressError):
        compose_delivery(row)
    assert not list(deliveries_to_make(digest, Subscriber.objects.all(), at))


def refuse(*_args, **_options):
    raise ConnectionRefusedError


@pytest.mark.django_db
def test_stored_addresses_are_checked_once_and_nobody_is_lost():
    check = import_module("subscribers.migrations.0002_usable_addresses").check_stored_addresses
    good, foreign = make_subscriber("Ada@reader.test"), make_subscriber("info@straße.de")
    double = make_subscriber("x@attacker.test,victim@victim.test", topics=["attention"])
    make_subscriber("grace@xn--bcher-kva.test"), make_subscriber("grace@Bücher.test")

    for _time in range(2):
        check(apps, None)

    stored = dict(Subscriber.objects.values_list("email", "suppressed"))
    assert stored == {
        good.email: False,
        "info@xn--strae-oqa.de": False,
        double.email: True,
        "grace@xn--bcher-kva.test": False,
        "grace@Bücher.test": True,
    }
    assert Subscriber.objects.get(pk=foreign.pk).status == "active"
    assert list(Suppression.objects.values_list("reason", flat=True)) == ["unusable", "unusable"]
    assert Subscriber.objects.get(pk=double.pk).selection.topics == ["attention"]
