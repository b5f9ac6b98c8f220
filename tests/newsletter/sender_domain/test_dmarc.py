"""The policy of a domain: its own record, else that of its organization, found as RFC 9989 walks."""

import pytest

from newsletter.sender_domain.dmarc import find_policy, names_upwards, policy_at


def test_the_walk_goes_up_to_the_top():
    assert list(names_upwards("a.b.news.test")) == ["a.b.news.test", "b.news.test", "news.test", "test"]


def test_a_long_name_is_cut_to_seven_labels_and_costs_eight_questions():
    names = list(names_upwards("a.b.c.d.e.f.g.h.i.j.test"))

    assert len(names) == 8
    assert names[:2] == ["a.b.c.d.e.f.g.h.i.j.test", "e.f.g.h.i.j.test"]
    assert names[-1] == "test"


def test_the_domains_own_record_counts_first(zone):
    zone["_dmarc.news.test"] = ["v=DMARC1; p=none"]
    zone["_dmarc.mail.news.test"] = ["v=DMARC1; p=reject; sp=none"]

    found = find_policy("mail.news.test")

    assert (found.name, found.of("mail.news.test")) == ("mail.news.test", "reject")


def test_without_one_that_of_the_organization_counts_with_its_word_for_names_below(zone):
    zone["_dmarc.news.test"] = ["v=DMARC1; p=reject; sp=quarantine"]

    assert find_policy("mail.news.test").of("mail.news.test") == "quarantine"


def test_and_without_such_a_word_its_policy(zone):
    zone["_dmarc.news.test"] = ["v=DMARC1; p=reject"]

    assert find_policy("a.mail.news.test").of("a.mail.news.test") == "reject"


def test_the_organization_is_the_one_nearest_to_the_top(zone):
    zone["_dmarc.mail.news.test"] = ["v=DMARC1; p=none"]
    zone["_dmarc.news.test"] = ["v=DMARC1; p=reject"]

    assert find_policy("a.mail.news.test").name == "news.test"


def test_unless_one_below_says_that_it_is_one(zone):
    zone["_dmarc.mail.news.test"] = ["v=DMARC1; p=none; psd=n"]
    zone["_dmarc.news.test"] = ["v=DMARC1; p=reject"]

    assert find_policy("a.mail.news.test").name == "mail.news.test"


@pytest.mark.parametrize(
    ("records", "name"),
    [
        ({"_dmarc.test": ["v=DMARC1; p=reject; psd=y"], "_dmarc.news.test": ["v=DMARC1; p=none"]}, "news.test"),
        ({"_dmarc.test": ["v=DMARC1; p=reject; psd=y"]}, "test"),
        ({"_dmarc.test": ["v=DMARC1; p=reject; psd=y"], "_dmarc.mail.news.test": ["v=DMARC1; p=none"]}, "test"),
    ],
)
def test_below_a_public_suffix_the_organization_is_one_label_longer(zone, records, name):
    zone.update(records)

    assert find_policy("a.mail.news.test").name == name


def test_no_record_is_no_policy(zone):
    assert find_policy("news.test") is None


def test_two_records_are_none(zone):
    zone["_dmarc.news.test"] = ["v=DMARC1; p=none", "v=DMARC1; p=reject"]

    assert policy_at("news.test") is None


@pytest.mark.parametrize("text", ["v=DMARC2; p=none", "p=none; v=DMARC1", "v=dmarc1; p=none", "v=DMARC11"])
def test_what_does_not_begin_with_the_version_is_no_record(zone, text):
    zone["_dmarc.news.test"] = [text]

    assert policy_at("news.test") is None


def test_without_p_nothing_is_asked_and_unknown_tags_are_passed_over(zone):
    zone["_dmarc.news.test"] = ["v = DMARC1 ; X-New=1; ; rua=mailto:a@news.test"]

    assert find_policy("news.test").of("news.test") == "none"
