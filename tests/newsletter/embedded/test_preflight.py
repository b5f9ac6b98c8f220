"""Before anything starts: one service in a folder, on a port that is free."""

import socket

import pytest
from django.core.management import CommandError, call_command

from newsletter.embedded.preflight import alone


def test_a_taken_port_is_said_before_anything_starts(settings):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        settings.PORT = taken.getsockname()[1]

        with pytest.raises(CommandError, match=f"Port {settings.PORT} cannot be used"):
            call_command("up")


def test_a_second_service_in_the_same_folder_is_refused_before_anything_starts(settings, tmp_path):
    settings.VAR_DIR, settings.PORT = tmp_path, 0

    with alone(), pytest.raises(CommandError, match="runs here already"):
        call_command("up")

    with alone():
        assert (tmp_path / "up.lock").exists()
