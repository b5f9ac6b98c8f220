"""A real Chromium: Debian's, driven by Playwright; tests are skipped where there is none."""

import os
import shutil

import pytest
from django.core.servers.basehttp import WSGIRequestHandler
from playwright.sync_api import sync_playwright

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
# A machine without a way out refuses the connections that Chromium makes for itself, many at a time.
QUIET = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"]


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
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def page(chromium, live_server, settings):
    """A fresh page in English at desktop width, on a site that calls itself by the live server's address.

    What the browser complains of is kept in `page.complaints`.
    """
    settings.SITE_URL = live_server.url
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = settings.SECURE_SSL_REDIRECT = False
    context = chromium.new_context(base_url=live_server.url, locale="en-GB", viewport={"width": 1200, "height": 900})
    context.set_default_timeout(10_000)
    page = context.new_page()
    page.complaints = []
    page.on("console", lambda message: page.complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    yield page
    context.close()


@pytest.fixture
def desk(page, django_user_model):
    """The admin's first page, logged in by its form."""
    django_user_model.objects.create_superuser("olga", "olga@example.org", "a long password")
    page.goto("/admin/")
    page.get_by_label("Username").fill("olga")
    page.get_by_label("Password").fill("a long password")
    page.get_by_role("button", name="Log in").click()
    return page
