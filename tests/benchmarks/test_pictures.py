"""The pictures of docs/ are all taken by one command."""

import re
from pathlib import Path

import pytest

from benchmarks import pictures
from tests.newsletter.a_day import make_a_day


def test_every_picture_that_the_readme_shows_is_taken(monkeypatch):
    monkeypatch.setattr(pictures, "mail", str)
    shown = re.findall(r"docs/([\w-]+)\.png", (pictures.DOCS.parent / "README.md").read_text(encoding="utf-8"))

    assert set(shown) <= set(pictures.pictures("http://127.0.0.1:9"))


def test_docs_has_no_picture_that_is_not_taken(monkeypatch):
    monkeypatch.setattr(pictures, "mail", str)

    assert {path.stem for path in Path(pictures.DOCS).glob("*.png")} == set(pictures.pictures(""))


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "words"), [("en", "Skip-Softmax covers"), ("zh-hans", "Skip-Softmax 扩展到")])
def test_the_mail_in_the_picture_is_that_of_the_stored_day(language, words):
    make_a_day()

    assert words in pictures.mail(language)
