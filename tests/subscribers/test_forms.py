"""The form of choices: what is meant where nothing was said twice, what is offered, how it stands half filled in."""

import pytest
from django.http import QueryDict

from digest.models import TopicRule
from subscribers.forms import PreferencesForm, SignUpForm
from subscribers.preferences import Preferences
from tests.factories import make_repository, make_topic

pytestmark = pytest.mark.django_db
REST = "kinds=merged&language=en&time_zone=UTC&minute=480"


def sent(query, begin=None):
    return PreferencesForm(begin or Preferences("en"), "en", QueryDict(f"{REST}&{query}"))


def test_who_ticks_one_and_chooses_neither_all_nor_these_gets_that_one():
    vllm = make_repository("vllm-project/vllm")
    form = sent(f"repositories={vllm.pk}")

    assert form.is_valid()
    assert form.preferences().repositories == (vllm.pk,)


def test_who_ticks_none_gets_all():
    form = sent("")

    assert form.is_valid()
    assert form.preferences().repositories == ()


def test_all_with_ticks_is_asked_about_and_either_button_settles_it():
    vllm = make_repository("vllm-project/vllm")
    both = f"repository_scope=all&repositories={vllm.pk}"

    assert sent(both).contradicted == ["repositories"]
    assert sent(f"{both}&repository_scope=these").preferences().repositories == (vllm.pk,)
    assert sent(f"{both}&repository_scope=all_after_all").preferences().repositories == ()
    assert sent(f"{both}&repository_scope=all_after_all").contradicted == []


def test_a_newcomer_finds_no_radio_button_chosen_and_a_reader_finds_their_own():
    assert SignUpForm(Preferences("en"), "en")["repository_scope"].value() == ""
    assert PreferencesForm(Preferences("en"), "en")["repository_scope"].value() == "all"


def test_what_is_wrong_in_a_form_is_as_it_began():
    vllm = make_repository("vllm-project/vllm")
    form = sent(f"repositories={vllm.pk}&minute=soon", Preferences("en", minute=450))

    assert not form.is_valid()
    assert (form.preferences().repositories, form.preferences().minute) == ((vllm.pk,), 450)


def test_a_repository_that_ended_is_offered_to_who_has_it_only_and_says_so():
    gone = make_repository("acme/gone", trouble="archived")
    for_newcomers, for_its_reader = (
        PreferencesForm(Preferences("en"), "en"),
        PreferencesForm(Preferences("en", (gone.pk,)), "en"),
    )

    assert for_newcomers.offered_repositories == []
    assert [row["trouble"] for _name, rows in for_its_reader.repository_groups for row in rows] == ["archived"]


def test_interface_changes_are_offered_once_as_a_kind():
    make_topic("attention")
    TopicRule.objects.create(topic=make_topic("interface-changes"), kind="change", pattern="*")
    TopicRule.objects.create(topic=make_topic("defaults"), kind="change", pattern="changed_default")

    assert [row.slug for row in PreferencesForm(Preferences("en"), "en").offered_topics] == ["attention", "defaults"]
    kept = PreferencesForm(Preferences("en", topics=("interface-changes",)), "en").offered_topics
    assert "interface-changes" in [row.slug for row in kept]


def test_the_select_begins_with_the_common_zones_and_the_readers_own():
    own = PreferencesForm(Preferences("en", time_zone="America/Argentina/Ushuaia"), "en").fields["time_zone"].choices

    assert [zone for zone, _label in own][:2] == ["America/Argentina/Ushuaia", "Asia/Shanghai"]
    assert len(own) == 14


def test_all_zones_are_there_for_who_asks_by_the_button():
    assert [name for name, _zones in sent("zones=all").fields["time_zone"].choices] == ["Common", "All"]
