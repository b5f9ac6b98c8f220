"""Absolute addresses of our own pages, as mails need them."""

import datetime as dt

from django.conf import settings
from django.urls import reverse

from digest import languages
from newsletter.models import Delivery
from subscribers.models import Subscriber
from subscribers.signed_links import token, token_url, version_of


def digest_url(date: dt.date, language: str, anchor: str = "") -> str:
    """The page of this day, in this language, at this place of it."""
    path = reverse("newsletter:digest", args=[language, date])
    return f"{settings.SITE_URL}{path}{'#' + anchor if anchor else ''}"


# What a story's address says after the repository, as GitHub's own addresses do: pull/34914, releases/tag/v0.6.4.
ACTIVITY_PATHS = {
    "pull_request": "pull",
    "issue": "issues",
    "commit": "commit",
    "release": "releases/tag",
    "advisory": "security/advisories",
}


def story_path(full_name: str, kind: str, key: str, language: str) -> str:
    """The story's own page, by what GitHub calls it: the address survives a digest that is built anew."""
    return reverse("newsletter:story", args=[language, full_name, kind, key])


def story_anchor(statement_id: int) -> str:
    """The id of a story on the page of its day."""
    return f"s{statement_id}"


def language_root(language: str) -> str:
    """Where the addresses of all pages in this language begin."""
    return f"/{languages.get(languages.nearest(language)).slug}/"


def in_language(path: str, language: str) -> str:
    """This path of ours with the language of its address exchanged; one without a language stays as it is."""
    slug, slash, rest = path.removeprefix("/").partition("/")
    return f"/{languages.get(language).slug}/{rest}" if slash and slug in languages.slugs() else path


def edition_url(delivery: Delivery) -> str:
    """View in browser: the same edition as a page, for whoever has the mail until the reader revokes all links."""
    return token_url("newsletter:edition", token(delivery.public_id, "edition", version_of(delivery.subscriber)))


def mail_latest_path(subscriber: Subscriber) -> str:
    """Where the button posts with which this reader has the newest edition mailed; good for nothing else."""
    return reverse("newsletter:mail_latest", args=[token(subscriber.public_id, "latest", version_of(subscriber))])
