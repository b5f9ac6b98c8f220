"""The service's own Celery application, which waits a second for a locked SQLite where the service waits twenty."""

from django.conf import settings

from newsletter.celery import app

app.set_current()
settings.DATABASES["default"]["OPTIONS"]["timeout"] = 1
