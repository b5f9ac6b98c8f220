"""Users of the admin: Django's page, and a way out for who has lost the second factor."""

from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django_otp.plugins.otp_static import admin as otp_static
from django_otp.plugins.otp_totp import admin as otp_totp

from newsletter.admin.history import log_action
from newsletter.second_factor import forget

# Imported above so that they are there to be taken off: keys and codes are for nobody's eyes.
admin.site.unregister([otp_totp.TOTPDevice, otp_static.StaticDevice, User])


@admin.register(User)
class StaffAdmin(UserAdmin):
    actions = ["forget_second_factor"]

    @admin.action(description=_("Forget the second factor"), permissions=["change"])
    def forget_second_factor(self, request: HttpRequest, users: QuerySet[User]) -> None:
        """At their next sign-in a password opens the page where an app is set up."""
        for user in users:
            forget(user)
        log_action(request, users, "forget second factor")
        messages.success(request, _("Forgotten: a new app is set up at the next sign-in."))
