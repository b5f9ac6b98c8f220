"""A real Chromium: Debian's, driven by Playwright; tests are skipped where there is none."""

import functools
import os
import shutil

import pytest
from django.core.servers.basehttp import WSGIRequestHandler
from django.templatetags.static import static
from playwright.sync_api import sync_playwright

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = ["--no-sandbox"]
# A machine without a way out refuses the connections that Chromium makes for itself, many at a time.
FLAGS += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
FLAGS += ["--process-per-site"]  # one process shows all pages of a window


@pytest.fixture(scope="session", autouse=True)
def prompt_answers():
    """Headers and body are two writes: the second one of Django's test server would wait 40 ms for the first."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WSGIRequestHandler, "disable_nagle_algorithm", True)
        yield


@pytest.fixture(scope="session")
def chromium():
    if not CHROMIUM:
        pytest.skip("no Chromium is installed")
    # Playwright runs an event loop in this thread; Django takes that for asynchronous code and would refuse its ORM.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="session")
def window(chromium, live_server):
    """Windows are made once, by whether they run JavaScript: each new one starts processes that cost as much as a test.

    An empty page stays open in each, so that the process of the site lives on when a test's page is closed.
    """

    @functools.cache
    def with_script(script):
        context = chromium.new_context(base_url=live_server.url, locale="en-GB", java_script_enabled=script)
        context.set_default_timeout(10_000)
        context.new_page().goto(static("icon.svg"))
        return context

    return with_script


@pytest.fixture
def open_page(window, live_server, settings):
    """Opens a page as in a browser that was never used: without cookies, storage or cached files, at desktop width."""
    settings.SITE_URL = live_server.url
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = settings.SECURE_SSL_REDIRECT = False
    used = set()

    def open_page(script=True):
        context = window(script)
        used.add(context)
        page = context.new_page()
        forget_all(context.new_cdp_session(page), live_server.url)
        page.set_viewport_size({"width": 1200, "height": 900})
        return page

    yield open_page
    for context in used:
        for page in context.pages[1:]:
            page.close()


def forget_all(browser, url):
    browser.send("Network.clearBrowserCookies")
    browser.send("Network.clearBrowserCache")
    browser.send("Storage.clearDataForOrigin", {"origin": url, "storageTypes": "all"})


@pytest.fixture
def page(open_page):
    """A fresh page in English, on a site that calls itself by the live server's address.

    What the browser complains of is kept in `page.complaints`.
    """
    page = open_page()
    page.complaints = []
    page.on("console", lambda message: page.complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    return page


@pytest.fixture
def desk(page, django_user_model):
    """The admin's first page, logged in by its form."""
    django_user_model.objects.create_superuser("olga", "olga@example.org", "a long password")
    page.goto("/admin/")
    page.get_by_label("Username").fill("olga")
    page.get_by_label("Password").fill("a long password")
    page.get_by_role("button", name="Log in").click()
    return page
