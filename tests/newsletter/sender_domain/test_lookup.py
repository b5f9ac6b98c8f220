"""DNS is asked over a socket, answers in words, and is never waited for long."""

import pytest

from newsletter.sender_domain import lookup
from newsletter.sender_domain.lookup import LookupFailed, is_there, texts_at
from tests.newsletter.sender_domain.dns_server import BROKEN, SILENT


def test_texts_come_in_one_piece_each(zone):
    zone["news.test"] = ["v=spf1 " + "x" * 300, "other"]

    assert sorted(texts_at("news.test")) == ["other", "v=spf1 " + "x" * 300]


def test_a_name_that_is_not_there_has_no_texts(zone):
    assert texts_at("nowhere.test") == []
    assert not is_there("nowhere.test")


def test_a_name_above_another_is_there_without_texts(zone):
    zone["a._domainkey.news.test"] = ["v=DKIM1"]

    assert texts_at("_domainkey.news.test") == []
    assert is_there("_domainkey.news.test")


@pytest.mark.parametrize("trouble", [SILENT, BROKEN])
@pytest.mark.parametrize("ask", [texts_at, is_there])
def test_a_server_that_does_not_answer_is_told_from_a_name_that_is_not_there(zone, ask, trouble):
    zone["news.test"] = trouble

    with pytest.raises(LookupFailed, match=r"news\.test"):
        ask("news.test")


def test_a_name_that_cannot_be_one_is_a_failure(zone):
    with pytest.raises(LookupFailed):
        texts_at("a" * 64 + ".test")


def test_a_machine_without_a_resolver_is_a_failure(monkeypatch):
    monkeypatch.setattr("dns.resolver.Resolver.read_resolv_conf", lambda self, file: None)
    lookup.resolver.cache_clear()

    with pytest.raises(LookupFailed):
        texts_at("news.test")

    lookup.resolver.cache_clear()
