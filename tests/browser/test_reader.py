"""One reader's whole way in a real browser: sign-up, confirmation, choices, farewell."""

import pytest

from newsletter.celery import app
from subscribers import signed_links
from subscribers.models import Subscriber
from tests.browser.accessibility import faults
from tests.factories import make_digest, make_repository, make_statement, make_subscriber, make_topic

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def newsroom(settings):
    """Three repositories, two topics, a local mailbox, and a worker that works at once."""
    settings.EMAIL_BACKEND = "newsletter.embedded.maildir.EmailBackend"
    for full_name in ("flashinfer-ai/flashinfer", "vllm-project/vllm", "NVIDIA/cutlass"):
        make_repository(full_name, lines={"en": "What it is for", "zh-hans": "它的用途"})
    make_topic("attention")
    make_topic("moe")
    app.conf.task_always_eager = True
    yield
    app.conf.task_always_eager = False


def chosen_by(email):
    subscriber = Subscriber.objects.select_related("selection").get(email=email)
    names = {row.pk: row.name for row in map(make_repository, ["flashinfer-ai/flashinfer", "vllm-project/vllm"])}
    return subscriber.status, sorted(names[pk] for pk in subscriber.selection.repositories)


def open_mail(page, subject, button):
    """The page that a button in the HTML part of this mail opens, found on the mailbox page."""
    page.get_by_role("link", name=subject).first.click()
    with page.expect_popup() as opened:
        page.frame_locator("iframe").get_by_role("link", name=button).click()
    return opened.value


def test_a_reader_signs_up_confirms_changes_repositories_and_unsubscribes(page):
    page.goto("/")
    page.get_by_role("searchbox").fill("flashinf")
    page.get_by_role("checkbox", name="flashinfer").check()
    page.get_by_label("E-mail address").fill("ada@example.org")
    page.get_by_role("button", name="Send me the confirmation").click()
    page.get_by_role("link", name="Open the mailbox").click()
    assert chosen_by("ada@example.org") == ("pending", ["flashinfer"])

    page = open_mail(page, "Confirm your subscription", "Confirm the subscription")
    page.get_by_role("button", name="Confirm the subscription").click()
    page.get_by_role("heading", name="You are subscribed").wait_for()
    assert chosen_by("ada@example.org") == ("active", ["flashinfer"])

    page.get_by_role("link", name="Mail me the link to my choices").click()
    page.get_by_label("E-mail address").fill("ada@example.org")
    page.get_by_role("button", name="Send a fresh link").click()
    page.get_by_role("link", name="Open the mailbox").click()
    page = open_mail(page, "Your choices for", "Open your choices")
    page.get_by_role("checkbox", name="vllm").check()
    page.get_by_role("button", name="Save choices").click()
    page.get_by_text("Saved. Your next mail follows the new choices.").wait_for()
    assert page.evaluate("document.activeElement.id") == "done"
    assert chosen_by("ada@example.org") == ("active", ["flashinfer", "vllm"])

    page.get_by_role("button", name="Unsubscribe").click()
    page.get_by_role("heading", name="You are unsubscribed").wait_for()
    assert chosen_by("ada@example.org") == ("unsubscribed", ["flashinfer", "vllm"])


def test_who_comes_by_an_old_link_asks_for_a_fresh_one_right_there(page):
    reader = make_subscriber("ada@example.org")
    page.goto(f"/preferences/{signed_links.token(reader.public_id, 'preferences', 'old')}/")
    page.get_by_label("E-mail address").fill("ada@example.org")
    page.get_by_role("button", name="Send a fresh link").click()

    page.get_by_role("heading", name="Look into your inbox").wait_for()


