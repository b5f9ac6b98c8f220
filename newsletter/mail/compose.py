"""An edition becomes a mail to one reader: three templates, the headers of a newsletter, and never too large."""

from dataclasses import replace
from email.header import Header
from email.utils import parseaddr
from functools import lru_cache

from django.conf import settings
from django.utils import translation
from django.utils.text import slugify

from digest import languages
from digest.text import clean_header
from newsletter.editions import content
from newsletter.editions.links import digest_url, edition_url
from newsletter.editions.selection import mail_budget, select
from newsletter.mail.masthead import TAIL_TITLES
from newsletter.mail.personalization import own_words
from subscribers.mail.compose import compose_mail
from subscribers.signed_links import preferences_url, unsubscribe_url

MAX_HTML = 90_000  # bytes; Gmail clips at 102,400
# Line heights in pixels; Chinese needs more air. The gutter, where Reverted and 没有动静 must fit, has 8 more.
LOOK = {"summary": 27, "takeaway": 25, "key": 26, "headline": 26, "detail": 24, "tail": 22, "gutter": 64}
CHINESE_LOOK = {"summary": 30, "takeaway": 28, "key": 28, "headline": 26, "detail": 26, "tail": 24, "gutter": 56}


def compose_delivery(delivery):
    """The mail of this delivery, or None where its selection takes nothing of its days."""
    everything = content.cached_content(delivery.digests(), delivery.selection.language)
    edition = select(everything, delivery.selection, mail_budget())
    if edition.is_empty:
        return None
    message = compose(edition, delivery.subscriber, edition_url(delivery))
    message.extra_headers["Message-ID"] = message_id(delivery)
    return message


def message_id(delivery):
    return f"<{delivery.public_id}@{sender_domain()}>"


def compose(edition, subscriber=None, web_url=None):
    """The message of this edition, which tells at least one story. Without a reader it has no address and no links
    to anybody's choices (a preview); without a web_url, View in browser leads to the page of the day."""
    with translation.override(edition.language):
        context = _context(edition, subscriber, web_url)
    for lighter in ever_lighter(edition):
        with translation.override(edition.language):
            own = {"own": own_words(lighter["edition"], subscriber)}
        to = subscriber.email if subscriber else ""
        message = compose_mail("digest", context | lighter | own, edition.language, to)
        if len(message.alternatives[0][0].encode()) <= MAX_HTML:
            break
    message.extra_headers |= shared_headers(edition)
    if subscriber:
        message.extra_headers |= unsubscribe_headers(context["unsubscribe_url"])
    return message


def shared_context(edition):
    """What the templates need beside the edition, the same for every reader of its language."""
    return {
        "newsletter_name": settings.NEWSLETTER_NAME,
        "postal_address": settings.NEWSLETTER_POSTAL_ADDRESS,
        "language_tag": languages.get(edition.language).tag,
        "look": CHINESE_LOOK if languages.get(edition.language).is_han else LOOK,
    }


def _context(edition, subscriber, web_url):
    context = shared_context(edition) | {"subscriber": subscriber}
    context["web_url"] = web_url or digest_url(edition.date, edition.language)
    if subscriber:
        context["preferences_url"] = preferences_url(subscriber)
        context["unsubscribe_url"] = unsubscribe_url(subscriber)
    return context


def ever_lighter(edition):
    """What the templates show: everything; without titles in tails; without files, too; then ever fewer stories."""
    yield {"edition": edition, "titles": TAIL_TITLES, "show_files": True}
    yield {"edition": edition, "titles": 0, "show_files": True}
    while True:
        yield {"edition": edition, "titles": 0, "show_files": False}
        if edition.stories_shown == 1:
            return
        edition = _without_last_story(edition)


def _without_last_story(edition):
    """The last story of the last section that tells one moves to its tail, where it is counted."""
    place = max(number for number, section in enumerate(edition.sections) if section.stories)
    section = edition.sections[place]
    shorter = replace(section, stories=section.stories[:-1], more_stories=(section.stories[-1], *section.more_stories))
    sections = (*edition.sections[:place], shorter, *edition.sections[place + 1 :])
    gone = {section.stories[-1].id}
    return replace(
        edition,
        sections=sections,
        stories_shown=edition.stories_shown - 1,
        summary=tuple(sentence for sentence in edition.summary if not sentence.statement_ids & gone),
        takeaways=tuple(sentence for sentence in edition.takeaways if not sentence.statement_ids & gone),
    )


def shared_headers(edition):
    """What says which newsletter this is, the same for every reader of its language."""
    return {
        "List-Id": _list_id(),
        "Feedback-ID": f"{edition.date:%Y%m%d}:{edition.language}:digest:{_sender_id()}",
        "X-Auto-Response-Suppress": "All",
        "Precedence": "bulk",
        "Content-Language": languages.get(edition.language).tag,
    }


def unsubscribe_headers(url):
    """One click, RFC 8058."""
    return {"List-Unsubscribe": f"<{url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def _list_id():
    """RFC 2919; the name is encoded by itself, for an encoded <id> is none."""
    name = clean_header(settings.NEWSLETTER_NAME)
    return f"{Header(name, None if name.isascii() else 'utf-8').encode()} <daily.{sender_domain()}>"


def sender_domain():
    return _domain(settings.DEFAULT_FROM_EMAIL)


@lru_cache(maxsize=16)
def _domain(address):
    return parseaddr(address)[1].rpartition("@")[2]


def _sender_id():
    """What Gmail's statistics call us: 5 to 15 characters."""
    return (slugify(settings.NEWSLETTER_NAME) or slugify(sender_domain().replace(".", "-")))[:15]
