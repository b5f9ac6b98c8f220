"""The addresses that django-newsletter puts into its mails."""

from django.urls import include, path

urlpatterns = [path("newsletter/", include("newsletter.urls"))]
