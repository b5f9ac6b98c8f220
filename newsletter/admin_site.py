"""The admin's front door: the newsletter's name on it, and its apps in the order of a working day."""

from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.auth.models import AnonymousUser, User
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from digest.admin_links import list_link
from digest.models import Digest, Repository
from newsletter.models import Delivery, SendingState

APP_ORDER = ["digest", "subscribers", "newsletter", "auth"]
MODEL_ORDER = [
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


Operator = User | AnonymousUser  # whoever asks; both can be asked for permissions


class Attention(NamedTuple):
    """A link to rows that wait for the operator."""

    what: str | Promise
    link: str


class NewsletterAdminSite(AdminSite):
    """Django's admin under the newsletter's name."""

    site_header = site_title = settings.NEWSLETTER_NAME
    index_title = _("The newsletter's desk")
    empty_value_display = "–"
    index_template = "admin/desk.html"

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """The apps, and above them what waits for the operator."""
        latest = Digest.objects.first() if may_see(request.user, Digest) else None
        context = {"latest": latest, "attention": attention(request.user), "stopped": stopped(request.user)}
        return super().index(request, {**(extra_context or {}), **context})

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[dict[str, Any]]:
        apps = super().get_app_list(request, app_label)
        for app in apps:
            app["models"].sort(key=lambda row: place(MODEL_ORDER, row["object_name"]))
        return sorted(apps, key=lambda app: place(APP_ORDER, app["app_label"]))


def place(order: list[str], name: str) -> int:
    """Where a name stands; what is not named comes last."""
    return order.index(name) if name in order else len(order)


def stopped(user: Operator) -> SendingState | None:
    """The SendingState row, where sending has stopped by itself, for those who may see it."""
    return SendingState.objects.stopped().first() if may_see(user, SendingState) else None


def attention(user: Operator) -> list[Attention]:
    """What waits for the operator, or went wrong; each only for those who may see it."""
    waiting: list[tuple[QuerySet[Any], str | Promise, dict[str, Any]]] = [
        (Digest.objects.all(), _("held for approval"), {"status__exact": Digest.Status.HELD}),
        (Digest.objects.all(), _("could not be built"), {"trouble__gt": ""}),
        (Repository.objects.all(), _("tracked, but in trouble"), {"is_active__exact": 1, "trouble__gt": ""}),
        (Delivery.objects.all(), _("failed"), {"status__exact": Delivery.Status.FAILED}),
        (Delivery.objects.all(), _("uncertain"), {"status__exact": Delivery.Status.UNCERTAIN}),
    ]
    found = []
    for rows, state, lookups in waiting:
        count = rows.filter(**lookups).count() if may_see(user, rows.model) else 0
        if count:
            link = list_link(rows.model, f"{count} {state}", **lookups)
            found.append(Attention(rows.model._meta.verbose_name_plural, link))
    return found


def may_see(user: Operator, model: type[Model]) -> bool:
    return user.has_perm(f"{model._meta.app_label}.view_{model._meta.model_name}")
