"""Signing up in a real browser: few steps, a live preview, nothing that moves by itself and nothing from elsewhere."""

import pytest

from subscribers import signed_links
from subscribers.models import RepositoryRequest
from tests.browser.accessibility import faults
from tests.factories import DAY, make_digest, make_repository, make_statement, make_subscriber, make_topic

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SHIFTS = """new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shift = (window.shift ?? 0) + entry.value;
}).observe({ type: "layout-shift", buffered: true });"""
WITH_TARGET_SIZE = {"rules": {"target-size": {"enabled": True}}}


@pytest.fixture(autouse=True)
def newsroom():
    digest = make_digest(DAY, status="published")
    for full_name in ("flashinfer-ai/flashinfer", "vllm-project/vllm", "NVIDIA/cutlass"):
        repository = make_repository(full_name, lines={"en": "What it is for"})
        make_statement(digest, repository=repository, texts={"en": (f"{repository.name} is faster", "By a third.")})
    make_topic("attention")


@pytest.fixture
def watched(page):
    """A page of which all hosts, complaints and layout shifts are kept."""
    page.hosts = set()
    page.on("request", lambda request: page.hosts.add(request.url.split("/")[2]))
    page.add_init_script(SHIFTS)
    return page


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("address", ["/", "/?repository=acme/none", "preferences"])
def test_the_form_holds_for_everybody_at_every_width(watched, live_server, width, address):
    watched.set_viewport_size({"width": width, "height": 800})
    watched.goto(
        signed_links.preferences_url(make_subscriber("ada@example.org")) if address == "preferences" else address
    )
    watched.wait_for_load_state("networkidle")

    assert faults(watched, **WITH_TARGET_SIZE) == []
    assert watched.evaluate("document.documentElement.scrollWidth") <= width
    assert watched.evaluate("window.shift ?? 0") == 0
    assert watched.hosts == {live_server.url.split("/")[2]}
    assert watched.complaints == []


def test_everything_is_subscribed_to_within_eight_tab_stops(page):
    page.goto("/")
    stops = []
    for _ in range(8):
        page.keyboard.press("Tab")
        stops.append(page.evaluate("document.activeElement.id || document.activeElement.textContent.trim()"))

    assert "id_email" in stops
    assert "Send me the confirmation" in stops


def test_the_preview_and_the_lines_about_it_follow_the_choice(watched):
    watched.goto("/")
    frame, count = watched.locator("#preview-frame"), watched.locator("#preview-count")
    assert "vllm is faster" in frame.inner_text()
    watched.get_by_role("checkbox", name="cutlass").check()
    count.get_by_text("1 story").wait_for()

    assert "cutlass is faster" in frame.inner_text()
    assert "vllm is faster" not in frame.inner_text()
    assert watched.locator("#what").inner_text().startswith("cutlass, English, 08:30")
    assert watched.complaints == []


def test_the_time_zone_is_the_browsers_and_all_others_are_one_button_away(chromium, page, live_server):
    context = chromium.new_context(base_url=live_server.url, locale="en-GB", timezone_id="Africa/Nairobi")
    fresh = context.new_page()
    fresh.goto("/")
    zone = fresh.get_by_label("Time zone")
    assert "08:30 Nairobi (from your browser)" in fresh.locator(".what").inner_text()
    assert zone.input_value() == "Africa/Nairobi"

    fresh.get_by_role("button", name="All time zones").click()
    zone.locator("option[value='Pacific/Auckland']").first.wait_for(state="attached")
    zone.select_option("Pacific/Auckland")
    fresh.get_by_text("08:30 Auckland").wait_for()
    context.close()


def test_a_search_without_a_match_can_be_asked_for(page):
    page.goto("/")
    page.get_by_role("searchbox").fill("openai/triton")
    page.get_by_role("button", name="Ask for it").click()
    page.get_by_text("Noted: openai/triton").wait_for()

    assert RepositoryRequest.objects.get().full_name == "openai/triton"


def test_without_javascript_the_preview_has_a_button_and_a_contradiction_two(open_page):
    plain = open_page(script=False)
    plain.goto("/")
    plain.get_by_role("checkbox", name="cutlass").check()
    plain.get_by_role("button", name="Update the preview").click()
    assert "cutlass is faster" in plain.locator("#preview-frame").inner_text()
    assert "vllm is faster" not in plain.locator("#preview-frame").inner_text()

    plain.get_by_role("radio", name="All, later ones too").check()
    plain.get_by_label("E-mail address").fill("ada@example.org")
    plain.get_by_role("button", name="Send me the confirmation").click()
    plain.get_by_role("button", name="Only the one ticked").click()
    plain.get_by_role("heading", name="Look into your inbox").wait_for()


@pytest.mark.parametrize("script", [True, False])
def test_a_wrong_address_is_put_right_with_the_choices_as_they_were(open_page, script):
    make_repository("NVIDIA/cutlass")
    page = open_page(script)
    page.goto("/")
    page.get_by_role("checkbox", name="cutlass").check()
    page.get_by_label("E-mail address").fill("adda@example.org")
    page.get_by_role("button", name="Send me the confirmation").click()
    page.get_by_role("button", name="Wrong address?").click()

    page.get_by_role("checkbox", name="cutlass").wait_for()
    assert page.get_by_role("checkbox", name="cutlass").is_checked()
    assert page.get_by_label("E-mail address").input_value() == "adda@example.org"
