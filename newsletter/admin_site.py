"""The admin's front door: the newsletter's name on it, and its apps in the order of a working day."""

from functools import update_wrapper
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.contrib.auth.models import AnonymousUser, User
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from digest.admin_links import list_link
from digest.models import Digest, Repository
from newsletter.alerts.problem import WHAT_TO_DO
from newsletter.board import board
from newsletter.models import Alert, Delivery, SendingState
from newsletter.task_queue import is_broker_away

APP_ORDER = ["digest", "subscribers", "newsletter", "auth"]
MODEL_ORDER = [
    "Digest",
    "Statement",
    "Correction",
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
    "Alert",
    "StatementReport",
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

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Django's, and a word to the operator where what was asked for could not be put into a queue."""

        def told(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            response = view(request, *args, **kwargs)
            if request.method == "POST" and is_broker_away():
                messages.warning(request, _("The queue does not answer: what you asked for will take a moment longer."))
            return response

        return super().admin_view(update_wrapper(told, view), cacheable)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Who has given the password already is asked for what is missing, not for the password again."""
        half = request.half_signed_in  # type: ignore[attr-defined]  # set by RequireSecondFactor
        if request.method == "GET" and half.is_authenticated and not request.user.is_authenticated:
            query = urlencode({"next": request.GET.get("next", "")})
            return redirect(f"{reverse('newsletter:second_factor')}?{query}")
        return super().login(request, extra_context)

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        return super().each_context(request) | {"asks_second_factor": settings.OTP_REQUIRED}

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """The apps, and above them what waits for the operator."""
        sees_mails = may_see(request.user, Delivery)
        newest = board(timezone.now(), sees_mails) if may_see(request.user, Digest) else None
        context: dict[str, Any] = {
            "board": newest,
            "month_url": reverse("admin:newsletter_delivery_month") if newest and sees_mails else "",
            "attention": attention(request.user),
            "stopped": stopped(request.user),
            "alerts": open_alerts(request.user),
        }
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


def open_alerts(user: Operator) -> list[tuple[Alert, str | Promise]]:
    """What is wrong now, the newest first, each with what to do; a stopped sending has its own place."""
    if not may_see(user, Alert):
        return []
    found = Alert.objects.open().exclude(kind=Alert.Kind.SENDING_STOPPED)
    return [(alert, WHAT_TO_DO[alert.kind]) for alert in found]


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
