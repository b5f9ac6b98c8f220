"""Every address of the site."""

from django.contrib import admin
from django.urls import include, path

from newsletter.views import webhook

urlpatterns = [
    path("", include("subscribers.urls")),
    path("", include("newsletter.views.urls")),
    path("admin/", admin.site.urls),
    path("anymail/<slug:provider>/tracking/", webhook.tracking),
]
