"""What is found at the sender's domain, and what to set."""

import pytest

from newsletter.sender_domain import findings
from newsletter.sender_domain.findings import State, look
from tests.newsletter.sender_domain.dns_server import SILENT

KEY = "v=DKIM1; k=rsa; p=MIGfMA0"


@pytest.fixture
def complete(zone, settings):
    settings.MAIL_DKIM_SELECTORS = ["s1"]
    zone["news.test"] = ["v=spf1 a:relay.test -all", "google-site-verification=x"]
    zone["s1._domainkey.news.test"] = [KEY]
    zone["_dmarc.news.test"] = ["v=DMARC1; p=quarantine; rua=mailto:dmarc@news.test"]
    return zone


def states():
    return {finding.what: finding.state for finding in look()}


def finding(what):
    return next(each for each in look() if each.what == what)


def test_a_complete_domain_is_good_throughout(complete):
    assert set(states().values()) == {State.GOOD}
    assert [str(each.advice) for each in look()] == ["", "", ""]


def test_an_empty_domain_misses_all_and_is_told_what_to_copy(zone, settings):
    settings.MAIL_DKIM_SELECTORS = ["s1"]

    assert states() == {"SPF": State.MISSING, "DKIM": State.MISSING, "DMARC": State.MISSING}
    assert {(each.name, each.record) for each in look()} == {
        ("news.test", "v=spf1 a:relay.test -all"),
        ("s1._domainkey.news.test", "v=DKIM1; k=rsa; p=…"),
        ("_dmarc.news.test", "v=DMARC1; p=none; rua=mailto:dmarc@news.test"),
    }


@pytest.mark.parametrize(
    ("name", "texts", "what"),
    [
        ("news.test", ["v=spf1 -all", "v=spf1 mx -all"], "SPF"),
        ("news.test", ["v=spf1 +all"], "SPF"),
        ("news.test", ["v=spf1 mx all"], "SPF"),
        ("s1._domainkey.news.test", ["v=DKIM1; p="], "DKIM"),
        ("_dmarc.news.test", ["v=DMARC1; p=none", "v=DMARC1; p=reject"], "DMARC"),
        ("_dmarc.news.test", ["v=DMARC1; p=none", "v = DMARC1 ; p=reject"], "DMARC"),
        ("_dmarc.news.test", ["v=DMARC1; p=nothing"], "DMARC"),
    ],
)
def test_what_does_not_hold_is_wrong_and_shown(complete, name, texts, what):
    complete[name] = texts

    assert states()[what] == State.WRONG
    assert sorted(finding(what).found) == sorted(texts)
    assert finding(what).advice


def test_bounces_to_another_domain_need_its_record(complete, settings):
    settings.MAIL_BOUNCE_ADDRESS = "bounces@mail.news.test"

    assert (finding("SPF").name, finding("SPF").state) == ("mail.news.test", State.MISSING)


@pytest.mark.parametrize(
    ("backend", "host", "record"),
    [
        ("anymail.backends.postmark.EmailBackend", "", "v=spf1 include:… -all"),
        ("newsletter.sending.smtp.backend.EmailBackend", "localhost", "v=spf1 mx -all"),
    ],
)
def test_what_to_set_depends_on_who_sends(zone, settings, backend, host, record):
    settings.EMAIL_BACKEND, settings.EMAIL_HOST = backend, host

    assert finding("SPF").record == record


def test_without_selectors_an_empty_place_for_keys_is_missing_and_another_not_known(complete, settings):
    settings.MAIL_DKIM_SELECTORS = []
    there = finding("DKIM")
    del complete["s1._domainkey.news.test"]

    assert (there.state, finding("DKIM").state) == (State.UNKNOWN, State.MISSING)
    assert "MAIL_DKIM_SELECTORS" in there.advice


@pytest.mark.parametrize(
    ("record", "word"), [("v=DMARC1; p=none", "quarantine"), ("v=DMARC1; p=reject; pct=50", "RFC 9989")]
)
def test_a_policy_that_could_be_better_is_good_with_a_word(complete, record, word):
    complete["_dmarc.news.test"] = [record]

    assert finding("DMARC").state == State.GOOD
    assert word in finding("DMARC").advice


def test_where_dns_is_away_it_is_asked_once_and_the_rest_is_not_known(complete, monkeypatch):
    complete["news.test"] = SILENT
    asked = []
    monkeypatch.setitem(findings.QUESTIONS, "DMARC", lambda: asked.append("DMARC"))

    assert set(states().values()) == {State.UNKNOWN}
    assert len(look()) == 3
    assert asked == []


def test_where_dns_goes_away_what_was_found_stays(complete):
    complete["_dmarc.news.test"] = SILENT

    assert states() == {"SPF": State.GOOD, "DKIM": State.GOOD, "DMARC": State.UNKNOWN}
