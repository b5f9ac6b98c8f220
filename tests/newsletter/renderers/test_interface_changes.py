"""Interface changes as readers see them: one line each, what can break callers first, counted above all stories."""

import json
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from digest.interface.types import ChangeKind
from digest.models import Digest, InterfaceChange, InterfaceReading
from newsletter.editions import content
from newsletter.editions.selection import select
from newsletter.mail.compose import compose
from newsletter.renderers import interface_changes
from newsletter.renderers.json_document import edition_data
from newsletter.renderers.markdown import render_markdown
from newsletter.renderers.plain_text import render_plain
from subscribers.models import Selection
from tests.factories import make_activity, make_coverage, make_digest, make_repository, make_statement

pytestmark = pytest.mark.django_db

SHA = "a" * 40
ROWS = [
    ("moved_parameter", "decode", "pdl", "15", "16", True),
    ("moved_parameter", "decode", "backend", "16", "17", True),
    ("added_parameter", "decode", "scale", "", "None", False),
    ("changed_default", "mm_bf16", "backend", "'tgv'", "'cudnn'", True),
]


@pytest.fixture
def digest():
    digest = make_digest()
    digest.status, digest.published_at = Digest.Status.PUBLISHED, digest.ends_at
    digest.save()
    activity = make_activity(number=2525, digest=digest, merge_sha=SHA)
    make_coverage(digest)
    make_statement(digest, activity)
    for kind, symbol, parameter, before, after, is_breaking in ROWS:
        InterfaceChange.objects.create(
            activity=activity,
            kind=kind,
            symbol=symbol,
            parameter=parameter,
            before=before,
            after=after,
            path="pkg/gemm base.py",
            line=7,
            is_breaking=is_breaking,
        )
    return digest


def edition_of(digest, language="en", **chosen):
    return select(content.load_content([digest], language), Selection(language=language, **chosen))


def lines_of(digest, language="en"):
    with translation.override(language):
        [story] = edition_of(digest, language).sections[0].stories
        return interface_changes.change_lines(story)


def test_what_breaks_callers_comes_first_and_parameters_of_a_function_share_a_line(digest):
    assert [line.text for line in lines_of(digest)] == [
        "default of mm_bf16(backend): 'tgv' → 'cudnn'",
        "position of decode(pdl, backend): 15, 16 → 16, 17",
        "new parameter decode(scale), default None",
    ]


def test_lines_are_told_in_chinese(digest):
    assert lines_of(digest, "zh-hans")[0].text == "mm_bf16(backend) 的默认值：'tgv' → 'cudnn'"


def test_a_line_leads_to_the_line_on_github(digest):
    assert lines_of(digest)[0].url == (f"https://github.com/flashinfer-ai/flashinfer/blob/{SHA}/pkg/gemm%20base.py#L7")


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_kind_has_words(language, digest):
    InterfaceChange.objects.all().delete()
    activity = digest.activities.get()
    for kind in ChangeKind:
        InterfaceChange.objects.create(activity=activity, kind=kind, symbol="name", before="1", after="2", path="a.py")

    texts = [line.text for line in lines_of(digest, language)]

    assert len(texts) == len(ChangeKind)
    assert all("%(" not in text for text in texts)


def test_the_counts_name_what_can_break(digest):
    with translation.override("en"):
        counts = interface_changes.breaking_counts(edition_of(digest))

    assert counts == "1 changed default · 1 function with moved parameters"


def test_a_long_value_is_cut_in_its_line(digest):
    InterfaceChange.objects.filter(kind="changed_default").update(after="'" + "x" * 200 + "'")

    assert len(lines_of(digest)[0].text) < 130


def test_markdown_and_text_tell_it_above_all_stories(digest):
    edition = edition_of(digest)
    with translation.override("en"):
        markdown, text = render_markdown(edition), render_plain(edition)

    assert markdown.index("## Check before you upgrade") < markdown.index("## Summary")
    assert "`default of mm_bf16(backend): 'tgv' → 'cudnn'`" in markdown
    assert text.index("== Check before you upgrade ==") < text.index("== flashinfer-ai/flashinfer ==")


def test_json_has_the_facts_as_they_are(digest):
    data = json.loads(json.dumps(edition_data(edition_of(digest), [])))

    assert len(data["check_before_upgrade"]) == 3
    assert data["repositories"][0]["statements"][0]["interface_changes"][3] == {
        "kind": "changed_default",
        "symbol": "mm_bf16",
        "parameter": "backend",
        "before": "'tgv'",
        "after": "'cudnn'",
        "path": "pkg/gemm base.py",
        "line": 7,
        "url": f"https://github.com/flashinfer-ai/flashinfer/blob/{SHA}/pkg/gemm%20base.py#L7",
        "is_breaking": True,
    }


def test_the_page_tells_all_of_it(digest):
    page = Client().get(reverse("newsletter:digest", args=["en", digest.date])).text

    assert page.index("Check before you upgrade") < page.index("default of mm_bf16(backend)")
    assert "new parameter decode(scale), default None" in page


def test_source_text_is_no_markup(digest):
    InterfaceChange.objects.filter(kind="changed_default").update(after="'<script>alert(1)</script>`'")
    page = Client().get(reverse("newsletter:digest", args=["en", digest.date])).text

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_readers_who_want_only_these_and_releases_get_them(digest):
    make_statement(digest, make_activity(number=2, digest=digest))
    edition = edition_of(digest, kinds=["interface", "releases"])

    [section] = edition.sections
    assert [story.references[0].text for story in section.stories] == ["#2525"]


def test_readers_of_other_repositories_are_not_warned(digest):
    other = make_repository("a/other")
    make_statement(digest, make_activity(other, digest=digest))

    assert interface_changes.upgrade_stories(edition_of(digest, repositories=[other.pk])) == []


def test_what_was_not_compared_is_said(digest):
    activity = digest.activities.get()
    InterfaceReading.objects.create(activity=activity, unread=[["a.py", "syntax"], ["b.py", "syntax"]])
    with translation.override("en"):
        notes = interface_changes.gap_notes(edition_of(digest).sections[0])

    assert notes == ["Interfaces not compared (2): The file is not written in the language that its name promises."]


def test_a_mail_tells_a_few_above_its_stories_and_a_few_under_them(digest):
    activity = digest.activities.get()
    for number in range(9):
        InterfaceChange.objects.create(
            activity=activity, kind="removed_function", symbol=f"gone{number}", path="a.py", is_breaking=True
        )
    edition = edition_of(digest)
    with translation.override("en"):
        block = interface_changes.upgrade_block(edition)
        shown = interface_changes.story_lines(edition.sections[0].stories[0])

    assert len(block["stories"][0].lines) == interface_changes.MAIL_LINES
    assert block["more"] == "and 8 more changes"
    assert (len(shown.lines), shown.more) == (interface_changes.MAIL_LINES, "and 9 more changes")


@pytest.mark.parametrize(
    ("language", "line"),
    [("en", "default of mm_bf16(backend): 'tgv' → 'cudnn'"), ("zh-hans", "mm_bf16(backend) 的默认值：'tgv' → 'cudnn'")],
)
def test_the_mail_says_it_first_in_html_and_text(digest, language, line):
    message = compose(edition_of(digest, language))
    html = unescape(message.alternatives[0][0]).partition("</h1>")[2]  # behind the preheader

    assert html.index(line) < html.index("pull_request 2525")
    assert message.body.index(line) < message.body.index("== flashinfer-ai/flashinfer ==")
