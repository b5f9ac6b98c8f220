"""Links from one row of the admin to another, to a filtered list, and out to GitHub."""

from collections.abc import Iterable, Mapping

from django.contrib.admin.utils import quote
from django.db.models import Model
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html


def row_link(row: Model | None, text: object = None) -> str:
    """A link to this row's own admin page; a dash where there is no row."""
    if row is None:
        return "–"
    return format_html('<a href="{}">{}</a>', page_url(type(row), row.pk), text or row)


def page_url(model: type[Model], pk: int | str) -> str:
    """The address of a row's own admin page."""
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[quote(pk)])


def list_link(model: type[Model], text: str | Promise, **lookups: object) -> str:
    """A link to the list of this model, filtered."""
    url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist", query=lookups)
    return format_html('<a href="{}">{}</a>', url, text)


def count_links(
    model: type[Model], field: str, choices: Iterable[tuple[str, str | Promise]], counts: Mapping[str, int], digest: int
) -> list[str]:
    """Links such as "12 sent" to the rows of this digest that have each choice of this field, in their order."""
    return [
        list_link(model, f"{counts[code]} {name}", digest__id__exact=digest, **{f"{field}__exact": code})
        for code, name in choices
        if counts.get(code)
    ]


def out_link(url: str, text: str | Promise) -> str:
    """A link that leaves the house, to GitHub."""
    return format_html('<a href="{}" rel="noreferrer" target="_blank">{}</a>', url, text)
