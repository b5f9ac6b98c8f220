"""A problem that a condition found: what, about what, and why."""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from newsletter.models import Alert

Kind = Alert.Kind


class Problem(NamedTuple):
    """Two with the same kind and subject are one; `reason` may change while it lasts."""

    kind: str
    subject: str = ""
    reason: str = ""


WHAT_TO_DO: dict[str, str | Promise] = {
    Kind.SENDING_STOPPED: _("Mend what the last reply says, then press Go on sending on the admin's first page."),
    Kind.SENDING_LATE: _("Look whether senders run, and whether the relay or provider lets them in."),
    Kind.DAY_LATE: _("Look at the digest's page in the admin; it is tried again by itself."),
    Kind.DAY_HELD: _("Approve or reject it on the digest's page in the admin."),
    Kind.TITLES_ONLY: _("Look at the completions of that digest in the admin; key, budget or Claude are the cause."),
    Kind.GITHUB_TOKEN: _("Make a new token with read access to public repositories, and set GITHUB_TOKEN."),
    Kind.REPOSITORY: _("Look at its page in the admin; track its new name, or stop tracking it."),
    Kind.BOUNCES: _("Look at the delivery events in the admin: one provider that refuses all, or old addresses."),
    Kind.BOUNCE_MAILBOX: _("Look at MAIL_BOUNCE_MAILBOX and at the worker's log, which says why."),
    Kind.COMPLAINTS: _("Look who complained and since when; stop sending if you do not know why."),
    Kind.DISK: _("Make room: logs, backups and old images first."),
    Kind.DATABASE: _("Make room, or raise DATABASE_LIMIT_GB; DELIVERY_DAYS says how long deliveries are kept."),
    Kind.QUEUE: _("Start a worker for this queue, or look why it hangs."),
}
