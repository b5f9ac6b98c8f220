"""Styles and scripts under names with hashes, kept for ever and compressed; plain ones where nothing was collected."""

import gzip

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command
from django.test import RequestFactory
from django.test.utils import override_settings
from whitenoise.middleware import WhiteNoiseMiddleware

from newsletter.static_files import HashedStaticFiles

HASHED = {"staticfiles": {"BACKEND": "newsletter.static_files.HashedStaticFiles"}}


@pytest.fixture
def static_root(settings, tmp_path):
    """One style of ours, in a folder of its own, still to be collected."""
    source = tmp_path / "source"
    source.mkdir()
    (source / "site.css").write_text("body { color: black; }\n" * 40)
    settings.STATICFILES_DIRS, settings.STATICFILES_FINDERS = [source], [FILES_OF_OURS]
    settings.STATIC_ROOT, settings.STORAGES = tmp_path / "static", settings.STORAGES | HASHED
    (tmp_path / "static").mkdir()
    return tmp_path / "static"


FILES_OF_OURS = "django.contrib.staticfiles.finders.FileSystemFinder"


def test_a_collected_file_has_its_hash_in_its_name(static_root):
    call_command("collectstatic", interactive=False, verbosity=0)

    name = HashedStaticFiles().url("site.css").rsplit("/", 1)[-1]
    assert (static_root / name).read_text() == (static_root / "site.css").read_text()
    assert name.startswith("site.")
    assert name != "site.css"
    assert gzip.decompress((static_root / f"{name}.gz").read_bytes()) == (static_root / name).read_bytes()


def test_where_nothing_was_collected_names_are_plain(static_root):
    assert HashedStaticFiles().url("site.css").endswith("/static/site.css")


def test_browsers_keep_a_name_with_a_hash_for_ever_and_a_plain_one_for_a_minute(static_root):
    call_command("collectstatic", interactive=False, verbosity=0)
    with override_settings(WHITENOISE_USE_FINDERS=False):
        serve = WhiteNoiseMiddleware(lambda request: None)
    hashed = serve(RequestFactory().get(staticfiles_storage.url("site.css"), headers={"accept-encoding": "gzip"}))
    plain = serve(RequestFactory().get("/static/site.css"))

    assert hashed["Cache-Control"] == "max-age=315360000, public, immutable"
    assert hashed["Content-Encoding"] == "gzip"
    assert "immutable" not in plain["Cache-Control"]
