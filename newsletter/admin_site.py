"""The admin's front door: the newsletter's name on it, and its rooms in the order of a working day."""

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.utils.translation import gettext_lazy as _

ROOMS = ["digest", "subscribers", "newsletter", "auth"]
ROWS = [
    "Digest",
    "Statement",
    "Activity",
    "Completion",
    "Repository",
    "RepositoryGroup",
    "Topic",
    "Subscriber",
    "Suppression",
    "Delivery",
    "DeliveryEvent",
    "User",
    "Group",
]


class NewsletterAdminSite(AdminSite):
    """Django's admin under the newsletter's name."""

    site_header = site_title = settings.NEWSLETTER_NAME
    index_title = _("The newsletter's desk")
    empty_value_display = "–"

    def get_app_list(self, request, app_label=None):
        rooms = super().get_app_list(request, app_label)
        for room in rooms:
            room["models"].sort(key=lambda row: place(ROWS, row["object_name"]))
        return sorted(rooms, key=lambda room: place(ROOMS, room["app_label"]))


def place(order, name):
    """Where a name stands; what is not named comes last."""
    return order.index(name) if name in order else len(order)


class NewsletterAdminConfig(AdminConfig):
    """Named in INSTALLED_APPS instead of django.contrib.admin."""

    default_site = "newsletter.admin_site.NewsletterAdminSite"
