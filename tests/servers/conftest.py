"""Real servers and real processes: PostgreSQL, Redis, SMTP, Celery workers and beat.

PostgreSQL and Redis are started once and emptied before each test, since their start takes longer than most tests.
"""

import pytest

from tests.digest.github.github_server import github_server
from tests.newsletter.sending.smtp.raw_smtp import raw_smtp
from tests.servers.postgresql import postgresql_server, url_of
from tests.servers.redis import redis_server
from tests.servers.service import Driver, Service


@pytest.fixture(scope="session")
def database():
    with postgresql_server() as server:
        yield server


@pytest.fixture(scope="session")
def redis(tmp_path_factory):
    with redis_server(tmp_path_factory.mktemp("redis")) as server:
        yield server


@pytest.fixture(scope="session")
def places(database, redis):
    """The environment that leads to both."""
    return {"DATABASE_URL": url_of(database), "REDIS_URL": redis.url, "SECRET_KEY": "for this test"}


@pytest.fixture(scope="session")
def drive(places):
    driver = Driver(places)
    driver("migrate")
    yield driver
    driver.close()


@pytest.fixture
def smtp():
    with raw_smtp() as sink:
        yield sink


@pytest.fixture
def github():
    with github_server() as fake:
        yield fake


@pytest.fixture
def ways(smtp, github):
    """The environment that leads to the world outside."""
    return {
        "GITHUB_API_URL": github.url,
        "GITHUB_TOKEN": "token",
        "ANTHROPIC_API_KEY": "",
        "EMAIL_BACKEND": "",
        "EMAIL_URL": f"smtp://127.0.0.1:{smtp.port}",
    }


@pytest.fixture
def service(tmp_path, places, ways, drive, redis):
    """A service on PostgreSQL and Redis that collects from `github` and mails to `smtp`."""
    redis.flush()
    drive("clear")
    service = Service(places | ways, tmp_path, drive)
    yield service
    service.end()
