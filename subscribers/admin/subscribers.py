"""A reader as the operator sees them: what they chose, what they agreed to, and the verbs for both."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_permission_codename
from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from digest import languages
from digest.admin.base import ReadOnlyInline, VerbsOnPage
from digest.admin_links import row_link
from subscribers import mutes, privacy, signup, unsubscribe
from subscribers.admin import bulk_edit, exporting
from subscribers.admin.bulk_edit import change_choices
from subscribers.admin.exporting import export_readers
from subscribers.admin.forms import SubscriberForm
from subscribers.forms import local_today
from subscribers.models import Consent, Subscriber, Suppression
from subscribers.models.suppression import address_hashes
from subscribers.mute_form import MuteForm

Status = Subscriber.Status
MAX_NAMED = 5  # readers named in a message


class ConsentInline(ReadOnlyInline):
    model = Consent
    fields = ["requested_at", "request_ip", "confirmed_at", "confirm_ip", "source", "language", "wording", "user_agent"]


@admin.register(Subscriber)
class SubscriberAdmin(VerbsOnPage):
    """Readers sign up themselves, so that there is always a proof: nobody is added here."""

    form = SubscriberForm
    list_display = ["email", "status", "language_here", "repositories_here", "topics_here", "hour_here", "no_mail"]
    list_filter = ["status", "suppressed", "selection__language"]
    list_select_related = ["selection"]
    search_fields = ["email", "public_id"]
    search_help_text = _("Address or public id")
    date_hierarchy = "created_at"
    verbs = ["mail_link", "unsubscribe", "suppress", "lift"]
    actions = [*verbs, change_choices, export_readers]
    rights = {
        "change_choices": bulk_edit.RIGHTS,
        "export_readers": exporting.RIGHTS,
        "mail_link": ["subscribers.add_mailrequest"],
        "unsubscribe": ["subscribers.change_subscriber"],
        "suppress": ["subscribers.change_subscriber", "subscribers.add_suppression"],
        "lift": ["subscribers.change_subscriber", "subscribers.delete_suppression"],
    }
    inlines = [ConsentInline]
    readonly_fields = ["email", "status", "suppression", "muted", "channel"]
    readonly_fields += ["created_at", "confirmed_at", "unsubscribed_at"]
    fieldsets = [
        (None, {"fields": [("email", "status", "suppression"), ("created_at", "confirmed_at", "unsubscribed_at")]}),
        (_("Repositories"), {"fields": ["repository_scope", "repositories"]}),
        (_("Topics"), {"fields": ["topic_scope", "topics"]}),
        (_("Kinds"), {"fields": ["kinds", "threshold", "muted"]}),
        (
            _("Language and time"),
            {"fields": ["language", "frequency", "time_zone", "minute", "channel", "paused_until", "catch_up"]},
        ),
    ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Erasing takes a reader's records along: only for who may delete each of them."""
        erased = [model._meta for model in privacy.erased_models()]
        return request.user.has_perms([f"{o.app_label}.{get_permission_codename('delete', o)}" for o in erased])

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Why an address is never mailed is told to those who may see suppressions."""
        if request.user.has_perm("subscribers.view_suppression"):
            return self.fieldsets
        dates = ("created_at", "confirmed_at", "unsubscribed_at")
        return [(None, {"fields": [("email", "status"), dates]}), *self.fieldsets[1:]]

    def save_model(self, request: HttpRequest, obj: Subscriber, form: Any, change: bool) -> None:
        """Through the one way to change what a reader gets."""
        obj.choose(**form.chosen())

    def verbs_for(self, request: HttpRequest, row: Subscriber) -> list[tuple[str, str]]:
        """Only what makes sense for this reader now."""
        senseless = {
            "mail_link": row.suppressed or row.status == Status.PENDING,
            "unsubscribe": row.status == Status.UNSUBSCRIBED,
            "suppress": row.suppressed,
            "lift": not row.suppressed,
        }
        return [(name, label) for name, label in super().verbs_for(request, row) if not senseless.get(name)]

    @admin.display(description=_("language"), ordering="selection__language")
    def language_here(self, subscriber: Subscriber) -> str:
        return languages.get(subscriber.language).own_name

    @admin.display(description=_("repositories"))
    def repositories_here(self, subscriber: Any) -> int | str | Promise:
        return len(subscriber.selection.repositories) or _("all")

    @admin.display(description=_("topics"))
    def topics_here(self, subscriber: Any) -> int | str | Promise:
        return len(subscriber.selection.topics) or _("all")

    @admin.display(description=_("hour"), ordering="minute")
    def hour_here(self, subscriber: Subscriber) -> str:
        return f"{subscriber.hour} {subscriber.time_zone}"

    @admin.display(description=_("no mail because"), empty_value="")
    def no_mail(self, subscriber: Subscriber) -> str | Promise | None:
        """What keeps an active reader from being mailed."""
        if subscriber.suppressed:
            return _("suppressed")
        if subscriber.is_paused_on(local_today(subscriber)):
            return _("paused until %(date)s") % {"date": subscriber.paused_until}
        return None

    @admin.display(description=_("never mailed"))
    def suppression(self, subscriber: Subscriber) -> str:
        """Why this address is never mailed, and since when."""
        row = Suppression.objects.filter(address_hash__in=address_hashes(subscriber.email)).first()
        return row_link(row, f"{row.get_reason_display()}, {row.created_at:%Y-%m-%d}") if row else "–"

    @admin.display(description=_("muted"))
    def muted(self, subscriber: Subscriber) -> str:
        """The repositories and topics that they muted, each until its day or for good."""
        today = local_today(subscriber)
        names, held = MuteForm(today).names, mutes.held_on(subscriber.selection.muted, today)
        until, for_good = gettext("%(name)s until %(date)s"), gettext("%(name)s for good")
        words = [
            (until if one.until else for_good) % {"name": names.get(one.key, one.key), "date": one.until}
            for one in held
        ]
        return ", ".join(words) or "–"

    @admin.action(description=_("Mail a fresh link to the choices"))
    def mail_link(self, request: HttpRequest, subscribers: QuerySet[Subscriber]) -> None:
        """As if the reader had asked for it: counted by the same caps, never for a suppressed or unproved address."""
        known = subscribers.filter(suppressed=False).exclude(status=Status.PENDING)
        ordered = [subscriber for subscriber in known if signup.mail_link(subscriber)]
        self._report(request, ordered, subscribers, _("A fresh link is on its way to %(who)s."))

    @admin.action(description=_("Unsubscribe"))
    def unsubscribe(self, request: HttpRequest, subscribers: QuerySet[Subscriber]) -> None:
        left = [subscriber for subscriber in subscribers if subscriber.status != Status.UNSUBSCRIBED]
        for subscriber in left:
            unsubscribe.unsubscribe(subscriber)
        self._report(request, left, subscribers, _("Unsubscribed: %(who)s."))

    @admin.action(description=_("Suppress: never mail this address"))
    def suppress(self, request: HttpRequest, subscribers: QuerySet[Subscriber]) -> None:
        for subscriber in subscribers:
            Suppression.objects.suppress(subscriber.email, Suppression.Reason.MANUAL, str(request.user))
        self._report(request, subscribers, subscribers, _("Never mailed again: %(who)s."))

    @admin.action(description=_("Lift the suppression"))
    def lift(self, request: HttpRequest, subscribers: QuerySet[Subscriber]) -> None:
        suppressed = [subscriber for subscriber in subscribers if subscriber.suppressed]
        for subscriber in suppressed:
            Suppression.objects.lift(subscriber.email)
        self._report(request, suppressed, subscribers, _("May be mailed again: %(who)s."))

    def delete_model(self, request: HttpRequest, obj: Subscriber) -> None:
        privacy.erase(obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Subscriber]) -> None:
        for subscriber in queryset:
            privacy.erase(subscriber)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Django's deletion, with its page that asks first, under the name that we use."""
        actions = super().get_actions(request)
        if delete := actions.get("delete_selected"):
            actions["delete_selected"] = *delete[:2], gettext("Erase, with everything that belongs to them")
        return actions

    def get_deleted_objects(
        self, objs: Any, request: HttpRequest
    ) -> tuple[list[Any], dict[str, int], set[str], list[str]]:
        """A reader's consents and deliveries are read-only records, and go with the reader all the same.

        Whether this user may delete them was asked by `has_delete_permission`.
        """
        shown, counts, _lacking, protected = super().get_deleted_objects(objs, request)
        return shown, counts, set(), protected

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> LogEntry:
        entry = super().log_change(request, obj, message)
        unname([obj])
        return entry

    def log_deletions(self, request: HttpRequest, queryset: Any) -> list[LogEntry]:
        subscribers = list(queryset)
        entries = super().log_deletions(request, queryset)
        unname(subscribers)
        return entries

    def _report(self, request, done, asked, told):
        """Logs and names the readers that something was done to, and counts those that it was not done to."""
        done, left = list(done), len(asked) - len(done)
        for subscriber in done:
            self.log_change(request, subscriber, told % {"who": subscriber.public_id})
        if done:
            names = ", ".join(subscriber.email for subscriber in done[:MAX_NAMED]) + (
                "…" if len(done) > MAX_NAMED else ""
            )
            messages.success(request, told % {"who": names})
        if left:
            untouched = ngettext("Nothing to do for %(count)d reader.", "Nothing to do for %(count)d readers.", left)
            messages.warning(request, untouched % {"count": left})


def unname(subscribers: Iterable[Subscriber]) -> None:
    """The log tells readers by public id: an address in it would outlive its erasure."""
    kind = ContentType.objects.get_for_model(Subscriber)
    for subscriber in subscribers:
        entries = LogEntry.objects.filter(content_type=kind, object_id=subscriber.pk)
        entries.update(object_repr=subscriber.public_id)
