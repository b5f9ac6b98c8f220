"""What this service writes is its own: databases, mails and the key are read by no other user of the machine."""

import os
from pathlib import Path

OTHERS = 0o077


def begin() -> None:
    """From here on whatever this process and its children make is readable by their user alone."""
    os.umask(OTHERS)


def make_private(path: Path) -> None:
    """Take group and others off a file or folder of an earlier version; one that is missing stays missing.

    What belongs to another user (a mounted secret, a volume) is theirs to set, and stays as it is.
    """
    try:
        mode = path.stat().st_mode
        if mode & OTHERS:
            path.chmod(mode & ~OTHERS & 0o7777)
    except OSError:  # missing, not ours, or on a read-only disk: nothing that this process could do about it
        return
