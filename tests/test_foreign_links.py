"""No finished mail has a link that is not ours or GitHub's, whatever strangers or a model wrote, whichever way it
was composed."""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from digest.defang import refang
from digest.text import clean
from newsletter.editions import content
from newsletter.mail.compose import compose_delivery
from newsletter.mail.fragments.fast_compose import compose_raw
from subscribers.models import Subscriber
from tests import finished_mails
from tests.factories import (
    make_activity,
    make_coverage,
    make_delivery,
    make_digest,
    make_repository,
    make_sentence,
    make_statement,
    make_subscriber,
)
from tests.foreign_links import foreign_links, tags_of
from tests.hostile import ADDRESSES, HOSTILE

pytestmark = pytest.mark.django_db

TAGS = {
    *("html", "head", "title", "meta", "style", "body", "div", "table", "tbody", "tr", "td", "th", "a", "p", "span"),
    *("h1", "h2", "h3", "br", "strong", "code", "wbr"),
}
LANGUAGES = ("en", "zh-hans")
SENTENCE = "{} at ({}), 请访问{}获取补丁, `{}` `x {}`, fix({}): see {}"


@pytest.fixture(autouse=True)
def our_own_site(settings):
    settings.SITE_URL, settings.DEFAULT_FROM_EMAIL = "https://daily.example.org", "Daily <daily@example.org>"
    settings.NEWSLETTER_POSTAL_ADDRESS = "1 Example Street"


TITLE = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from(".:/@`。\\[]0129aZcom"), min_size=1)


def make_day(said):
    """A day on which this text is everything that a stranger or a model can say."""
    digest, repository = make_digest(status="published"), make_repository("vllm-project/socket.io")
    make_coverage(digest, repository)
    files = [{"path": f"docs/{said[:60]}", "additions": 1, "deletions": 0}, {"path": "config.py"}]
    title = {"title": said, "author": "mallory", "digest": digest}
    pull = make_activity(repository, files=files, files_total=2, **title)
    release = make_activity(repository, "release", "published", **title | {"key": said[:60]})
    commit = make_activity(repository, "commit", "pushed", **title)
    words = dict.fromkeys(LANGUAGES, (said, said))
    told = make_statement(digest, pull, texts=words, importance=5)
    relation = {"word": "released_in", "text": said[:60], "url": f"{repository.url}/releases/tag/x"}
    make_statement(digest, release, label="released", relations=[relation], importance=4)
    make_statement(digest, commit, follows=told)
    make_sentence(digest, [told], texts=dict.fromkeys(LANGUAGES, ("", said)))
    make_sentence(digest, [told], role="takeaway", texts=dict.fromkeys(LANGUAGES, ("", said)))
    return digest


def mails_of(digest):
    """[(how, address, bytes)] of one reader in each language, by both ways of composing."""
    for language in LANGUAGES:
        address = f"reader-{language}@example.org"
        reader = Subscriber.objects.filter(email=address).first() or make_subscriber(address, language=language)
        delivery = make_delivery(digest, reader)
        yield "whole", address, compose_delivery(delivery).message().as_bytes()
        yield "joined", address, compose_raw(delivery).content


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_address_of_a_stranger_is_a_link_in_a_finished_mail(address):
    digest = make_day(SENTENCE.replace("{}", address))

    found = {(how, url) for how, reader, data in mails_of(digest) for url in foreign_links(data, reader)}

    assert found == set()


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("place", ["title", "body"])
def test_no_hostile_title_or_body_turned_sentence_is_a_link_in_a_finished_mail(name, place):
    said = clean(dict(zip(("title", "body"), HOSTILE[name], strict=True))[place], 400)
    digest = make_day(said if said.strip() else "nothing")

    found = {(how, url) for how, reader, data in mails_of(digest) for url in foreign_links(data, reader)}

    assert found == set()


@hypothesis_settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(TITLE)
@example("https:/\u200b/evil.com")
@example("`a`evil.zip`b`")
@example("a@b@evil.com:80//x.io")
@example("\x00")
def test_no_title_at_all_becomes_a_link_or_a_tag(said):
    with transaction.atomic():
        content.clear_cache()  # what is rolled back leaves its ids to the next
        digest = make_day(clean(said).strip() or "nothing")  # no tag of a release is empty
        mails = [*mails_of(digest)]
        transaction.set_rollback(True)

    assert [url for _how, reader, data in mails for url in foreign_links(data, reader)] == []
    assert {frozenset(tags_of(data)) for _how, _reader, data in mails} == {frozenset(tags_of(mails[0][2]))}
    assert tags_of(mails[0][2]) <= TAGS


def test_the_reader_of_links_sees_those_of_the_mail_and_those_that_a_program_would_make():
    digest = make_day("plain words")
    _how, reader, data = next(mails_of(digest))

    planted = data.replace(b"plain words", b"see evil.zip", 2)

    assert foreign_links(data, reader) == []
    assert "http://evil.zip" in foreign_links(planted, reader)


@pytest.mark.parametrize("kind", finished_mails.ASKED_FOR)
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_mail_that_was_asked_for_links_to_the_address_of_another(kind, language):
    message = finished_mails.asked_for(kind, language, email="ada@reader.example", new_email="mallory@evil.example")

    assert foreign_links(message.message().as_bytes(), message.to[0]) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_new_address_is_told_to_the_old_one_for_the_eye_alone(language):
    message = finished_mails.asked_for("old_address", language, email="ada@reader.example", new_email="m@evil.example")

    for part in (message.body, message.alternatives[0].content):
        assert "m@evil.example" not in part
        assert "m@evil.example" in refang(part)


@pytest.mark.parametrize("address", ADDRESSES)
def test_what_a_server_said_is_no_link_in_the_alert(address):
    message = finished_mails.alert(f"550 refused, see {address}")

    assert foreign_links(message.message().as_bytes(), message.to[0]) == []
