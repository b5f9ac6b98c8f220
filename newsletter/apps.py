from importlib import import_module

from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class NewsletterConfig(AppConfig):
    name = "newsletter"
    verbose_name = _("Deliveries")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """What registers itself needs the models, so it is not imported before now."""
        for module in ("checks", "sender_domain.checks", "deliveries.tracking", "deliveries.reschedule"):
            import_module(f"newsletter.{module}")
        # When auth's turn comes, the permissions of our apps are there: they stand before it in INSTALLED_APPS.
        set_up_roles = import_module("newsletter.roles").set_up_roles
        post_migrate.connect(set_up_roles, sender=apps.get_app_config("auth"))
