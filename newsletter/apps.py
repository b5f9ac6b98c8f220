from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NewsletterConfig(AppConfig):
    name = "newsletter"
    verbose_name = _("Post")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        for receivers in (
            "newsletter.checks",
            "newsletter.deliveries.tracking",
        ):  # they need the models, so not before now
            import_module(receivers)
