"""Roles of staff: three groups, whose permissions are set anew after every migration."""

from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db.models import Q

OURS = ("digest", "subscribers", "newsletter")  # users and groups are for superusers
# Whose pages name readers, or from which it can be read what somebody chose.
ABOUT_READERS = ("subscriber", "consent", "mailrequest", "selection", "repositoryask", "subscriberimport")
EVERYTHING = Q(content_type__app_label__in=OURS)
LOOK = Q(content_type__app_label__in=OURS, codename__startswith="view_") & ~Q(content_type__model__in=ABOUT_READERS)
DESK = Q(content_type__app_label="digest")
REPORTS = Q(content_type__app_label="newsletter", codename="change_statementreport")

# An editor works on days, texts, repositories and topics, and neither publishes nor sends; a viewer reads, without
# addresses; an operator does all but appoint others.
ROLES = {"operator": EVERYTHING, "editor": DESK | REPORTS | LOOK, "viewer": LOOK}


def set_up_roles(using: str = "default", **kwargs: Any) -> None:
    """Receives `post_migrate`, when the permissions of our models are there. Groups of other names stay as they are."""
    for name, wanted in ROLES.items():
        group, _is_new = Group.objects.using(using).get_or_create(name=name)
        group.permissions.set(Permission.objects.using(using).filter(wanted))
