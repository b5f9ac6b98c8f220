"""Two hundred readers at once, and a PostgreSQL with forty connections: everybody gets a page, workers theirs."""

import http.client
import os
import socket
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.servers.postgresql import postgresql_server, restart_at_once, url_of
from tests.servers.service import ROOT
from tests.servers.waiting import until

pytestmark = [pytest.mark.servers, pytest.mark.xdist_group("servers")]

REQUESTS = 200
BOUNDS = ["--blocking-threads", "4", "--backlog", "256", "--backpressure", "64"]
CONNECTIONS = "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND datname = 'newsletter'"


@pytest.fixture(scope="module")
def small_server():
    with postgresql_server() as server:
        server.psql("ALTER SYSTEM SET max_connections = 40;")
        restart_at_once(server)
        environment = os.environ | {"DATABASE_URL": url_of(server), "SECRET_KEY": "for this test", "SITE_URL": ""}
        subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=ROOT, env=environment, check=True)
        yield server, environment


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@pytest.fixture(params=[BOUNDS, []], ids=["as documented", "without any bound"])
def web(request, small_server, tmp_path):
    port = free_port()
    command = ["-m", "granian", "--interface", "wsgi", "--no-ws", "--port", str(port), "--workers", "2"]
    with (tmp_path / "log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, *command, *request.param, "newsletter.wsgi:application"],
            cwd=ROOT,
            env=small_server[1],
            stdout=log,
            stderr=log,
        )
    try:
        until(lambda: answers(port))
        yield port
    finally:
        process.terminate()
        process.wait()
        print((tmp_path / "log").read_text())  # pytest shows it where a test failed


def status_of(port, path):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    finally:
        connection.close()


def answers(port):
    try:
        return status_of(port, "/healthz") == 200
    except OSError:
        return False


def test_everybody_gets_a_page_and_connections_are_left_for_the_workers(small_server, web):
    paths = ["/", "/en/archive/", "/healthz", "/privacy/"] * (REQUESTS // 4)

    with ThreadPoolExecutor(REQUESTS) as crowd:
        statuses = Counter(crowd.map(lambda path: status_of(web, path), paths))

    assert statuses == {200: REQUESTS}
    assert int(small_server[0].psql(CONNECTIONS).split()[-3]) <= 16
