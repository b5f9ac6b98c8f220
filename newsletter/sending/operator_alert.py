"""The alert: one mail to the operator when sending has stopped by itself."""

import logging
from email.utils import parseaddr

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from digest.defang import defang
from newsletter.models import SendingState
from subscribers.mail.compose import new_message_id
from subscribers.mail.encoded_words import Message
from subscribers.mail.safety import is_reserved_address

logger = logging.getLogger(__name__)


def operators() -> list[str]:
    """Whom to tell: ADMINS, else the sender's own address; nobody where that is the sample's."""
    addresses = [address for _name, address in settings.ADMINS] or [parseaddr(settings.DEFAULT_FROM_EMAIL)[1]]
    return [address for address in addresses if not is_reserved_address(address)]


def alert_operator(state: SendingState) -> None:
    """Tell the operators why sending stopped; where that fails, the log and the admin say it all the same."""
    if not operators():
        return
    with translation.override(settings.LANGUAGE_CODE):
        subject = _("%(newsletter)s: sending is stopped") % {"newsletter": settings.NEWSLETTER_NAME}
        text = _(
            "Sending stopped by itself: %(reason)s.\n\nThe last reply was:\n%(reply)s\n\n"
            "%(failed)d of %(tried)d mails failed. What is due waits. When the cause is gone, go on here:\n%(url)s\n"
        ) % {
            "reason": state.get_reason_display(),
            "reply": defang(state.reply),  # what a stranger's server said; the admin has it as it is
            "failed": state.failed,
            "tried": state.attempted,
            "url": settings.SITE_URL + reverse("admin:index"),
        }
    try:
        Message(subject, text, to=operators(), headers={"Message-ID": new_message_id()}).send()
    except Exception:  # the transport may be what is broken
        logger.exception("The operator could not be told by mail")
