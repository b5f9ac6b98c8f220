"""What these choices would have brought, for the pages on which a reader chooses."""

from django import template
from django.utils.translation import ngettext

from digest.models import Digest
from newsletter.deliveries.send_latest import on_offer
from newsletter.editions import content
from newsletter.editions.links import mail_latest_path
from newsletter.editions.selection import mail_budget, select
from newsletter.renderers import counts
from subscribers.models import Selection

register = template.Library()
register.filter("story_count", counts.story_count)


@register.simple_tag
def latest_edition(choices, language):
    """The latest published digest as a mail with these Choices, told in this language; None where there is none yet."""
    latest = Digest.objects.published().order_by("-date").first()
    if latest is None:
        return None
    selection = Selection(
        language=language,
        repositories=list(choices.repositories),
        topics=list(choices.topics),
        kinds=list(choices.kinds),
    )
    return select(content.cached_content([latest], language), selection, mail_budget())


@register.simple_tag
def mail_latest_button(subscriber):
    """Where the button "Mail it to me" posts; empty where there is nothing to mail to this reader."""
    return mail_latest_path(subscriber) if on_offer(subscriber) else ""


@register.filter
def minute_count(number):
    return ngettext("%(count)d minute", "%(count)d minutes", number) % {"count": number}
