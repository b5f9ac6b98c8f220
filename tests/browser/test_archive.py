"""The archive in a real browser: it fits a phone, passes axe, shifts nothing, and works without JavaScript."""

import datetime as dt

import pytest

from digest.search.index import index_published
from tests.browser.accessibility import faults
from tests.factories import DAY, make_activity, make_digest, make_statement
from tests.newsletter.a_day import make_a_day

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LONG = "Correct chunk_end calculation in multi-CTA collaboration when max_len is larger than length " * 3
STORY = "r/flashinfer-ai/flashinfer/pull/2547/"
PAGES = ["archive/", "2026/02/19/", "2026/02/20/", "2026/02/20/?label=reverted", STORY, "r/flashinfer-ai/flashinfer/"]
PAGES += ["t/attention/", "search/?q=mla"]
TARGETS = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}}
SHIFTS = """new Promise(done => new PerformanceObserver(list =>
    done(list.getEntries().reduce((sum, entry) => sum + entry.value, 0))
).observe({type: "layout-shift", buffered: true}) || setTimeout(() => done(0), 40))"""


@pytest.fixture(autouse=True)
def days():
    """A day, and the next with a follow-up of a long headline, told in both languages."""
    first = make_a_day().statements.get(label="new")
    at = dt.datetime(2026, 2, 21, 1, tzinfo=dt.UTC)
    digest = make_digest(DAY + dt.timedelta(days=1), status="published", published_at=at)
    revert = make_activity(number=2600, title=LONG, digest=digest)
    told = {"en": (LONG, "It was slow."), "zh-hans": ("因为太慢而被撤回，" * 12, "")}
    follow_up = make_statement(
        digest, revert, texts=told, follows=first, label="reverted", importance=4, topics=["moe"]
    )
    again = make_activity(number=2601, title=LONG, digest=digest)
    make_statement(digest, again, follows=follow_up, importance=4)
    index_published()


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("width", [320, 1280])
def test_pages_hold_and_can_be_used_by_everybody(page, live_server, width, language):
    page.set_viewport_size({"width": width, "height": 900})
    asked, complaints = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)

    for rest in PAGES:
        assert page.goto(f"/{language}/{rest}").ok, rest
        assert faults(page, **TARGETS) == [], rest
        assert page.evaluate("document.documentElement.scrollWidth") <= width, rest
        assert page.evaluate(SHIFTS) == 0, rest

    assert [url for url in asked if not url.startswith(live_server.url)] == []
    assert complaints == []


@pytest.mark.parametrize(("language", "width"), [("zh", 390), ("en", 390), ("zh", 1280), ("en", 1280)])
def test_the_date_of_a_day_stands_on_one_line_above_its_stories_on_a_phone_and_beside_them_elsewhere(
    page, language, width
):
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"/{language}/archive/")
    height, below = page.evaluate("""() => {
        const heading = document.querySelector(".day-row h3"), words = document.createRange()
        words.selectNodeContents(heading)
        const date = words.getBoundingClientRect(), line = document.querySelector(".day-line").getBoundingClientRect()
        return [date.height, line.top >= date.bottom - 2] }""")

    assert height < 40  # two lines are 56
    assert below == (width == 390)


def test_the_sign_of_a_story_s_place_never_stands_alone_on_a_line(page):
    for width in range(320, 720, 40):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto("/en/2026/02/19/")
        ends = """() => [...document.querySelectorAll(".place")].every(place => {
            const last = [...place.parentElement.firstElementChild.getClientRects()].at(-1)
            return Math.abs(last.bottom - place.getBoundingClientRect().bottom) < 16 })"""
        assert page.evaluate(ends), width


def test_a_story_is_found_and_followed_without_javascript(open_page):
    page = open_page(script=False)
    page.goto("/archive/")
    page.get_by_role("searchbox").fill("skip-softmax")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="Skip-Softmax covers MLA").click()
    page.get_by_role("heading", name="It was slow.").or_(page.get_by_text("It was slow.")).wait_for()
    page.get_by_role("button", name="中文").click()

    page.wait_for_url(f"**/zh/{STORY}")


def test_rows_are_folded_on_a_phone_and_open_on_a_desk(page):
    row = page.get_by_text("Tests and CI").or_(page.get_by_text("Add Hopper to CI")).first
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/en/2026/02/19/")
    assert not row.is_visible()
    page.locator(".rest summary").click()
    assert row.is_visible()

    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto("/en/2026/02/19/")
    assert row.is_visible()
