from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NewsletterConfig(AppConfig):
    name = "newsletter"
    verbose_name = _("Deliveries")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """What registers itself needs the models, so it is not imported before now."""
        for module in ("newsletter.checks", "newsletter.deliveries.tracking", "newsletter.deliveries.reschedule"):
            import_module(module)
