"""Addresses that are never mailed: found by typing the address, added by hand, lifted by deleting the row."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from digest.admin_links import row_link
from subscribers.addresses import canonical
from subscribers.forms import AddressField
from subscribers.models import Suppression
from subscribers.models.suppression import address_hashes


class SuppressForm(forms.ModelForm):
    """Only a hash is kept, so the address is typed here and forgotten."""

    email = AddressField(label=_("Address"), help_text=_("Only a keyed hash of it is stored."))

    class Meta:
        model = Suppression
        fields = ["note"]


@admin.register(Suppression)
class SuppressionAdmin(admin.ModelAdmin):
    form = SuppressForm
    list_display = ["short_hash", "reason", "note", "created_at"]
    list_filter = ["reason"]
    search_fields = ["note", "address_hash"]
    search_help_text = _("A whole address (it is compared by its hash), or a word of the note")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and may_mark(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and may_mark(request)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """The reader behind a hash is told to those who may see readers."""
        if obj is None:
            return ["email", "note"]
        reader = ["reader"] if request.user.has_perm("subscribers.view_subscriber") else []
        return [*reader, "reason", "note", "created_at", "address_hash"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["reader"] if obj else []

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        if "@" in search_term:
            return queryset.filter(address_hash__in=address_hashes(canonical(search_term))), False
        return super().get_search_results(request, queryset, search_term)

    def save_model(self, request: HttpRequest, obj: Suppression, form: Any, change: bool) -> None:
        """The verb, not the row: readers with this address are marked too, and a first reason stays."""
        typed = form.cleaned_data
        stored = Suppression.objects.suppress(typed["email"], Suppression.Reason.MANUAL, typed["note"])
        obj.pk, obj.address_hash, obj.reason = stored.pk, stored.address_hash, stored.reason

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Django's deletion, with its page that asks first, under the name that we use."""
        actions = super().get_actions(request)
        if delete := actions.get("delete_selected"):
            actions["delete_selected"] = *delete[:2], gettext("Lift: these addresses may be mailed again")
        return actions

    def delete_model(self, request: HttpRequest, obj: Suppression) -> None:
        obj.lift()

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Suppression]) -> None:
        for suppression in queryset:
            suppression.lift()

    @admin.display(description=_("reader"))
    def reader(self, suppression: Suppression) -> str:
        return row_link(suppression.subscriber)

    @admin.display(description=_("hash of the address"), ordering="address_hash")
    def short_hash(self, suppression: Suppression) -> str:
        return suppression.address_hash[:12]


def may_mark(request: HttpRequest) -> bool:
    """A suppression that comes or goes also marks the reader who has the address."""
    return request.user.has_perm("subscribers.change_subscriber")
