"""What a mail in the bounce mailbox says: kind by kind, as servers write them."""

import pytest

from newsletter.bounces.report import read_report
from tests.newsletter.bounces.mails import NAMES, mail

PATH = "bounces+00@news.test"
GONE, STAYS = ("bounced", True), ("bounced", False)
WAITS, COMPLAINED = ("deferred", False), ("complained", False)
SAID = {
    "amazon_ses": GONE,
    "answer": None,
    "complaint": COMPLAINED,
    "complaint_without_recipient": COMPLAINED,
    "content_refused": STAYS,
    "delay": WAITS,
    "dns": STAYS,
    "eight_bit": GONE,
    "exchange": GONE,
    "exim": GONE,
    "exim_old": GONE,
    "expired": STAYS,
    "gmail": GONE,
    "mailbox_full": STAYS,
    "not_spam": None,
    "null_mx": GONE,
    "opensmtpd": GONE,
    "out_of_office": None,
    "outlook_com": STAYS,
    "over_quota": STAYS,
    "postfix": GONE,
    "qmail": GONE,
    "sendmail": GONE,
    "several_recipients": WAITS,
    "utf8": GONE,
    "yahoo": GONE,
    "zimbra": GONE,
}


def said(content):
    report = read_report(content)
    return (report.kind, report.is_gone) if report else None


def test_every_kind_has_an_expectation():
    assert list(SAID) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_each_kind_is_read_for_what_it_says(name):
    assert said(mail(name, PATH)) == SAID[name]


@pytest.mark.parametrize("name", [name for name in NAMES if SAID[name]])
def test_each_says_to_whom_it_was_addressed(name):
    assert any(PATH in place for place in read_report(mail(name, PATH)).addressed_to)


def test_the_copy_of_our_own_mail_says_nothing():
    content = mail("qmail", PATH).replace(b"Sorry, no mailbox here by that name. (#5.1.1)", b"It did not work.")

    assert said(content) == STAYS


def test_a_complaint_that_encloses_only_headers_is_one():
    content = mail("complaint_without_recipient", PATH).replace(b"Delivered-To: bounces+00@news.test\n", b"")
    content = content.replace(b"Content-Type: message/rfc822", b"Content-Type: text/rfc822-headers")

    assert f"<{PATH}>" in read_report(content).addressed_to


def test_an_unsubscription_at_the_provider_is_one():
    content = mail("complaint", PATH).replace(b"Feedback-Type: abuse", b"Feedback-Type: opt-out")

    assert said(content) == ("unsubscribed", False)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe\x00",
        b"Content-Type: multipart/report; boundary=x\n\n--x\nContent-Type: message/delivery-status\n\nAction\n--x--\n",
        b"Content-Type: message/delivery-status\nContent-Transfer-Encoding: base64\n\nQWN0aW9uOiBmYWlsZWQK\n",
        b"From: MAILER-DAEMON@x.test\nContent-Type: text/plain; charset=nonsense\n\nHi. This is the qmail\n\n<a@x>:\n",
        b"Content-Type: message/feedback-report\n\n",
        b"Content-Type: multipart/mixed; boundary=\n\n",
    ],
)
def test_what_is_no_report_is_none(content):
    assert said(content) in (None, STAYS)


def test_a_report_cut_off_in_its_copy_says_the_same():
    content = mail("postfix", PATH)

    assert said(content[: content.index(b"List-Id")]) == GONE


def test_many_parts_and_blocks_are_read_up_to_a_limit():
    block = b"Action: failed\nStatus: 5.1.1\n\n"
    head = b"Content-Type: multipart/report; boundary=x\n\n"
    content = head + (b"--x\nContent-Type: message/delivery-status\n\n" + block * 500) * 200 + b"--x--\n"

    report = read_report(content)

    assert (report.kind, report.is_gone) == GONE
    assert len(report.words) < 2_000
