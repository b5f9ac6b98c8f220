"""Claude's stand-in for the tests of what is written."""

import pytest

from tests.digest.writing.claude_server import claude_server


@pytest.fixture
def server(settings):
    with claude_server(settings) as running:
        yield running
