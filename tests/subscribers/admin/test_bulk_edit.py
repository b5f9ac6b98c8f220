"""One change to many readers: asked for in a form, confirmed with their number, and nothing beside it changed."""

import pytest
from django.contrib.admin.models import LogEntry

from subscribers.admin import bulk_edit
from tests.factories import make_repository, make_subscriber, make_topic

pytestmark = pytest.mark.django_db

LIST = "/admin/subscribers/subscriber/"


def post(client, readers, **more):
    data = {"action": "change_choices", "_selected_action": [reader.pk for reader in readers]}
    return client.post(LIST, data | more, follow=True)


def change(client, readers, **said):
    answer = post(client, readers, asked="yes", confirmed="yes", **said)
    for reader in readers:
        reader.refresh_from_db()
    return answer


def test_the_form_comes_first_and_says_how_many(admin_client):
    readers = [make_subscriber(), make_subscriber()]

    text = post(admin_client, readers).text

    assert "2 readers are selected." in text
    assert "leave as it is" in text


def test_the_change_is_said_with_the_number_before_it_is_made(admin_client):
    readers = [make_subscriber(), make_subscriber()]

    text = post(admin_client, readers, asked="yes", new_language="zh-hans", new_minute="450").text

    assert "This changes 2 readers:" in text
    assert "Language: 中文" in text
    assert "Hour: 07:30" in text
    assert "Yes, change 2 readers" in text
    assert {reader.language for reader in readers} == {"en"}


def test_a_confirmed_change_keeps_what_was_left_alone(admin_client):
    reader = make_subscriber(repositories=[make_repository().pk], kinds=["merged"], minute=450)

    change(admin_client, [reader], new_language="zh-hans")

    assert (reader.language, reader.minute, reader.selection.kinds) == ("zh-hans", 450, ["merged"])
    assert reader.selection.repositories == [make_repository().pk]
    assert LogEntry.objects.get().get_change_message() == "Language: 中文"
    assert LogEntry.objects.get().object_repr == reader.public_id


def test_repositories_are_set_for_everybody_or_added_where_some_were_chosen(admin_client):
    one, two = make_repository("a/one"), make_repository("a/two")
    some, everything = make_subscriber(repositories=[one.pk]), make_subscriber()

    change(admin_client, [some, everything], repository_scope="add", new_repositories=[two.pk])
    assert (some.selection.repositories, everything.selection.repositories) == ([one.pk, two.pk], [])

    change(admin_client, [some, everything], repository_scope="these", new_repositories=[two.pk])
    assert (some.selection.repositories, everything.selection.repositories) == ([two.pk], [two.pk])

    change(admin_client, [some, everything], repository_scope="all")
    assert (some.selection.repositories, everything.selection.repositories) == ([], [])


def test_topics_are_set(admin_client):
    make_topic("attention")
    reader = make_subscriber()

    change(admin_client, [reader], topic_scope="these", new_topics=["attention"])

    assert reader.selection.topics == ["attention"]


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({}, "Nothing is to be changed."),
        ({"repository_scope": "these"}, "Tick some and say what is meant by them"),
        ({"new_topics": ["attention"]}, "Tick some and say what is meant by them"),
        ({"new_language": "tlh"}, "Select a valid choice"),
    ],
)
def test_what_is_not_said_whole_changes_nobody(admin_client, said, words):
    make_topic("attention")
    reader = make_subscriber()
    before = reader.selection

    answer = change(admin_client, [reader], **said)

    assert words in answer.text
    assert reader.selection == before


def test_a_reader_who_has_it_already_is_neither_counted_nor_logged(admin_client):
    readers = [make_subscriber(language="zh-hans"), make_subscriber()]

    answer = change(admin_client, readers, new_language="zh-hans")

    assert "Changed 1 reader: Language: 中文." in answer.text
    assert LogEntry.objects.count() == 1


def test_so_many_readers_at_once_and_no_more(admin_client, monkeypatch):
    monkeypatch.setattr(bulk_edit, "MAX_CHANGED", 1)
    readers = [make_subscriber(), make_subscriber()]

    answer = change(admin_client, readers, new_language="zh-hans")

    assert "At most 1 readers in one go" in answer.text
    assert {reader.language for reader in readers} == {"en"}


def test_everybody_of_a_filtered_list_can_be_chosen(admin_client):
    english, chinese = make_subscriber(), make_subscriber(language="zh-hans")
    data = {"action": "change_choices", "_selected_action": [english.pk], "select_across": "1", "new_minute": "30"}

    text = admin_client.post(f"{LIST}?selection__language=en", data | {"asked": "yes"}).text
    assert "Yes, change 1 reader" in text
    assert '<input type="hidden" name="select_across" value="1">' in text
    admin_client.post(f"{LIST}?selection__language=en", data | {"asked": "yes", "confirmed": "yes"})

    english.refresh_from_db()
    chinese.refresh_from_db()
    assert (english.minute, chinese.minute) == (30, 480)
