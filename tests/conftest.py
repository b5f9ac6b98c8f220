"""What every test may count on: a mailbox and files of its own, and no way out to GitHub, Claude or a provider."""

import pytest
from django.contrib.auth.models import Group
from django.utils import translation

from digest.github.client import GitHub
from newsletter.editions import content, mail_days
from newsletter.mail.fragments import cache
from tests.digest.github.github_server import github_server


@pytest.fixture(autouse=True)
def closed_doors(settings, tmp_path):
    """No test reaches a real GitHub or Claude, whatever the environment says."""
    settings.GITHUB_TOKEN = ""
    settings.GITHUB_API_URL = "http://127.0.0.1:9"
    settings.ANTHROPIC_API_KEY = ""
    settings.ANTHROPIC_BASE_URL = "http://127.0.0.1:9"
    settings.SECOND_READER = "off"  # its own tests switch it on; the others count the calls that they are about
    settings.MAILBOX_DIR = tmp_path / "mailbox"
    # Whatever was collected here once: tests look at the files as they are.
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": plain}
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


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
def github(settings, monkeypatch):
    """A GitHub on this machine, asked with a token and without pauses."""
    monkeypatch.setattr(GitHub, "pause", 0)
    with github_server() as fake:
        settings.GITHUB_API_URL, settings.GITHUB_TOKEN = fake.url, "token"
        yield fake
