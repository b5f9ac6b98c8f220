"""Quoted lines as readers see them: verbatim and folded on pages and in Markdown, three of a key story in a mail."""

import json
from hashlib import sha256
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from digest.models import Digest, Patch, Statement
from newsletter.editions import content
from newsletter.editions.selection import select
from newsletter.mail.compose import compose
from newsletter.renderers import interface_changes
from newsletter.renderers.json_document import edition_data
from newsletter.renderers.markdown import render_markdown
from subscribers.models import Selection
from tests.factories import make_activity, make_coverage, make_digest, make_statement

pytestmark = pytest.mark.django_db

PATH = "pkg/gemm.py"
URL = f"https://github.com/flashinfer-ai/flashinfer/pull/2525/files#diff-{sha256(PATH.encode()).hexdigest()}L11"
ROWS = [
    (" ", 10, "def mm_bf16("),
    ("-", 11, '    backend="tgv",  # see `docs.io` <b>'),
    ("+", 11, '    backend="cudnn",'),
    ("+", 12, "\tpdl=False,"),
    ("+", 13, "    alpha=1,"),
]
TEXTS = {"en": ("`backend` now is `cudnn`", ""), "zh-hans": ("`backend` 默认为 `cudnn`", "")}


@pytest.fixture
def digest():
    digest = make_digest()
    digest.status, digest.published_at = Digest.Status.PUBLISHED, digest.ends_at
    digest.save()
    make_coverage(digest)
    lines = [{"sign": sign, "number": number, "text": text} for sign, number, text in ROWS]
    quote = {"path": PATH, "place": "pull/2525/files", "lines": lines}
    make_statement(digest, make_activity(number=2525, digest=digest), texts=TEXTS, importance=5, quote=quote)
    return digest


def edition_of(digest, language="en"):
    return select(content.load_content([digest], language), Selection(language=language))


def mail(digest):
    message = compose(edition_of(digest))
    return message.body, unescape(message.alternatives[0][0])


def test_the_page_shows_the_lines_letter_for_letter_with_numbers_and_a_link(digest):
    page = Client().get(reverse("newsletter:digest", args=["en", digest.date])).content.decode()

    assert '<details class="quote"><summary><code>pkg/gemm.py:10–13</code></summary>' in page
    for sign, number, text in ROWS:
        assert f'<span class="number">{number}</span>{sign}{text}</span>' in unescape(page)
    assert "<b>" not in page
    assert f'<a href="{URL}">See the diff on GitHub</a>' in page


def test_markdown_folds_them_as_a_diff(digest):
    with translation.override("en"):
        text = render_markdown(edition_of(digest))

    diff = "\n".join(f"    {sign}{line}" for sign, _number, line in ROWS)
    assert "  - <details><summary><code>pkg/gemm.py:10–13</code></summary>\n\n    ```diff\n" in text
    assert f"    ```diff\n{diff}\n    ```\n\n    [See the diff on GitHub]({URL})\n\n    </details>" in text


def test_a_fence_in_the_code_does_not_end_the_quote_early(digest):
    quote = Statement.objects.get().quote
    quote["lines"] = [{"sign": "+", "number": 1, "text": "````html"}]
    Statement.objects.update(quote=quote)
    with translation.override("en"):
        text = render_markdown(edition_of(digest))

    assert "    `````diff\n    +````html\n    `````\n" in text


def test_json_has_them_as_data(digest):
    (repository,) = edition_data(edition_of(digest), [])["repositories"]

    code = json.loads(json.dumps(repository["statements"][0]["code"]))
    assert (code["path"], code["url"]) == (PATH, URL)
    assert [(row["sign"], row["line"], row["text"]) for row in code["lines"]] == ROWS


def test_a_mail_shows_three_changed_lines_of_a_key_story_and_no_address_to_a_mail_program(digest):
    text, html = mail(digest)

    shown = ['- 11     backend="tgv",  # see `docs.\u200cio` <b>', '+ 11     backend="cudnn",', "+ 12 \tpdl=False,"]
    assert all(f"  {line}\n" in text and f">{line}</span></p>" in html for line in shown)
    assert "alpha=1" not in text + html
    assert "def mm_bf16" not in text + html


def test_a_mail_shows_no_code_of_other_stories(digest):
    Statement.objects.update(importance=4)

    assert "backend=" not in "".join(mail(digest))


def test_a_story_told_by_its_title_shows_no_code(digest):
    Statement.objects.update(outcome="title")

    assert edition_of(digest).sections[0].stories[0].quote is None


def test_what_was_not_read_of_diffs_is_said_in_the_coverage(digest):
    other = make_activity(number=2526, digest=digest)
    Patch.objects.create(activity=other, reason="no_token")
    Patch.objects.create(activity=make_activity(number=2527, digest=digest), unread={"no_patch": 2})
    with translation.override("en"):
        notes = interface_changes.gap_notes(edition_of(digest).sections[0])

    assert notes == [
        "Diffs not read (2): GitHub gives no diff of large files.",
        "Diffs not read (1): Without a token, files are not read.",
    ]
