"""What a fresh machine needs before the service can run: a lasting key, tables, the sample day, and an operator."""

import os
import re
import secrets

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connection

from digest.models import Digest, Repository
from subscribers.models import Subscriber

OPERATOR = "admin"


def prepare() -> str | None:
    """Bring everything up to date. Repeated, it changes nothing. Returns the operator's password if it made one."""
    keep_secret_key()
    for folder in (settings.VAR_DIR, settings.STATIC_ROOT):
        folder.mkdir(exist_ok=True)
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("migrate", interactive=False, verbosity=0)
    release_claims()
    if is_empty():
        call_command("load_sample")
    return make_operator()  # last: a password that is made and not shown, because what follows failed, is lost


def keep_secret_key() -> None:
    """Write this process's key to .env, unless there is a lasting one: links in mails must outlive a restart."""
    if os.environ.get("SECRET_KEY"):
        return
    path = settings.BASE_DIR / ".env"
    old = path.read_text() if path.exists() else ""
    rest = re.sub(r"(?m)^SECRET_KEY=.*\n?", "", old)
    new = path.with_name(".env.new")  # so that a full disk costs nobody their tokens, and nobody else reads them
    new.touch(mode=0o600)
    new.write_text(f"SECRET_KEY={settings.SECRET_KEY}\n{rest}")
    new.replace(path)
    os.environ["SECRET_KEY"] = settings.SECRET_KEY


def release_claims() -> None:
    """On SQLite nobody else can be building a day: who began one was killed, and need not be waited for."""
    if connection.vendor == "sqlite":
        Digest.objects.exclude(claimed_at=None).update(claimed_at=None)


def make_operator() -> str | None:
    """The first superuser, with a password that nobody else knows; None where there is one already."""
    users = get_user_model().objects
    if users.filter(is_superuser=True).exists():
        return None
    password = secrets.token_urlsafe(12)
    users.create_superuser(OPERATOR, password=password)
    return password


def is_empty() -> bool:
    return not (Repository.objects.exists() or Digest.objects.exists() or Subscriber.objects.exists())
