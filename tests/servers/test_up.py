"""`manage.py up` on a fresh copy: pages, the sample in the mailbox, and a second start that doubles nothing."""

import os
import shutil
import signal
import socket
import subprocess
import sys
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from tests.servers.service import ROOT
from tests.servers.waiting import until

pytestmark = [pytest.mark.servers, pytest.mark.xdist_group("servers")]

HOUSE = ["digest", "subscribers", "newsletter", "templates", "static", "locale", "manage.py"]
OURS = ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "EMAIL_URL", "EMAIL_BACKEND", "GITHUB_TOKEN", "ANTHROPIC_API_KEY")


@pytest.fixture
def house(tmp_path):
    """A copy of the service without anything that a run leaves behind."""
    for name in HOUSE:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, tmp_path / name)
    return tmp_path


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def up(house):
    """The running service's address and what it has printed so far; ended by Ctrl-C."""
    port, log = free_port(), house / "up.log"
    environment = {name: value for name, value in os.environ.items() if name not in OURS} | {"PORT": str(port)}
    with log.open("w") as stream:
        command = [sys.executable, "manage.py", "up"]
        process = subprocess.Popen(command, cwd=house, env=environment, stdout=stream, stderr=stream)
    try:
        until(lambda: process.poll() is not None or status(f"http://127.0.0.1:{port}/healthz") == 200)
        yield f"http://127.0.0.1:{port}", log
        process.send_signal(signal.SIGINT)
        assert process.wait(40) == 0
    finally:
        process.kill()
        print(log.read_text())


def status(address):
    try:
        with urlopen(address) as answer:
            return answer.status
    except (URLError, ConnectionError):
        return None


def descendants(pid):
    """{process id: name} of all that came from this process."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(FileNotFoundError):  # it ended meanwhile
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            found.setdefault(parent, {})[int(folder.name)] = (folder / "comm").read_text().strip()
    below, waiting = {}, [pid]
    while waiting:
        children = found.get(waiting.pop(), {})
        below |= children
        waiting += children
    return below


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_whichever_process_is_killed_is_back_and_ctrl_c_ends_all(house):
    names = {"web", "worker", "sender", "beat"}
    with up(house) as (address, log):
        (service,) = [pid for pid in descendants(os.getpid()) if Path(f"/proc/{pid}/cwd").resolve() == house][:1]
        until(lambda: set(descendants(service).values()) == names)
        killed = [min(pid for pid, its in descendants(service).items() if its == name) for name in names]
        for pid in killed:
            os.kill(pid, signal.SIGKILL)

        until(lambda: set(descendants(service).values()) == names and not set(killed) & set(descendants(service)))
        until(lambda: status(f"{address}/healthz") == 200)
        left = set(descendants(service))
    assert all(f"{name} ended (-9)" in log.read_text() for name in names)
    assert not any(Path(f"/proc/{pid}").exists() for pid in left)


def test_a_fresh_machine_shows_the_sample_and_a_second_start_doubles_nothing(house):
    with up(house) as (address, log):
        assert [
            status(address + path) for path in ("/", "/en/archive/", "/en/2026/02/19/", "/mailbox/", "/admin/")
        ] == [200] * 5
        assert "(shown this once)" in log.read_text()
    mails = sorted(path.name for path in (house / "var/mailbox/new").iterdir())
    key = (house / ".env").read_text()

    with up(house) as (address, log):
        assert status(address + "/en/archive/") == 200
        assert "(shown this once)" not in log.read_text()

    assert len(mails) == 2
    assert sorted(path.name for path in (house / "var/mailbox/new").iterdir()) == mails
    assert (house / ".env").read_text() == key
