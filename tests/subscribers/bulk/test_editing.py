"""One change to many readers leaves alone what it does not name, and their open mails follow."""

import pytest

from subscribers.bulk.editing import Change, apply
from tests.factories import make_delivery, make_digest, make_repository, make_subscriber

pytestmark = pytest.mark.django_db


def test_a_change_of_nothing_is_nothing():
    assert Change().is_nothing
    assert not Change(repositories=()).is_nothing  # all of them, later ones too


def test_what_is_not_named_stays():
    reader = make_subscriber(topics=["attention"], threshold="key", minute=450)

    assert apply(Change(language="zh-hans"), [reader]) == [reader]

    reader.refresh_from_db()
    assert (reader.language, reader.selection.topics, reader.selection.threshold) == ("zh-hans", ["attention"], "key")
    assert reader.minute == 450


def test_more_repositories_come_to_those_chosen_and_not_to_all():
    one, two = make_repository("a/one").pk, make_repository("a/two").pk
    some, everything = make_subscriber(repositories=[one]), make_subscriber()

    assert apply(Change(more_repositories=(two,)), [some, everything]) == [some]

    assert (some.selection.repositories, everything.selection.repositories) == ([one, two], [])


def test_a_mail_that_waits_follows_the_new_choice():
    reader = make_subscriber()
    delivery = make_delivery(make_digest(), reader)

    apply(Change(language="zh-hans"), [reader])

    delivery.refresh_from_db()
    assert delivery.selection == reader.selection
    assert delivery.selection.language == "zh-hans"
