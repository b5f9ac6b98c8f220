"""Muting in a real browser: from the foot of a section of the mail, and from a row of the choices."""

import pytest

from newsletter.mail.compose import compose_delivery
from subscribers import mutes, signed_links
from subscribers.mutes import REPOSITORY, TOPIC, Mute
from tests.browser.accessibility import faults
from tests.factories import make_delivery, make_digest, make_repository, make_statement, make_subscriber, make_topic

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def muted(reader):
    reader.refresh_from_db()
    return [mute[:2] for mute in mutes.from_rows(reader.selection.muted)]


def assert_it_holds(page):
    assert faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("width", [320, 1280])
def test_the_link_at_the_end_of_a_section_mutes_its_repository(page, width):
    repository, reader = make_repository("vllm-project/vllm"), make_subscriber()
    digest = make_digest(status="published")
    make_statement(digest, repository=repository)
    html = compose_delivery(make_delivery(digest, reader)).alternatives[0][0]
    page.set_viewport_size({"width": width, "height": 800})
    page.set_content(html)
    page.get_by_role("link", name="Mute vllm").click()
    assert_it_holds(page)
    assert muted(reader) == []

    page.get_by_role("button", name="For a week").click()
    page.get_by_role("button", name="Hear it again vllm-project/vllm").wait_for()
    assert_it_holds(page)
    assert muted(reader) == [(REPOSITORY, repository.pk)]


@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize("width", [320, 1280])
def test_a_row_of_the_choices_is_muted_and_heard_again(open_page, width, script):
    repository, topic = make_repository("vllm-project/vllm"), make_topic("moe")
    reader = make_subscriber(muted=[Mute(TOPIC, topic.slug)])
    page = open_page(script)
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(signed_links.preferences_url(reader))
    page.get_by_role("link", name="Mute vllm").click()
    page.get_by_role("button", name="For good").click()
    page.get_by_text("Saved. Your next mail follows the new choices.").wait_for()
    assert muted(reader) == [(REPOSITORY, repository.pk), (TOPIC, "moe")]
    if script:
        assert_it_holds(page)

    page.get_by_role("button", name="Hear it again Moe").click()
    page.get_by_role("button", name="Hear it again Moe").wait_for(state="detached")
    assert muted(reader) == [(REPOSITORY, repository.pk)]
