"""What these choices would have brought, for the pages on which a reader chooses."""

import datetime as dt

from django import template
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from digest import languages
from newsletter.deliveries.next_mail import next_mail
from newsletter.deliveries.recent_mails import recent_mails
from newsletter.deliveries.send_latest import on_offer
from newsletter.editions.content import cached_content
from newsletter.editions.links import mail_latest_path
from newsletter.editions.preview import Preview, last_day_for, preview_of
from newsletter.editions.selection import mail_budget, select
from newsletter.editions.types import Edition
from newsletter.renderers import counts
from subscribers.models import Subscriber
from subscribers.preferences import Preferences

register = template.Library()
register.simple_tag(recent_mails)
register.filter("story_count", counts.story_count)


@register.simple_tag(name="preview_of")
def preview(preferences: Preferences) -> Preview | None:
    """What these choices would have brought lately; None where nothing was published yet."""
    return preview_of(preferences)


@register.filter
def mails_a_week(number: int) -> str:
    """As “about 5 mails a week”."""
    if not number:
        return _("less than one mail a week")
    return ngettext("about %(count)d mail a week", "about %(count)d mails a week", number) % {"count": number}


@register.simple_tag
def mail_latest_button(subscriber: Subscriber) -> str:
    """Where the button "Mail it to me" posts; empty where there is nothing to mail to this reader."""
    return mail_latest_path(subscriber) if on_offer(subscriber) else ""


@register.simple_tag
def own_latest(subscriber: Subscriber) -> Edition | None:
    """The newest edition that brings this reader something, as their mail; None where two weeks brought none."""
    digest, chosen = last_day_for(subscriber.selection), subscriber.selection
    return select(cached_content([digest], chosen.language), chosen, mail_budget()) if digest else None


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


@register.filter
def language_tag(code: str) -> str:
    """As `lang` has it: zh-Hans."""
    return languages.get(code).tag
