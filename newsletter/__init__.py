"""The Django project, and today's copy and its delivery: editions, mails, archive."""

from newsletter.celery import app as celery_app

__all__ = ["celery_app"]
