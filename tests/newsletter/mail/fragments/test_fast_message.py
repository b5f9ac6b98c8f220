"""Django's message joined from fragments: the one that Django renders whole, in every part."""

import pytest

from newsletter.mail.compose import compose_delivery
from newsletter.mail.fragments import fast_message
from newsletter.mail.fragments.byte_template import LongLineError
from newsletter.mail.fragments.fast_message import compose_message
from subscribers.addresses import AddressError
from subscribers.models import Subscriber
from tests.factories import make_activity, make_delivery, make_digest, make_repository, make_statement, make_subscriber
from tests.newsletter.a_day import make_a_day

pytestmark = pytest.mark.django_db


def parts(message):
    [(html, kind)] = message.alternatives
    headers = dict(message.extra_headers)
    return message.subject, message.body, html, kind, headers, message.to, message.from_email, message.reply_to


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("budget", [(12, 3), (0, 0), (2, 1)])
def test_both_ways_give_the_same_message(language, budget, settings):
    settings.MAIL_STORIES, settings.MAIL_MINUTES = budget
    settings.MAIL_REPLY_TO = "editors@news.test"
    delivery = make_delivery(make_a_day(), make_subscriber(language=language))

    assert parts(compose_message(delivery)) == parts(compose_delivery(delivery))


def test_a_day_that_is_too_large_is_cut_the_same_way(settings):
    settings.MAIL_STORIES = settings.MAIL_MINUTES = 0
    digest = make_digest()
    repository = make_repository()
    for number in range(150):
        title = f"Change {number} " + "word " * 80
        make_statement(digest, make_activity(title=title, digest=digest, repository=repository))
    delivery = make_delivery(digest, make_subscriber())

    joined, whole = compose_message(delivery), compose_delivery(delivery)

    assert parts(joined) == parts(whole)
    assert len(joined.alternatives[0][0].encode()) <= 90_000


def test_nothing_selected_is_no_message():
    other = make_repository("acme/other")
    delivery = make_delivery(make_a_day(), make_subscriber(repositories=[other.pk]))

    assert compose_message(delivery) is None


def test_a_line_that_no_fragment_may_have_is_left_to_django(monkeypatch):
    def too_long(*_arguments):
        raise LongLineError

    delivery = make_delivery(make_a_day(), make_subscriber())
    monkeypatch.setattr(fast_message, "assemble", too_long)

    assert parts(compose_message(delivery)) == parts(compose_delivery(delivery))


def test_an_address_that_is_two_is_refused():
    reader = make_subscriber()
    Subscriber.objects.filter(pk=reader.pk).update(email="ada@reader.test, bob@reader.test")
    reader.refresh_from_db()

    with pytest.raises(AddressError):
        compose_message(make_delivery(make_a_day(), reader))
