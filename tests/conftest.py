"""What every test may count on: a mailbox and files of its own, and no way out to GitHub, Claude or a provider."""

import gc
import itertools
import os

import pytest
from django.conf import settings as django_settings
from django.contrib.auth.models import Group
from django.test import override_settings
from django.utils import translation

from digest.github.client import GitHub
from newsletter.editions import content, mail_days
from newsletter.mail.fragments import cache
from tests.digest.github.github_server import github_server

numbers = itertools.count(1)
DATABASE_FIXTURES = {"db", "transactional_db"}


def pytest_xdist_auto_num_workers():
    """Three workers for two processors: one of them may wait for a browser, a server or a time-out."""
    return max(1, (os.cpu_count() or 1) * 3 // 2)


@pytest.hookimpl(tryfirst=True)  # before `-m` selects
def pytest_collection_modifyitems(items):
    """Marks what may reach the database: pytest-django lets no other test do so. On PostgreSQL only these run again."""
    for item in items:
        if item.get_closest_marker("django_db") or DATABASE_FIXTURES & set(item.fixturenames):
            item.add_marker("database")


def pytest_collection_finish():
    """What is loaded by now stays: it is not looked through for garbage some ten thousand times."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


@pytest.fixture(scope="session", autouse=True)
def closed_doors():
    """No test reaches a real GitHub or Claude, whatever the environment says."""
    # Whatever was collected here once: tests look at the files as they are.
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(
        GITHUB_TOKEN="",
        GITHUB_API_URL="http://127.0.0.1:9",
        ANTHROPIC_API_KEY="",
        ANTHROPIC_BASE_URL="http://127.0.0.1:9",
        SECOND_READER="off",  # its own tests switch it on; the others count the calls that they are about
        STORAGES=django_settings.STORAGES | {"staticfiles": plain},
        WHITENOISE_AUTOREFRESH=True,  # a file is looked for when it is asked for, not all of them by each test's client
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    ):
        yield


@pytest.fixture(scope="session", autouse=True)
def no_pauses():
    """GitHub is asked a second and a third time at once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(GitHub, "pause", 0)
        yield


@pytest.fixture(autouse=True)
def mailbox_of_its_own(settings, tmp_path_factory):
    """A folder that is made when the first mail is put into it."""
    settings.MAILBOX_DIR = tmp_path_factory.getbasetemp() / f"mailbox{next(numbers)}"


@pytest.fixture(autouse=True)
def empty_memory():
    """Ids come again in the next test, with other rows behind them."""
    content.clear_cache()
    mail_days.clear_cache()
    cache.clear_cache()


@pytest.fixture(autouse=True)
def language_of_its_own():
    """The language of a test's last page would be that of the next test."""
    yield
    translation.deactivate()


@pytest.fixture
def staff(django_user_model):
    """Makes a member of staff with this role alone."""

    def make(role):
        user = django_user_model.objects.create_user(role, is_staff=True)
        user.groups.add(Group.objects.get(name=role))
        return user

    return make


@pytest.fixture
def github(settings):
    """A GitHub on this machine, asked with a token."""
    with github_server() as fake:
        settings.GITHUB_API_URL, settings.GITHUB_TOKEN = fake.url, "token"
        yield fake
