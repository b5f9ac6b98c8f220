"""What these choices would have brought, for the pages on which a reader chooses."""

import datetime as dt

from django import template
from django.utils import timezone
from django.utils.translation import ngettext

from digest.models import Digest
from newsletter.deliveries.next_mail import next_mail
from newsletter.deliveries.send_latest import on_offer
from newsletter.editions.content import cached_content
from newsletter.editions.links import mail_latest_path
from newsletter.editions.selection import mail_budget, select
from newsletter.editions.types import Edition
from newsletter.renderers import counts
from subscribers.models import Selection, Subscriber
from subscribers.preferences import Preferences

register = template.Library()
register.filter("story_count", counts.story_count)


@register.simple_tag
def latest_edition(preferences: Preferences, language: str) -> Edition | None:
    """The latest published digest as a mail with these choices, in this language; None where there is none yet."""
    latest = Digest.objects.published().order_by("-date").first()
    if latest is None:
        return None
    selection = Selection(
        language=language,
        repositories=list(preferences.repositories),
        topics=list(preferences.topics),
        kinds=list(preferences.kinds),
    )
    return select(cached_content([latest], language), selection, mail_budget())


@register.simple_tag
def mail_latest_button(subscriber: Subscriber) -> str:
    """Where the button "Mail it to me" posts; empty where there is nothing to mail to this reader."""
    return mail_latest_path(subscriber) if on_offer(subscriber) else ""


@register.simple_tag
def when_next_mail_comes(subscriber: Subscriber) -> dt.datetime | None:
    """On the reader's clock, if their day brings something; None for who gets no mail."""
    return next_mail(subscriber, timezone.now())


@register.filter
def clock(moment: dt.datetime) -> str:
    """As 08:30, in the moment's own zone."""
    return f"{moment:%H:%M}"


@register.filter
def minute_count(number: int) -> str:
    return ngettext("%(count)d minute", "%(count)d minutes", number) % {"count": number}
