"""`python -m benchmarks.pictures`: the pictures of docs/, taken anew of the sample day by Debian's Chromium.

A throw-away installation loads the sample, serves its pages on a free port, and composes the mail of a reader who chose
everything. Nothing is sent, and no other host is asked.
"""

import os
import shutil
import sys
import threading
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, make_server

from django.core.management import call_command
from playwright.sync_api import sync_playwright

from benchmarks.throwaway import installation

DOCS = Path(__file__).parent.parent / "docs"
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
MAIL_PAGE = (720, 1180)  # CSS pixels: width and height of what is shown
PHONE, DESKTOP = (390, 844), (1200, 1300)


class Quiet(WSGIRequestHandler):
    def log_message(self, *_args):
        """No line for each request."""


def main():
    if not CHROMIUM:
        sys.exit("There is no Chromium: install Debian's, or set CHROMIUM to its path.")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright runs an event loop in this thread
    with installation(ALLOWED_HOSTS="*"):
        call_command("load_sample")
        with Server() as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
            for name, picture in pictures(address).items():
                take(browser, DOCS / f"{name}.png", **picture)
            browser.close()


def pictures(address):
    """What each file of docs/ shows: a page's address or the HTML of a mail, at which size and in which colours."""
    day = f"{address}/en/2026/02/19/"
    english, chinese = mail("en"), mail("zh-hans")
    return {
        "mail": {"html": english, "size": MAIL_PAGE},
        "mail-phone-zh": {"html": chinese, "size": PHONE},
        "mail-dark": {"html": english, "size": MAIL_PAGE, "colours": "dark"},
        "sign-up": {"url": f"{address}/", "size": DESKTOP},
        "day": {"url": day, "size": DESKTOP},
        "day-phone": {"url": day, "size": PHONE},
    }


def mail(language):
    """The HTML of the sample day's mail for a reader of everything in this language."""
    content, selection, compose = (
        import_module(f"newsletter.{name}") for name in ("editions.content", "editions.selection", "mail.compose")
    )
    models, digests = import_module("subscribers.models"), import_module("digest.models").Digest
    chosen = models.Selection(language=language)
    reader = models.Subscriber(email="you@example.org", selection=chosen, time_zone="Asia/Shanghai", minute=510)
    edition = selection.select(content.load_content(digests.objects.all(), language), chosen, selection.mail_budget())
    recipient = import_module("newsletter.mail.recipient").Recipient.of(reader, "https://news.example.com/edition/")
    return compose.compose(edition, recipient).alternatives[0][0]


def take(browser, path, size, url="", html="", colours="light"):
    """One picture, of the top of the page."""
    width, height = size
    page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=colours, locale="en-GB")
    page.clock.set_fixed_time(datetime(2026, 2, 20, 9, tzinfo=UTC))
    if html:
        page.set_content(html)
    else:
        page.goto(url, wait_until="networkidle")
    page.screenshot(path=path)
    page.close()
    print(path.relative_to(DOCS.parent), f"{width}×{height}")


class Server:
    """The service's pages on a free port, for as long as the block runs: its address."""

    def __enter__(self):
        application = import_module("newsletter.wsgi").application
        self.http = make_server("127.0.0.1", 0, application, handler_class=Quiet)
        self.thread = threading.Thread(target=self.http.serve_forever, args=(0.05,), daemon=True)
        self.thread.start()
        return f"http://127.0.0.1:{self.http.server_port}"

    def __exit__(self, *_error):
        self.http.shutdown()
        self.http.server_close()
        self.thread.join()


if __name__ == "__main__":
    main()
