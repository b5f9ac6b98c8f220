"""A backup that is restored has every row, and mails nobody before the operator has looked."""

import os
import subprocess

import pytest

from tests.servers.service import ROOT

pytestmark = [pytest.mark.servers, pytest.mark.xdist_group("servers")]

READERS = 20
COUNTS = """SELECT (SELECT count(*) FROM newsletter_delivery), (SELECT count(*) FROM subscribers_subscriber),
                   (SELECT count(*) FROM digest_statement), (SELECT count(*) FROM django_migrations)"""
SENDING = "SELECT reason, reply FROM newsletter_sending WHERE stopped_at IS NOT NULL"


@pytest.fixture
def run(database):
    """A script of `deploy/`, or psql, on this database of the server."""

    def run(name, *command):
        url = database.get_uri().replace("/postgres?", f"/{name}?")
        path = f"{database.bin_path}{os.pathsep}{os.environ['PATH']}"
        environment = os.environ | {"DATABASE_URL": url, "PATH": path}
        command = [url if word == "URL" else word for word in command]
        return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)

    return run


@pytest.fixture
def restored(database):
    """An empty database beside the service's own."""
    database.psql("CREATE DATABASE restored;")
    yield "restored"
    database.psql("DROP DATABASE restored;")


def rows(run, name, query):
    return run(name, "psql", "URL", "-Atc", query).stdout


def test_what_was_backed_up_is_restored_and_waits_for_the_operator(run, drive, restored, tmp_path):
    drive("clear")
    drive("owe_all", READERS)
    backup = run("newsletter", "deploy/backup.sh", str(tmp_path))
    assert backup.returncode == 0, backup.stderr

    answer = run(restored, "deploy/restore.sh", backup.stdout.strip())

    assert answer.returncode == 0, answer.stderr
    assert rows(run, restored, COUNTS) == rows(run, "newsletter", COUNTS)
    assert rows(run, restored, COUNTS).startswith(f"{READERS}|{READERS}|")
    assert rows(run, restored, SENDING) == "operator|Restored from a backup.\n"


def test_a_backup_is_readable_by_its_owner_alone(run, drive, tmp_path):
    file = run("newsletter", "deploy/backup.sh", str(tmp_path)).stdout.strip()

    assert os.stat(file).st_mode & 0o777 == 0o600
    assert os.listdir(tmp_path) == [os.path.basename(file)]


def test_nothing_is_restored_over_what_is_there(run, drive, tmp_path):
    file = run("newsletter", "deploy/backup.sh", str(tmp_path)).stdout.strip()

    answer = run("newsletter", "deploy/restore.sh", file)

    assert answer.returncode == 1
    assert "The database is not empty" in answer.stderr


def test_a_database_that_is_away_leaves_no_file_that_looks_like_a_backup(run, tmp_path):
    answer = run("nowhere", "deploy/backup.sh", str(tmp_path))

    assert answer.returncode != 0
    assert not list(tmp_path.glob("*.dump"))
