"""Mails as mail servers, feedback loops and people write them; RETURN_PATH in them stands for an address."""

from pathlib import Path

MAILS = Path(__file__).parent / "mails"
NAMES = sorted(path.stem for path in MAILS.glob("*.eml"))


def mail(name: str, return_path: str) -> bytes:
    return (MAILS / f"{name}.eml").read_bytes().replace(b"RETURN_PATH", return_path.encode())
