"""Who reads Chinese meets no English on the way from the sign-up to the first mail and out again."""

import datetime as dt
import re
from html.parser import HTMLParser

import pytest
import time_machine

from digest.defang import BREAK
from digest.models import Digest, Topic
from subscribers import signed_links, time_zones
from subscribers.mail import transactional
from subscribers.models import MailRequest
from subscribers.models.suppression import address_hash
from tests.factories import DAY, make_coverage, make_digest, make_repository, make_statement, make_subscriber
from tests.subscribers.conftest import link_in

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 2, 20, 9, tzinfo=dt.UTC)
# What Chinese writes in Latin letters: owner/name too; English is the name by which that language is found.
NAMES = {
    "owner",
    "name",
    "English",
    "GitHub",
    "JSON",
    "Atom",
    "Feed",
    "Issue",
    "Release",
    "PR",
    "UTC",
    "Claude",
    "Cookie",
}
SPOKEN = {"alt", "title", "placeholder", "label", "aria-label", "aria-description", "aria-roledescription"}


class Shown(HTMLParser):
    """All that is seen or heard of a page: its texts, and the attributes that are read out or written by a script."""

    def __init__(self, html):
        super().__init__()
        self.pieces, self.silent, self.language = [], 0, None
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        self.silent += tag in ("script", "style")
        self.language = dict(attributes)["lang"] if tag == "html" else self.language
        self.pieces += [text or "" for name, text in attributes if name in SPOKEN or name.startswith("data-")]

    def handle_endtag(self, tag):
        self.silent -= tag in ("script", "style")

    def handle_data(self, text):
        if not self.silent:
            self.pieces.append(text)


def english(*pieces):
    """The Latin words of these texts that are no names, without addresses and without {places} for numbers."""
    _common, (_all, all_zones) = time_zones.choices()
    texts = set(map(str.strip, pieces)) - {label for _zone, label in all_zones}
    text = re.sub(r"https?://\S+|\S+@[\w.-]+|\{\w+\}", " ", "\n".join(texts))
    return sorted(set(re.findall(r"[A-Za-z]+", text)) - NAMES)


def english_of_page(response):
    shown = Shown(response.text)

    assert shown.language == "zh-Hans"
    return english(*shown.pieces)


def english_of_mail(message):
    shown = Shown(message.alternatives[0].content)

    assert shown.language == "zh-Hans"
    seen = (piece.replace(BREAK, "") for piece in (message.subject, message.body, *shown.pieces))  # addresses are whole
    return english(*seen)


@pytest.fixture(autouse=True)
def chinese_newsroom(settings):
    """What operator and GitHub write is Chinese, so that every Latin word is one of ours."""
    settings.NEWSLETTER_NAME, settings.NEWSLETTER_POSTAL_ADDRESS = "基础设施日报", "示例市示例路 1 号"
    repository = make_repository("0001/0002", lines={"zh-hans": "它的用途", "en": "What it is for"})
    Topic.objects.create(slug="attention", names={"zh-hans": "注意力", "en": "Attention"})
    for age in range(7):
        digest = make_digest(DAY - dt.timedelta(days=age), status="published", published_at=NOW)
        make_coverage(digest, repository)
    texts = {"zh-hans": ("标题", "说明。"), "en": ("Headline", "Detail.")}
    make_statement(Digest.objects.first(), repository=repository, texts=texts)
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def chinese(client):
    """A browser that asks for Chinese."""
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "zh-CN,zh;q=0.9,en;q=0.5"
    return client


def make_reader(**fields):
    return make_subscriber("ada@example.org", language="zh-hans", time_zone="Asia/Shanghai", **fields)


def test_the_words_that_are_looked_for_are_those_that_an_english_reader_sees(client):
    found = english(*Shown(client.get("/").text).pieces)

    assert {"Subscribe", "Sending", "chosen", "Search"} <= set(found)


def test_on_the_way_from_the_sign_up_to_the_first_mail(chinese, filled_in, post_office):
    chosen = {"language": "zh-hans", "time_zone": "Asia/Shanghai"}
    pages = [chinese.get("/"), chinese.post("/", filled_in | chosen, follow=True)]
    [mail] = post_office()
    confirm = link_in(mail, "/confirm/")
    pages += [chinese.get(confirm), chinese.post(confirm)]
    pages.append(chinese.post(re.search(r'action="(/latest/[^"]+)"', pages[-1].text)[1]))

    assert [page.status_code for page in pages] == [200] * 5
    assert [english_of_page(page) for page in pages] == [[]] * 5
    assert english_of_mail(mail) == []


@pytest.mark.parametrize("kind", MailRequest.Kind.values)
def test_in_a_mail_that_was_asked_for(kind):
    reader = make_reader(status="pending" if kind == "confirm" else "active", new_email="new@example.org")
    reader.consents.create(requested_at=NOW, wording="好", language="zh-hans")
    to = reader.new_email if kind == "new_address" else reader.email

    message = transactional.compose(MailRequest(kind=kind, subscriber=reader, address_hash=address_hash(to)))

    assert english_of_mail(message) == []


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"status": "unsubscribed", "unsubscribed_at": NOW},
        {"paused_until": dt.date(2026, 3, 1), "new_email": "new@example.org"},
    ],
)
def test_on_the_pages_that_a_link_opens(chinese, fields):
    reader = make_reader(**fields)
    choices = signed_links.preferences_url(reader)
    pages = [chinese.get(url) for url in (choices, choices + "erase/", signed_links.unsubscribe_url(reader))]

    assert [english_of_page(page) for page in pages] == [[]] * 3


def test_in_what_is_said_when_something_is_wrong(chinese, filled_in):
    filled_in["language"] = "zh-hans"  # of the mails; the preview speaks it
    nothing = {"repository_scope": "these", "topic_scope": "these", "kinds": [], "email": "ada"}
    choices = signed_links.preferences_url(make_reader())
    pages = [
        chinese.post("/", filled_in | nothing),
        chinese.post("/", filled_in | {"topics": ["attention"], "email": ""}),
        chinese.post(choices + "pause/", {"until": "2020-01-01"}),
        chinese.post(choices + "address/", {"email": "a" * 300 + "@example.org"}),
        chinese.get("/confirm/" + "x" * 26 + "/"),
        chinese.get("/fresh-link/"),
        chinese.get("/nowhere/"),
    ]

    assert [page.status_code for page in pages] == [422, 422, 422, 422, 404, 200, 404]
    assert [english_of_page(page) for page in pages] == [[]] * 7


def test_on_the_page_about_privacy(chinese):
    assert english_of_page(chinese.get("/privacy/")) == []


def test_in_the_answers_to_every_small_form(chinese):
    reader = make_reader()
    choices = signed_links.preferences_url(reader)
    verbs = {"pause/": {"until": "2026-03-01"}, "resume/": {}, "address/": {"email": "new@example.org"}}
    pages = [chinese.post(choices + verb, data, follow=True) for verb, data in verbs.items()]
    unsubscribe = signed_links.unsubscribe_url(reader)
    pages += [chinese.post(unsubscribe), chinese.post(unsubscribe + "/undo/"), chinese.post(choices + "erase/")]

    assert [page.status_code for page in pages] == [200] * 6
    assert [english_of_page(page) for page in pages] == [[]] * 6
