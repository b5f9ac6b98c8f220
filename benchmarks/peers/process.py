"""One peer in a fresh process, with settings of its own: `python benchmarks/peers/process.py PEER MAILS PROCESSES`.

Run by path and not as a module, since django-newsletter's package has the name of ours. It makes the peer's tables,
says `ready`, waits for a line, queues the mails and sends them; then prints what it cost as JSON.
"""

import json
import os
import resource
import sys
import time
from importlib import import_module
from pathlib import Path

import django
import environ
from django.conf import settings
from django.core.management import call_command

SMTP = "django.core.mail.backends.smtp.EmailBackend"
COMMON = {
    "SECRET_KEY": "for this benchmark",
    "ALLOWED_HOSTS": ["news.example.net"],
    "USE_TZ": True,
    "DEFAULT_AUTO_FIELD": "django.db.models.BigAutoField",
    "DEFAULT_FROM_EMAIL": "News <news@news.example.net>",
    "EMAIL_BACKEND": SMTP,
    "EMAIL_HOST": "127.0.0.1",
}
PEERS = {
    "post_office": {
        "INSTALLED_APPS": ["django.contrib.contenttypes", "django.contrib.auth", "post_office"],
        "EMAIL_BACKEND": "post_office.EmailBackend",
        # One batch for all: with several, each process would be started again and again.
        "POST_OFFICE": {"BACKENDS": {"default": SMTP}, "BATCH_SIZE": 100_000, "THREADS_PER_PROCESS": 5},
    },
    "mailer": {
        "INSTALLED_APPS": ["mailer"],
        "EMAIL_BACKEND": "mailer.backend.DbBackend",
        "MAILER_EMAIL_BACKEND": SMTP,
        "MAILER_USE_FILE_LOCK": False,  # so that several processes may share the queue
    },
    "newsletter": {
        "INSTALLED_APPS": [
            "django.contrib.contenttypes",
            "django.contrib.auth",
            "django.contrib.sessions",
            "django.contrib.messages",
            "django.contrib.admin",
            "django.contrib.sites",
            "sorl.thumbnail",
            "newsletter",
        ],
        "SITE_ID": 1,
        "ROOT_URLCONF": "newsletter_urls",
        "NEWSLETTER_THUMBNAIL": "sorl-thumbnail",
    },
}


def main(peer, mails, processes):
    settings.configure(**COMMON | PEERS[peer], **surroundings(Path(mails).parent))
    django.setup()
    call_command("migrate", verbosity=0)
    way = import_module(f"with_{peer}")
    mails = [json.loads(line) for line in Path(mails).read_text(encoding="utf-8").splitlines()]
    way.make_ready(mails)
    print("ready", flush=True)
    sys.stdin.readline()
    started_at = time.monotonic()
    way.queue(mails)
    queued_at = time.monotonic()
    way.send(int(processes))
    ended_at = time.monotonic()
    cost = {"queue": queued_at - started_at, "send": ended_at - queued_at}
    print(json.dumps(cost | {"peak_kb": peak_kb()}), flush=True)


def peak_kb():
    """Of this program or of one that it forked: its own `ru_maxrss` begins with the peak of who started it."""
    own = Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0]
    return max(int(own), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)


def surroundings(folder):
    engine = {"BACKEND": "django.template.backends.django.DjangoTemplates", "DIRS": [folder / "templates"]}
    processors = ["django.template.context_processors.request", "django.contrib.auth.context_processors.auth"]
    processors.append("django.contrib.messages.context_processors.messages")
    engine |= {"APP_DIRS": True, "OPTIONS": {"context_processors": processors}}
    database = environ.Env.db_url_config(os.environ["DATABASE_URL"])
    return {"DATABASES": {"default": database}, "EMAIL_PORT": int(os.environ["SINK_PORT"]), "TEMPLATES": [engine]}


if __name__ == "__main__":
    main(*sys.argv[1:])
