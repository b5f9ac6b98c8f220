"""The supervisor and the first start: one command brings everything up, keeps it up, and leaves nothing behind."""

import datetime as dt
import os
import pickle
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.db import connection

from newsletter.celery import app
from newsletter.embedded import first_run
from newsletter.embedded.preflight import alone
from newsletter.embedded.processes import children, commands, run_module
from newsletter.embedded.supervisor import Child, begin
from newsletter.management.commands import up
from tests.factories import make_digest

# Two children, each of which writes down its process id and sleeps.
PROGRAM = """
import os, sys, time
from newsletter.embedded.supervisor import Child, Supervisor

def sleep(path):
    open(path, "a").write(f"{os.getpid()}\\n")
    time.sleep(60)

Supervisor([Child(name, sleep, [f"{sys.argv[1]}/{name}"]) for name in ("one", "two")]).run()
"""


def until(condition, seconds=20):
    """Waits for a true answer and returns it."""
    deadline = time.monotonic() + seconds
    while not (answer := condition()):
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)
    return answer


def is_alive(pid):
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


@contextmanager
def supervised(folder):
    """The running supervisor, and a function that gives a child's process ids so far."""

    def pids(name):
        path = folder / name
        return [int(line) for line in path.read_text().splitlines()] if path.exists() else []

    process = subprocess.Popen([sys.executable, "-c", PROGRAM, str(folder)])
    try:
        until(lambda: pids("one") and pids("two"))
        yield process, pids
    finally:
        process.kill()
        process.wait()


def test_a_child_that_dies_is_started_again_and_its_sister_is_left_alone(tmp_path):
    with supervised(tmp_path) as (_process, pids):
        os.kill(pids("one")[0], signal.SIGKILL)

        until(lambda: len(pids("one")) == 2)
        assert is_alive(pids("one")[1])
        assert is_alive(pids("two")[0])
        assert len(pids("two")) == 1


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_all_of_it_in_good_order(tmp_path, number):
    with supervised(tmp_path) as (process, pids):
        process.send_signal(number)

        assert process.wait(20) == 0
        assert not any(is_alive(pid) for name in ("one", "two") for pid in pids(name))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends children with their parent")
def test_a_killed_supervisor_takes_its_children_with_it(tmp_path):
    with supervised(tmp_path) as (process, pids):
        process.kill()

        until(lambda: not any(is_alive(pid) for name in ("one", "two") for pid in pids(name)))


def test_a_child_that_keeps_dying_is_started_ever_more_slowly(monkeypatch):
    now = 1000.0
    monkeypatch.setattr("newsletter.embedded.supervisor.monotonic", lambda: now)
    child = Child("broken", sys.exit, [3], start_at=now)
    pauses = []
    for _ in range(7):
        child.look()
        child.process.join()
        child.look()
        pauses.append(child.start_at - now)
        now = child.start_at

    assert pauses == [2, 4, 8, 16, 30, 30, 30]


def test_a_taken_port_is_said_before_anything_starts(settings):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        settings.PORT = taken.getsockname()[1]

        with pytest.raises(CommandError, match=f"Port {settings.PORT} cannot be used"):
            call_command("up")


def test_a_second_service_in_the_same_folder_is_refused_before_anything_starts(settings, tmp_path):
    settings.VAR_DIR, settings.PORT = tmp_path, 0

    with alone(), pytest.raises(CommandError, match="runs here already"):
        call_command("up")

    with alone():
        assert (tmp_path / "up.lock").exists()


def test_the_four_processes_listen_where_they_should():
    web, worker, sender, beat = commands("127.0.0.1", 8080).values()

    assert "--port 8080" in " ".join(web)
    assert "--workers-kill-timeout" in web
    assert "-Q collect,write " in " ".join(worker)
    assert "-c 1 " in " ".join(sender)
    assert "beat" in beat


def test_what_a_child_runs_can_be_sent_to_a_fresh_interpreter_where_nothing_may_be_forked():
    for child in children("127.0.0.1", 8080):
        assert pickle.loads(pickle.dumps((begin, child.target, child.arguments))) == (
            begin,
            run_module,
            child.arguments,
        )


def test_every_task_stands_in_a_queue_that_a_worker_takes_from():
    _web, *workers, _beat = commands("127.0.0.1", 8080).values()
    taken = {queue for worker in workers for queue in worker[worker.index("-Q") + 1].split(",")}
    app.loader.import_default_modules()
    ours = [name for name in app.tasks if not name.startswith("celery.")]

    assert {app.amqp.router.route({}, name)["queue"].name for name in ours} == taken
    assert len(ours) >= 10


@pytest.fixture
def no_key(settings, monkeypatch, tmp_path):
    settings.BASE_DIR, settings.SECRET_KEY = tmp_path, "made-for-this-process"
    monkeypatch.setenv("SECRET_KEY", "")
    return tmp_path / ".env"


def test_the_key_is_made_once_and_kept(no_key, monkeypatch):
    first_run.keep_secret_key()
    first_run.keep_secret_key()

    assert no_key.read_text() == "SECRET_KEY=made-for-this-process\n"
    assert no_key.stat().st_mode & 0o077 == 0
    assert os.environ["SECRET_KEY"] == "made-for-this-process"


def test_the_rest_of_the_file_stays_as_it_was(no_key):
    no_key.write_text("# mine\nSECRET_KEY=\nGITHUB_TOKEN=token\n")
    no_key.chmod(0o644)

    first_run.keep_secret_key()

    assert no_key.read_text() == "SECRET_KEY=made-for-this-process\n# mine\nGITHUB_TOKEN=token\n"
    assert no_key.stat().st_mode & 0o077 == 0
    assert list(no_key.parent.iterdir()) == [no_key]


def test_a_key_in_the_environment_is_not_written_down(no_key, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "from the environment")

    first_run.keep_secret_key()

    assert not no_key.exists()


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="elsewhere another machine may be building it")
def test_a_day_that_was_being_built_when_the_power_failed_is_taken_up_at_once():
    digest = make_digest(claimed_at=dt.datetime(2026, 2, 20, tzinfo=dt.UTC))

    first_run.release_claims()

    digest.refresh_from_db()
    assert digest.claimed_at is None


@pytest.mark.django_db
def test_the_operators_password_is_made_once():
    password = first_run.make_operator()

    assert get_user_model().objects.get().check_password(password)
    assert first_run.make_operator() is None
    assert password in up.where_to_look("http://127.0.0.1:8000", password)


@pytest.mark.django_db
def test_a_start_that_fails_makes_no_password_that_nobody_sees(no_key, settings, tmp_path, monkeypatch):
    settings.VAR_DIR = settings.STATIC_ROOT = tmp_path

    def call(name, **options):
        if name == "load_sample":
            raise CommandError("the power failed")

    monkeypatch.setattr(first_run, "call_command", call)
    with pytest.raises(CommandError):
        first_run.prepare()

    assert not get_user_model().objects.exists()


@pytest.mark.parametrize(("harmless", "told"), [(True, "/mailbox/"), (False, "none: mail goes out")])
def test_the_mailbox_is_shown_only_where_there_is_one(settings, harmless, told):
    settings.EMAIL_BACKEND = (
        "newsletter.embedded.maildir.EmailBackend" if harmless else "newsletter.sending.smtp.backend.EmailBackend"
    )

    assert told in up.where_to_look("http://127.0.0.1:8000", None)
