"""A certificate for this machine, which signs itself."""

import subprocess
from pathlib import Path


def make_certificate(folder: Path) -> tuple[str, str]:
    """(certificate, key): the paths of `certificate` and `key` in this folder, good for two days at 127.0.0.1."""
    paths = str(folder / "certificate"), str(folder / "key")
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    command += ["-addext", "subjectAltName=IP:127.0.0.1", "-out", paths[0], "-keyout", paths[1]]
    subprocess.run(command, check=True, capture_output=True)
    return paths
