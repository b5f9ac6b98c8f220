"""The page that mutes: GET looks, POST acts, and what is muted is out of a mail that waits already."""

import datetime as dt

import pytest
from django.utils import timezone

from subscribers import mutes, signed_links
from subscribers.mutes import REPOSITORY, TOPIC, Mute
from tests.factories import make_delivery, make_digest, make_repository, make_subscriber, make_topic

pytestmark = pytest.mark.django_db


def page_of(reader):
    return "/" + signed_links.mute_url(reader).split("/", 3)[3]


def choices_of(reader):
    return "/" + signed_links.preferences_url(reader).split("/", 3)[3]


def muted(reader):
    reader.refresh_from_db()
    return mutes.from_rows(reader.selection.muted)


def test_looking_mutes_nothing(client):
    reader, repository = make_subscriber(), make_repository()

    assert client.get(page_of(reader) + f"?repository={repository.full_name}").status_code == 200
    assert muted(reader) == []


def test_a_repository_is_muted_and_heard_again(client):
    reader, repository = make_subscriber(), make_repository()
    what = f"repository:{repository.pk}"
    page = client.post(page_of(reader), {"what": what, "span": "good"}, follow=True)

    assert "Muted for good." in page.text
    assert muted(reader) == [Mute(REPOSITORY, repository.pk)]
    client.post(page_of(reader), {"what": what, "span": "end"})
    assert muted(reader) == []


def test_a_topic_is_muted_for_a_week_with_its_day_in_words(client):
    make_topic("moe")
    reader = make_subscriber(language="zh-hans")
    page = client.post(page_of(reader), {"what": "topic:moe", "span": "week"}, follow=True)
    (mute,) = muted(reader)

    assert (mute.kind, mute.value) == (TOPIC, "moe")
    assert 6 <= (mute.until - timezone.localdate()).days <= 8  # on the reader's own calendar
    assert f"{mute.until.month} 月 {mute.until.day} 日" in page.text


def test_a_mail_that_waits_already_follows(client):
    reader, repository = make_subscriber(), make_repository()
    row = make_delivery(make_digest(status="published"), reader)
    client.post(page_of(reader), {"what": f"repository:{repository.pk}", "span": "good"})
    row.refresh_from_db()

    assert mutes.from_rows(row.selection.muted) == [Mute(REPOSITORY, repository.pk)]


def test_other_choices_stay(client):
    make_topic("moe")
    reader = make_subscriber(kinds=["merged"], threshold="notable")
    client.post(page_of(reader), {"what": "topic:moe", "span": "good"})
    reader.refresh_from_db()

    assert (reader.selection.kinds, reader.selection.threshold) == (["merged"], "notable")


def test_what_is_not_on_offer_changes_nothing(client):
    reader = make_subscriber()

    assert client.post(page_of(reader), {"what": "topic:none", "span": "week"}).status_code == 422
    assert muted(reader) == []


def test_a_link_to_the_choices_does_not_open_it(client):
    reader = make_subscriber()
    token = signed_links.preferences_url(reader).rstrip("/").rsplit("/", 1)[1]

    assert client.get(f"/mute/{token}/").status_code == 404


def test_what_a_link_names_is_proposed(client):
    reader, repository = make_subscriber(), make_repository()
    make_topic("moe")

    for query, key in (
        (f"repository={repository.full_name}", f"repository:{repository.pk}"),
        ("topic=moe", "topic:moe"),
    ):
        page = client.get(page_of(reader) + "?" + query)
        assert f'<option value="{key}" selected>' in page.text


# From the preference centre


def test_each_row_of_the_choices_has_a_link_that_mutes_and_looking_at_it_mutes_nothing(client):
    reader, repository = make_subscriber(), make_repository()
    make_topic("moe")
    page = client.get(choices_of(reader)).text

    for query in (f"repository={repository.full_name}", "topic=moe"):
        address = f"{choices_of(reader)}mute/?{query}"
        assert f'href="{address}"' in page
        assert f'href="{choices_of(reader)}"' in client.get(address).text
    assert muted(reader) == []


def test_after_muting_there_the_choices_are_shown_again_with_what_is_muted_and_until_when(client):
    reader, repository = make_subscriber(), make_repository()
    sent = {"what": f"repository:{repository.pk}", "span": "week"}
    page = client.post(choices_of(reader) + "mute/", sent, follow=True)
    (mute,) = muted(reader)

    assert page.redirect_chain == [(choices_of(reader) + "?done=saved#done", 302)]
    assert f"Muted until {mute.until.day} {mute.until:%B}" in page.text
    assert f'form="hear" name="what" value="repository:{repository.pk}"' in page.text


def test_a_topic_that_is_muted_is_heard_again_from_the_choices(client):
    make_topic("moe")
    reader = make_subscriber(muted=[Mute(TOPIC, "moe")])
    assert "Muted for good" in client.get(choices_of(reader)).text

    page = client.post(choices_of(reader) + "mute/", {"what": "topic:moe", "span": "end"}, follow=True).text

    assert muted(reader) == []
    assert "Muted for good" not in page


def test_a_mute_that_is_over_is_not_shown(client):
    reader, repository = make_subscriber(), make_repository()
    reader.choose(muted=[Mute(REPOSITORY, repository.pk, timezone.localdate() - dt.timedelta(days=2))])

    assert "Muted" not in client.get(choices_of(reader)).text


def test_saving_the_choices_keeps_what_is_muted(client):
    reader, repository = make_subscriber(), make_repository()
    reader.choose(muted=[Mute(REPOSITORY, repository.pk)])
    sent = {"repository_scope": "all", "topic_scope": "all", "kinds": ["merged"], "language": "en"}
    client.post(choices_of(reader), sent | {"time_zone": "UTC", "minute": 480, "frequency": "daily"})
    reader.refresh_from_db()

    assert reader.selection.kinds == ["merged"]
    assert muted(reader) == [Mute(REPOSITORY, repository.pk)]


def test_the_link_that_mutes_does_not_open_the_choices(client):
    token = page_of(make_subscriber()).split("/")[2]

    assert client.get(f"/preferences/{token}/mute/").status_code == 404


def test_a_visitor_who_signs_up_mutes_nothing(client):
    make_repository()
    make_topic("moe")

    assert "mute" not in client.get("/").text.lower()
