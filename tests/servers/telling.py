"""Celery's application with workers that tell of each task, as the tests look for it; the product's do not."""

from django.conf import settings

settings.LOGGING["loggers"]["celery"] = {"level": "INFO"}

from newsletter.celery import app  # noqa: E402, F401
