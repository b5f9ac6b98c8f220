from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DigestConfig(AppConfig):
    name = "digest"
    verbose_name = _("The day and its sources")
    default_auto_field = "django.db.models.BigAutoField"
