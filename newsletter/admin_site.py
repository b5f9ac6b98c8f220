"""The admin's front door: the newsletter's name on it, and its rooms in the order of a working day."""

from django.conf import settings
from django.contrib.admin import AdminSite
from django.utils.translation import gettext_lazy as _

from digest.admin_links import list_link
from digest.models import Digest, Repository
from newsletter.models import Delivery, SendingState

ROOMS = ["digest", "subscribers", "newsletter", "auth"]
ROWS = [
    "Digest",
    "Statement",
    "Activity",
    "Completion",
    "Repository",
    "RepositoryGroup",
    "Topic",
    "GlossaryTerm",
    "Subscriber",
    "Suppression",
    "Delivery",
    "DeliveryEvent",
    "SendingState",
    "User",
    "Group",
]


class NewsletterAdminSite(AdminSite):
    """Django's admin under the newsletter's name."""

    site_header = site_title = settings.NEWSLETTER_NAME
    index_title = _("The newsletter's desk")
    empty_value_display = "–"
    index_template = "admin/desk.html"

    def index(self, request, extra_context=None):
        """The rooms, and above them what waits for the operator."""
        latest = Digest.objects.first() if may_see(request.user, Digest) else None
        context = {"latest": latest, "attention": list(attention(request.user)), "stopped": stopped(request.user)}
        return super().index(request, {**(extra_context or {}), **context})

    def get_app_list(self, request, app_label=None):
        rooms = super().get_app_list(request, app_label)
        for room in rooms:
            room["models"].sort(key=lambda row: place(ROWS, row["object_name"]))
        return sorted(rooms, key=lambda room: place(ROOMS, room["app_label"]))


def place(order, name):
    """Where a name stands; what is not named comes last."""
    return order.index(name) if name in order else len(order)


def stopped(user):
    """The SendingState row, where sending has stopped by itself, for those who may see it."""
    return SendingState.objects.stopped().first() if may_see(user, SendingState) else None


def attention(user):
    """Links to what waits for the operator, or went wrong; each only for those who may see it."""
    rows = {
        (Digest, _("held for approval")): {"status__exact": Digest.Status.HELD},
        (Digest, _("could not be built")): {"trouble__gt": ""},
        (Repository, _("tracked, but in trouble")): {"is_active__exact": 1, "trouble__gt": ""},
        (Delivery, _("failed")): {"status__exact": Delivery.Status.FAILED},
        (Delivery, _("uncertain")): {"status__exact": Delivery.Status.UNCERTAIN},
    }
    for (model, state), lookups in rows.items():
        count = model.objects.filter(**lookups).count() if may_see(user, model) else 0
        if count:
            yield {"what": model._meta.verbose_name_plural, "link": list_link(model, f"{count} {state}", **lookups)}


def may_see(user, model):
    return user.has_perm(f"{model._meta.app_label}.view_{model._meta.model_name}")
