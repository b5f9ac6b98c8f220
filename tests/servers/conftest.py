"""Real servers and real processes: PostgreSQL, Redis, SMTP, Celery workers and beat."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.digest.github_server import github_server
from tests.newsletter.smtp_server import smtp_server
from tests.servers.postgresql import postgresql_server, url_of
from tests.servers.redis import redis_server

ROOT = Path(__file__).resolve().parent.parent.parent


class Service:
    """The service in processes of its own, with an environment as in production."""

    def __init__(self, environment, folder):
        self.environment, self.folder, self.processes = {**os.environ, **environment}, folder, []

    def start(self, *command):
        """Start `python -m command`; it is killed at the end of the test."""
        log = (self.folder / f"{len(self.processes)}.log").open("w")
        process = subprocess.Popen(
            [sys.executable, "-m", *command],
            cwd=ROOT,
            env=self.environment,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        self.processes.append(process)
        return process

    def start_worker(self):
        options = ["-Q", "collect,write,send", "-c", "2", "-l", "INFO"]
        return self.start("celery", "-A", "newsletter", "worker", *options)

    def start_beat(self):
        schedule = str(self.folder / "schedule")
        return self.start("celery", "-A", "tests.servers.fast_clock", "beat", "-s", schedule, "--pidfile=")

    def drive(self, *arguments):
        command = [sys.executable, "-m", "tests.servers.driver", *arguments]
        done = subprocess.run(command, cwd=ROOT, env=self.environment, stdout=subprocess.PIPE, check=True)
        return json.loads(done.stdout)

    def state(self):
        return self.drive("state")

    def kill(self, process):
        """Kill -9, the pool with it."""
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            return
        process.wait()

    def logs(self):
        return "\n".join(path.read_text() for path in sorted(self.folder.glob("*.log")))


@pytest.fixture
def smtp():
    with smtp_server() as sink:
        yield sink


@pytest.fixture
def github():
    with github_server() as fake:
        yield fake


@pytest.fixture
def service(tmp_path, smtp, github):
    """A service on PostgreSQL and Redis that collects from `github` and mails to `smtp`."""
    with postgresql_server() as database, redis_server(tmp_path) as redis:
        environment = {
            "DATABASE_URL": url_of(database),
            "REDIS_URL": redis.url,
            "SECRET_KEY": "for this test",
            "GITHUB_API_URL": github.url,
            "GITHUB_TOKEN": "token",
            "ANTHROPIC_API_KEY": "",
            "EMAIL_BACKEND": "",
            "EMAIL_URL": f"smtp://127.0.0.1:{smtp.port}",
        }
        service = Service(environment, tmp_path)
        service.database, service.redis = database, redis
        try:
            yield service
        finally:
            for process in service.processes:
                service.kill(process)
            print(service.logs())  # pytest shows it where a test failed
