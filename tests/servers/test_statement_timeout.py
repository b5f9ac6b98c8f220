"""PostgreSQL ends what a page asks for too long, and nothing else."""

import environ
import pytest
from django.db import ConnectionHandler, OperationalError
from django.test import RequestFactory

from newsletter.statement_timeout import StatementTimeout
from tests.servers.postgresql import url_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def server(database):
    """A connection that is not yet open."""
    connections = ConnectionHandler({"default": environ.Env.db_url_config(url_of(database))})
    yield connections["default"]
    connections.close_all()


def asked(connection, statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0]


def on_a_page(connection, statement):
    return StatementTimeout(lambda _request: asked(connection, statement))(RequestFactory().get("/"))


def test_a_statement_of_a_page_is_ended_and_the_connection_stays_good(server, settings):
    settings.WEB_STATEMENT_SECONDS = 1

    with pytest.raises(OperationalError, match="statement timeout"):
        on_a_page(server, "SELECT pg_sleep(20)")

    assert on_a_page(server, "SHOW statement_timeout") == "1s"


def test_without_a_limit_nothing_is_set(server, settings):
    settings.WEB_STATEMENT_SECONDS = 0

    assert on_a_page(server, "SHOW statement_timeout") == "0"


def test_what_is_no_page_may_take_its_time(server, settings):
    settings.WEB_STATEMENT_SECONDS = 1

    assert asked(server, "SHOW statement_timeout") == "0"
