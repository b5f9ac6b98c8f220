"""The values of an edition add up, whoever asks them."""

from newsletter.editions.types import RepositoryInfo
from tests.newsletter.edition_values import VLLM, counts, edition, section, story


def test_a_repository_is_named_without_becoming_a_link():
    info = RepositoryInfo(1, "socketio/socket.io", "https://github.com/socketio/socket.io")

    assert info.owner == "socketio"
    assert info.name != "socket.io"
    assert info.name.replace("\u200c", "") == "socket.io"
    assert info.owner_and_name == f"socketio/{info.name}"
    assert info.full_name == "socketio/socket.io"


def test_all_stories_are_those_told_then_named_then_folded():
    told = section(story(1), more_stories=(story(2),), folded_stories=(story(3, fold="ci"),))

    assert [each.id for each in told.all_stories] == [1, 2, 3]
    assert told.stories_shown == 1


def test_sections_have_one_key_where_they_tell_and_name_the_same():
    assert section(story(1), more_stories=(story(2),)).key == section(story(1), more_stories=(story(2),)).key
    assert section(story(1), more_stories=(story(2),)).key != section(story(1), story(2)).key
    assert section(story(1)).key != section(story(1), repository=VLLM).key


def test_one_kind_that_failed_makes_a_section_failed_and_a_partial_one_does_not():
    assert section(counts=counts(issues="failed")).is_failed
    assert not section(counts=counts(issues="partial")).is_failed


def test_an_edition_that_tells_nothing_is_empty_whatever_it_names():
    assert edition(section(more_stories=(story(1),))).is_empty
    assert not edition(section(story(1))).is_empty


def test_every_section_comes_in_one_order():
    quiet, failed, pending = (section(repository=RepositoryInfo(pk, f"a/{pk}", "")) for pk in (3, 4, 5))
    shown = edition(section(story(1)), quiet=(quiet,), failed=(failed,), pending=(pending,))

    assert [each.repository.id for each in shown.every_section] == [1, 3, 4, 5]


def test_only_importance_five_is_key():
    assert story(importance=5).is_key
    assert not story(importance=4).is_key
