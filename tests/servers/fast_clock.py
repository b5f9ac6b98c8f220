"""The service's own Celery application with a clock on which every tick comes twice a second."""

from newsletter.celery import app

for entry in app.conf.beat_schedule.values():
    entry["schedule"] = 0.5
