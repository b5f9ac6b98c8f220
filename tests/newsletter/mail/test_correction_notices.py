"""The notice at the top of a mail, in both parts, both languages and both ways of composing."""

import datetime as dt
from email import message_from_bytes, policy

import pytest

from newsletter.mail.compose import compose_delivery
from newsletter.mail.correction_notices import CorrectionNotice, correction_preheader, correction_subject
from newsletter.mail.fragments.fast_compose import compose_raw
from tests.factories import make_delivery, make_digest, make_repository, make_statement, make_subscriber
from tests.newsletter.mail.fragments.test_fast_compose import parts

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 2, 20, 12, tzinfo=dt.UTC)
REASONS = {"en": "The benchmark says 20%.", "zh-hans": "基准测试写的是 20%。"}
NOTICE = CorrectionNotice(
    day=dt.date(2026, 2, 18),
    name="vllm #34914",
    url="https://news.example.org/en/2026/02/18/#s1",
    language="en",
    before="`paged_kv` is <2x> faster",
    after="`paged_kv` is 20% faster",
    reason="The benchmark says 20%.",
)


@pytest.fixture
def digest():
    """A day of which two stories are told."""
    day = make_digest(status="published")
    for headline in ("News", "Other news"):
        make_statement(day, texts={"en": (headline, ""), "zh-hans": (f"新闻 {headline}", "")})
    return day


def both_ways(delivery, *corrections):
    """(text, HTML) of the mail, which is the same joined and rendered whole."""
    joined, whole = compose_raw(delivery, corrections), compose_delivery(delivery, corrections)
    assert parts(joined.content) == parts(whole.message().as_bytes(linesep="\r\n"))
    _headers, text, html = parts(joined.content)
    return text.replace("\r\n", "\n"), html


def test_the_notice_stands_above_all_that_is_told(digest):
    text, html = both_ways(make_delivery(digest), NOTICE)

    assert text.index("Correction: 18 February, vllm #34914") < text.index("News")
    assert html.index("The benchmark says 20%.") < html.index("News")


def test_it_says_in_both_parts_what_was_said_what_is_right_and_why(digest):
    text, html = both_ways(make_delivery(digest), NOTICE)

    assert (
        "Correction: 18 February, vllm #34914\n"
        "It said: paged_kv is <2x> faster\n"
        "Right is: paged_kv is 20% faster\n"
        "The benchmark says 20%.\n"
        "  https://news.example.org/en/2026/02/18/#s1\n"
    ) in text
    assert "paged_kv</code> is &lt;2x&gt; faster" in html
    assert NOTICE.url in html


def test_a_chinese_mail_speaks_chinese_around_it(digest):
    reader = make_subscriber(language="zh-hans")

    text, html = both_ways(make_delivery(digest, reader), NOTICE)

    assert "更正：2 月 18 日，vllm #34914\n" in text
    assert '<span lang="en">' in html


def test_several_corrections_stand_one_below_the_other(digest):
    other = CorrectionNotice(dt.date(2026, 2, 17), "", "https://news.example.org/", "en", "Old", "New", "Why.")

    text, _html = both_ways(make_delivery(digest), NOTICE, other)

    assert text.index("vllm #34914") < text.index("Correction: 17 February\nIt said: Old\nRight is: New\nWhy.\n")


def test_a_mail_without_corrections_has_no_trace_of_them(digest):
    text, html = both_ways(make_delivery(digest))

    assert "Correction" not in text + html


@pytest.mark.parametrize(("language", "subject"), [("en", "Correction: "), ("zh-hans", "更正：")])
def test_a_correction_makes_a_mail_also_where_the_day_has_nothing_for_its_reader(digest, language, subject):
    quiet = make_repository("vllm-project/vllm")
    delivery = make_delivery(digest, make_subscriber(language=language, repositories=[quiet.pk]))

    assert compose_delivery(delivery) is None
    assert compose_raw(delivery) is None
    message = message_from_bytes(compose_raw(delivery, (NOTICE,)).content, policy=policy.default)
    assert message["Subject"] == f"{subject}paged_kv is 20% faster"
    both_ways(delivery, NOTICE)


def test_such_a_mail_says_that_it_has_nothing_else(digest):
    quiet = make_repository("vllm-project/vllm")

    text, _html = both_ways(make_delivery(digest, make_subscriber(repositories=[quiet.pk])), NOTICE)

    assert "Nothing else to tell" in text
    assert "A person wrote this correction." in text
    assert "No sentence" not in text


def test_a_long_correction_is_cut_in_the_subject():
    assert len(correction_subject(NOTICE.__class__(**{**values(NOTICE), "after": "word " * 40}))) <= 60
    assert "The benchmark says 20%." in correction_preheader((NOTICE,))


def values(notice):
    return {name: getattr(notice, name) for name in notice.__slots__}
