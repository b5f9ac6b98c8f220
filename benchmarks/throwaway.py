"""An installation for one run: an empty database of its own, and only the doors that the run names."""

import os
import tempfile
from contextlib import contextmanager
from pathlib import Path

import django
from django.core.management import call_command

NOBODY = "http://127.0.0.1:9"  # no GitHub and no Claude is asked unless the run names one


@contextmanager
def installation(**doors):
    """Sets the environment, then Django up, then makes the tables; once in a process, before any model is imported."""
    with tempfile.TemporaryDirectory(prefix="evaluation-") as folder:
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "newsletter.settings",
            "DATABASE_URL": f"sqlite:///{Path(folder) / 'db.sqlite3'}",
            "REDIS_URL": "",
            "EMAIL_URL": "",
            "EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend",
            "DIGEST_TIME_ZONE": "UTC",
            "DIGEST_APPROVAL": "",
            "GITHUB_API_URL": NOBODY,
            "ANTHROPIC_BASE_URL": NOBODY,
            "ANTHROPIC_API_KEY": "",
        } | doors
        django.setup()
        call_command("migrate", verbosity=0)
        yield