def test_ticking_one_means_only_these_and_choosing_all_sends_no_ticks(page):
    page.goto("/")
    repositories = page.get_by_role("group", name="Repositories")
    repositories.get_by_role("checkbox", name="vllm").check()
    assert repositories.get_by_role("radio", name="Only these").is_checked()
    assert repositories.get_by_text("1 of 3 chosen").is_visible()

    repositories.get_by_role("radio", name="All, later ones too").check()
    page.get_by_label("E-mail address").fill("ada@example.org")
    page.get_by_role("button", name="Send me the confirmation").click()
    page.get_by_role("heading", name="Look into your inbox").wait_for()
    assert chosen_by("ada@example.org") == ("pending", [])


def test_a_search_hides_rows_and_unticks_none(page):
    page.goto("/")
    page.get_by_role("checkbox", name="vllm").check()
    page.get_by_role("searchbox").fill("triton")
    assert page.get_by_text("No repository matches “triton”.").is_visible()
    page.get_by_role("button", name="Clear the search").click()

    assert page.get_by_role("checkbox", name="vllm").is_checked()


def test_everything_works_without_javascript(open_page):
    plain = open_page(script=False)
    plain.goto("/")
    plain.get_by_role("group", name="Repositories").get_by_role("radio", name="Only these").check()
    plain.get_by_role("checkbox", name="vllm").check()
    plain.get_by_label("E-mail address").fill("ada.example.org")
    plain.get_by_role("button", name="Send me the confirmation").click()
    plain.get_by_role("link", name="This address is not complete").click()
    plain.get_by_label("E-mail address").fill("ada@example.org")
    plain.get_by_role("button", name="Send me the confirmation").click()
    plain.get_by_role("heading", name="Look into your inbox").wait_for()

    assert chosen_by("ada@example.org") == ("pending", ["vllm"])


def make_edition():
    """A published day with a story, so that there is something to preview."""
    digest = make_digest(status="published", published_at="2026-02-20T01:00Z")
    make_statement(digest)


def test_on_a_phone_a_bar_leads_to_the_preview_and_to_the_address_below_it(page):
    make_edition()
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/")
    bar, preview, again = page.locator(".bar"), page.locator(".preview-frame"), page.get_by_label("Subscribe with this")
    assert bar.is_hidden()  # the address is on the first screen
    page.get_by_role("heading", name="Topics").scroll_into_view_if_needed()
    bar.wait_for()
    assert bar.bounding_box()["height"] == 64
    assert preview.bounding_box()["y"] + preview.bounding_box()["height"] < again.bounding_box()["y"]

    bar.get_by_role("link", name="Preview").click()
    page.wait_for_function("document.querySelector('#preview').getBoundingClientRect().top < innerHeight / 2")
    page.get_by_role("heading", name="Topics").scroll_into_view_if_needed()
    bar.get_by_role("link", name="Subscribe").click()
    bar.wait_for(state="hidden")
    assert page.evaluate("document.activeElement.id") == "id_email_again"


def test_the_bar_follows_the_choice_and_covers_nothing_that_has_the_focus(page):
    make_edition()
    make_topic("moe")
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/")
    bar = page.locator(".bar")
    page.get_by_role("heading", name="Topics").scroll_into_view_if_needed()
    bar.get_by_text("1 story, 1 minute").wait_for()
    page.get_by_role("checkbox", name="Moe").check()
    bar.get_by_text("No story").wait_for()

    covered = "document.activeElement.getBoundingClientRect().bottom > innerHeight - 64"
    for _ in range(30):
        page.keyboard.press("Tab")
        assert bar.is_hidden() or page.evaluate(f"!!document.activeElement.closest('.bar') || !({covered})")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 390, 1200])
def test_pages_hold_at_every_width_and_for_every_reader(page, scheme, width):
    make_edition()
    reader = make_subscriber("ada@example.org", topics=["attention"])
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    refused = []
    page.on("console", lambda message: refused.append(message.text) if message.type == "error" else None)
    for address in (
        "/",
        "/asked/",
        "/fresh-link/",
        signed_links.preferences_url(reader),
        signed_links.unsubscribe_url(reader),
    ):
        page.goto(address)
        assert faults(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width

    assert refused == []  # the Content-Security-Policy blocks nothing of ours
