"""The verbs of the desk on a statement: who may press which, in which state, and what is told of it."""

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from digest.models import Digest, Statement
from tests.factories import make_activity, make_digest, make_sentence, make_statement

pytestmark = pytest.mark.django_db

TOLD = {"en": ("`kernel_1` no longer crashes", ""), "zh-hans": ("`kernel_1` 不再崩溃", "")}
BUTTONS = {"tell_by_title", "pin", "hide", "rank", "restore"}
LIST = "/admin/digest/statement/"


def make_story(status="held", **fields):
    published = {"published_at": timezone.now()} if status == "published" else {}
    digest = make_digest(status=status, **published)
    return make_statement(digest, make_activity(digest=digest, title="Fix crash of kernel_1"), TOLD, **fields)


def page_of(statement):
    return reverse("admin:digest_statement_change", args=[statement.pk])


def press(client, name, *statements):
    data = {"action": name, "_selected_action": [row.pk for row in statements], "on_page": "yes"}
    return client.post(LIST, data, follow=True)


def buttons(response):
    return {name for name in BUTTONS | {"edit/"} if f'value="{name}"' in response.text or name in links(response)}


def links(response):
    return {"edit/"} if "/edit/" in response.text else set()


def state():
    return list(Statement.objects.order_by("pk").values()), LogEntry.objects.count()


@pytest.mark.parametrize("role", ["operator", "editor"])
def test_who_works_at_the_desk_has_the_buttons_that_make_sense(client, as_role, role):
    as_role(role)
    story = make_story()

    assert buttons(client.get(page_of(story))) == {"tell_by_title", "pin", "hide", "edit/"}
    story.placement = "pinned"
    story.original = {"outcome": "passed", "texts": {}}
    story.save()
    assert buttons(client.get(page_of(story))) == {"tell_by_title", "hide", "rank", "restore", "edit/"}


def test_a_viewer_only_looks(client, as_role):
    as_role("viewer")
    story = make_story()
    before = state()

    page = client.get(page_of(story))
    for name in BUTTONS:
        press(client, name, story)

    assert page.status_code == 200
    assert buttons(page) == set()
    assert state() == before


@pytest.mark.parametrize("role", ["operator", "editor"])
@pytest.mark.parametrize(
    ("name", "done", "field", "value"),
    [
        ("tell_by_title", "told by its title", "outcome", "title"),
        ("pin", "pinned", "placement", "pinned"),
        ("hide", "hidden", "placement", "hidden"),
    ],
)
def test_a_verb_is_done_and_stands_in_the_history(client, as_role, role, name, done, field, value):
    as_role(role)
    story = make_story()

    response = press(client, name, story)

    story.refresh_from_db()
    assert getattr(story, field) == value
    assert "1 statement was changed." in response.text
    assert LogEntry.objects.get(object_id=story.pk).get_change_message() == f"Changed {done}."
    assert response.redirect_chain[-1][0] == page_of(story)


@pytest.mark.parametrize("name", ["rank", "restore"])
def test_a_decision_is_taken_back_by_its_button(client, as_role, name):
    as_role("editor")
    story = make_story()
    press(client, {"rank": "hide", "restore": "tell_by_title"}[name], story)

    press(client, name, story)

    story.refresh_from_db()
    assert (story.placement, story.outcome, story.original) == ("", "passed", {})
    assert story.texts.count() == 2


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        ("collecting", "still being made"),
        ("writing", "being written"),
        ("rejected", "take that back first"),
        ("published", "what is published is closed"),
    ],
)
def test_in_a_day_that_is_not_open_each_is_refused_with_the_reason(client, as_role, status, reason):
    as_role("operator")
    story = make_story(status, original={"outcome": "title", "texts": {}})
    before = state()

    page = client.get(page_of(story))
    answers = [press(client, name, story) for name in ("tell_by_title", "pin", "hide", "restore")]

    assert buttons(page) == set()
    assert reason in page.text
    assert [answer for answer in answers if reason not in answer.text] == []
    assert state() == before


def test_several_are_done_at_once_and_each_refusal_is_said_once(client, as_role):
    as_role("editor")
    story = make_story()
    sentences = [make_sentence(story.digest, [story]) for _number in range(2)]

    answer = press(client, "pin", story, *sentences)

    assert "1 statement was changed." in answer.text
    assert answer.text.count("Only a story can be pinned.") == 1
    assert LogEntry.objects.count() == 1


def test_a_sentence_about_the_day_is_edited_or_hidden_and_nothing_else(client, as_role):
    as_role("editor")
    story = make_story()
    sentence = make_sentence(story.digest, [story])

    assert buttons(client.get(page_of(sentence))) == {"hide", "edit/"}


def test_the_page_keeps_what_stood_before_and_says_who_changed_it(client, as_role):
    as_role("editor")
    story = make_story()
    press(client, "tell_by_title", story)

    page = client.get(page_of(story)).text

    assert "`kernel_1` no longer crashes" in page
    assert ">editor<" in page
    assert "passed" in page


def test_a_button_needs_the_token_of_its_form(django_user_model):
    user = django_user_model.objects.create_superuser("olga")
    browser, story = Client(enforce_csrf_checks=True), make_story()
    browser.force_login(user)

    assert press(browser, "hide", story).status_code == 403
    assert Digest.objects.get().statements.get().placement == ""
