"""The Django project, and today's copy and its post: editions, deliveries, archive."""

from newsletter.celery import app as celery_app

__all__ = ["celery_app"]
