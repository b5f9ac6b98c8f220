"""A bounce mailbox in a Maildir on this machine, as Postfix, Exim and Dovecot write it."""

import logging
from collections.abc import Iterator
from mailbox import Maildir
from pathlib import Path

logger = logging.getLogger(__name__)


class MaildirMailbox:
    """Mails are moved by renaming, so that one is never in two folders nor in none."""

    def __init__(self, path: str, max_bytes: int) -> None:
        self.path, self.max_bytes = Path(path), max_bytes
        if not (self.path / "new").is_dir():
            raise FileNotFoundError(f"no Maildir: {path}")

    def waiting(self) -> Iterator[tuple[str, bytes]]:
        """Those that no program has seen, the oldest first, and those that one has."""
        for place in ("new", "cur"):
            for path in sorted((self.path / place).iterdir()):
                try:
                    with path.open("rb") as file:
                        content = file.read(self.max_bytes)
                except FileNotFoundError:  # another process has filed it
                    continue
                except (PermissionError, IsADirectoryError) as error:
                    logger.warning("A mail of the bounce mailbox cannot be read: %s", error)
                    continue
                yield f"{place}/{path.name}", content

    def file(self, key: str, folder: str) -> None:
        Maildir(self.path).add_folder(folder)
        name = key.partition("/")[2].partition(":")[0]
        try:
            (self.path / key).rename(self.path / f".{folder}" / "cur" / f"{name}:2,S")
        except FileNotFoundError:
            return
