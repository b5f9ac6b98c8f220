"""Databases, mails, the broker and the key are read by no other user of the machine, however a process was started."""

import shutil
import stat
import subprocess
import sys

import pytest
from django.conf import settings as ours

from newsletter.private_files import make_private

# As each process begins; what follows is written as that process would write.
STARTS = {
    "manage.py": "from django.core.management import execute_from_command_line as run; run(['manage.py', 'check'])",
    "web": "import newsletter.wsgi",
    "celery": "from newsletter.celery import app; app.finalize(); app.conf.broker_url",
}


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def checkout(tmp_path):
    """The project as an earlier version, or a hand, left it: readable by everybody."""
    for name in ("newsletter", "subscribers", "digest", "templates", "static"):
        shutil.copytree(ours.BASE_DIR / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / ".env").write_text("SECRET_KEY=long-and-random\n")
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "db.sqlite3").touch()
    for path in (tmp_path / "var", tmp_path / "var" / "db.sqlite3", tmp_path / ".env"):
        path.chmod(0o755)
    return tmp_path


@pytest.mark.parametrize("start", STARTS)
def test_files_are_private_however_the_process_was_started(checkout, start):
    program = f"""
import os
os.umask(0o022)
os.environ["DJANGO_SETTINGS_MODULE"] = "newsletter.settings"
{STARTS[start]}
open("var/written", "w").close()
os.mkdir("var/made")
"""
    environment = {"PATH": "/usr/bin:/bin"}
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=checkout, env=environment, capture_output=True, text=True
    )

    assert done.returncode == 0, done.stderr
    modes = {name: mode(checkout / name) for name in ("var", "var/made", "var/written", "var/db.sqlite3", ".env")}
    assert modes == {"var": 0o700, "var/made": 0o700, "var/written": 0o600, "var/db.sqlite3": 0o700, ".env": 0o700}


def test_what_is_missing_or_private_stays_as_it_is(tmp_path):
    key = tmp_path / ".env"
    make_private(key)
    key.touch(0o400)
    make_private(key)

    assert mode(key) == 0o400
