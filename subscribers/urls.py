"""Sign-up, confirmation, preference centre and unsubscribe."""

from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import TemplateView
from django.views.i18n import set_language

app_name = "subscribers"
urlpatterns = [
    path("", TemplateView.as_view(template_name="subscribers/sign_up.html"), name="sign_up"),
    # Without a CSRF cookie, so that archive pages set none; the worst a forger can do is change the language.
    path("language/", csrf_exempt(set_language), name="set_language"),
]
