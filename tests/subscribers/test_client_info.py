"""Whose request it is, as proxies write it."""

import ipaddress

import pytest
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from subscribers.client_info import client_info, parse_hop
from subscribers.models import MailRequest


@pytest.fixture
def behind_proxy(settings):
    settings.BEHIND_PROXY = True


def info(forwarded=None, **meta):
    headers = {} if forwarded is None else {"HTTP_X_FORWARDED_FOR": forwarded}
    return client_info(RequestFactory().get("/", **headers, **meta))


@pytest.mark.parametrize(
    ("forwarded", "ip", "network"),
    [
        ("198.51.100.7", "198.51.100.7", "198.51.100.0/24"),
        ("198.51.100.7:4000", "198.51.100.7", "198.51.100.0/24"),
        ("2001:db8:1:2::7", "2001:db8:1:2::7", "2001:db8:1::/48"),
        ("[2001:db8:1:2::7]", "2001:db8:1:2::7", "2001:db8:1::/48"),
        ("[2001:DB8:1:2:0:0:0:7]:4000", "2001:db8:1:2::7", "2001:db8:1::/48"),
        ('"[2001:db8:1:2::7]:4000"', "2001:db8:1:2::7", "2001:db8:1::/48"),
        ("::ffff:198.51.100.7", "198.51.100.7", "198.51.100.0/24"),
        ("[::ffff:198.51.100.7]:80", "198.51.100.7", "198.51.100.0/24"),
        ("fe80::1%eth0", "fe80::1", "fe80::/48"),
        ("1.1.1.1, 198.51.100.7:4000", "198.51.100.7", "198.51.100.0/24"),
        ("198.51.100.7, unknown", None, "unknown"),
        ("", None, "unknown"),
        (None, None, "unknown"),
        ("198.51.100.7, ", None, "unknown"),
        ("[198.51.100.7", None, "unknown"),
        ("x" * 100_000, None, "unknown"),
    ],
)
def test_the_last_hop_is_read_however_it_is_written(behind_proxy, forwarded, ip, network):
    assert (info(forwarded).ip, info(forwarded).network) == (ip, network)


def test_without_a_proxy_the_header_is_not_believed():
    assert info("198.51.100.7", REMOTE_ADDR="203.0.113.7").ip == "203.0.113.7"


def test_what_cannot_be_read_is_said_in_the_log_without_repeating_it(behind_proxy, caplog):
    info("mallory")

    assert "X-Forwarded-For" in caplog.text
    assert "mallory" not in caplog.text


@pytest.mark.django_db
def test_all_who_cannot_be_told_apart_share_one_capped_bucket(client, filled_in, behind_proxy):
    for number in range(30):
        address = {"email": f"{number}@example.org"}
        client.post("/", filled_in | address, HTTP_X_FORWARDED_FOR=f"198.51.{number}.1:port")

    assert MailRequest.objects.count() == 20


ADDRESSES = st.one_of(st.ip_addresses(v=4), st.ip_addresses(v=6))
PORTS = st.one_of(st.just(""), st.integers(1, 65535).map(":{}".format))


@given(ADDRESSES, PORTS)
def test_every_address_is_read_with_and_without_a_port(address, port):
    written = f"[{address}]{port}" if address.version == 6 else f"{address}{port}"
    plain = getattr(address, "ipv4_mapped", None) or address

    assert parse_hop(written) == str(plain)


@given(st.text(max_size=120))
def test_whatever_stands_there_is_an_address_or_nothing(text):
    found = parse_hop(text)

    assert found is None or str(ipaddress.ip_address(found)) == found
