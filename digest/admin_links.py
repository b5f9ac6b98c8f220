"""Links from one row of the admin to another, to a filtered list, and out to GitHub."""

from django.contrib.admin.utils import quote
from django.urls import reverse
from django.utils.html import format_html


def row_link(row, text=None):
    """A link to this row's own admin page; a dash where there is no row."""
    if row is None:
        return "–"
    return format_html('<a href="{}">{}</a>', page_url(type(row), row.pk), text or row)


def page_url(model, pk):
    """The address of a row's own admin page."""
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[quote(pk)])


def list_link(model, text, **lookups):
    """A link to the list of this model, filtered."""
    url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist", query=lookups)
    return format_html('<a href="{}">{}</a>', url, text)


def out_link(url, text):
    """A link that leaves the house, to GitHub."""
    return format_html('<a href="{}" rel="noreferrer" target="_blank">{}</a>', url, text)
