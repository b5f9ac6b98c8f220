"""`python -m benchmarks.footprint`: how long a command takes to start, and how much memory the idle service holds.

Both are measured in a copy of the project, with a database, a mailbox and a key of its own. The memory is the sum of
PSS (each process's own pages, and its part of those that it shares) over all processes of `manage.py up`.
"""

import argparse
import os
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from benchmarks.stage import machine, publish_results
from benchmarks.throwaway import NOBODY

PROJECT = Path(__file__).resolve().parent.parent
PARTS = ["digest", "subscribers", "newsletter", "templates", "static", "locale", "manage.py"]
MAX_CHECK_SECONDS, MAX_PSS_MB = 1.5, 350  # the goals
START_SECONDS = 120  # at most, until pages are served
SETTLE_SECONDS = 75  # until each minute's task has run once, and what they needed is loaded
ENVIRONMENT = {"GITHUB_API_URL": NOBODY, "ANTHROPIC_BASE_URL": NOBODY}
DOORS = ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "EMAIL_URL", "EMAIL_BACKEND", "GITHUB_TOKEN", "ANTHROPIC_API_KEY")


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--project", type=Path, default=PROJECT, help="another checkout, to compare")
    parser.add_argument("--repeat", type=int, default=5, help="starts of `manage.py check`")
    parser.add_argument("--settle", type=int, default=SETTLE_SECONDS, help="seconds before memory is read")
    parser.add_argument("--check", action="store_true", help="exit 1 where a goal is missed")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="footprint-") as folder:
        copy_project(options.project, Path(folder))
        seconds = [check_seconds(Path(folder)) for _ in range(options.repeat)]
        with service(Path(folder)) as process:
            time.sleep(options.settle)
            rows = [(pss_mb(pid), command_of(pid)) for pid in tree(process.pid)]
    text = told(options, seconds, rows)
    if options.project == PROJECT:
        publish_results("footprint", text)
    else:
        print(text)
    missed = statistics.median(seconds) > MAX_CHECK_SECONDS or sum(mb for mb, _command in rows) > MAX_PSS_MB
    return int(options.check and missed)


def copy_project(project: Path, folder: Path) -> None:
    for name in PARTS:
        copy = shutil.copytree if (project / name).is_dir() else shutil.copy
        copy(project / name, folder / name)


def environment(**more: str) -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name not in DOORS} | ENVIRONMENT | more


def check_seconds(folder: Path) -> float:
    started_at = time.perf_counter()
    subprocess.run(
        [sys.executable, "manage.py", "check"], cwd=folder, env=environment(), check=True, capture_output=True
    )
    return time.perf_counter() - started_at


@contextmanager
def service(folder: Path) -> Iterator[subprocess.Popen]:
    """`manage.py up`, once it serves pages; ended by Ctrl-C."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with (folder / "up.log").open("w") as log:
        command = [sys.executable, "manage.py", "up"]
        process = subprocess.Popen(command, cwd=folder, env=environment(PORT=str(port)), stdout=log, stderr=log)
    try:
        wait_for(f"http://127.0.0.1:{port}/healthz")
        yield process
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(60)


def wait_for(address: str) -> None:
    ends = time.monotonic() + START_SECONDS
    while True:
        try:
            return urlopen(address).close()
        except (URLError, ConnectionError):
            if time.monotonic() > ends:
                raise
            time.sleep(0.2)


def tree(root: int) -> list[int]:
    """This process and all that descend from it."""
    parents = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parents[int(folder.name)] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
        except FileNotFoundError:  # it ended meanwhile
            continue
    found = [root]
    for pid in found:
        found += sorted(child for child, parent in parents.items() if parent == pid)
    return found


def pss_mb(pid: int) -> float:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def command_of(pid: int) -> str:
    """Its name and command line, without the interpreter's path, short enough for a table."""
    words = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace").replace("\0", " ").split()
    return " ".join([Path(f"/proc/{pid}/comm").read_text().strip(), *words[1:]])[:80]


def told(options: argparse.Namespace, seconds: list[float], rows: list[tuple[float, str]]) -> str:
    lines = [
        "## Footprint\n",
        f"`python -m benchmarks.footprint --repeat {options.repeat} --settle {options.settle}`\n",
        f"{machine()}\n",
        f"`manage.py check`: **{statistics.median(seconds):.2f} s** (median of {len(seconds)}; goal: at most "
        f"{MAX_CHECK_SECONDS}). `make run`, idle: **{sum(mb for mb, _command in rows):.0f} MB** PSS in "
        f"{len(rows)} processes (goal: at most {MAX_PSS_MB}).\n",
        "| PSS, MB | process |",
        "| --- | --- |",
    ]
    return "\n".join([*lines, *(f"| {mb:.0f} | `{command}` |" for mb, command in rows)])


if __name__ == "__main__":
    sys.exit(main())
