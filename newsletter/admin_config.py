"""Named in INSTALLED_APPS instead of django.contrib.admin: the admin under the newsletter's own name."""

from django.contrib.admin.apps import AdminConfig


class NewsletterAdminConfig(AdminConfig):
    default_site = "newsletter.admin_site.NewsletterAdminSite"
