"""What a security advisory says of itself, in words."""

import pytest

from digest.defang import BREAK
from digest.stories.statements import prepare
from newsletter.editions.types import AdvisoryFact, AffectedPackage
from newsletter.renderers.advisories import advisory_lines
from newsletter.renderers.markdown import render_markdown
from newsletter.renderers.plain_text import render_plain
from tests.factories import make_activity, make_digest
from tests.newsletter.a_day import edition_of, in_language
from tests.newsletter.edition_values import story

pytestmark = pytest.mark.django_db


def advisory_edition(language):
    """The edition of a day with a release and an advisory of one fixed and one unfixed package."""
    digest = make_digest(status="ready")
    package = {"name": "flashinfer", "affected": "< 0.6.4", "fixed": "0.6.4"}
    advisory = {"severity": "high", "cve": "CVE-2026-12345", "packages": [package, package | {"fixed": ""}]}
    fields = {"key": "GHSA-2222-3333-4444", "title": "Reading past the end", "advisory": advisory}
    make_activity(digest=digest, kind="advisory", action="published", number=None, **fields)
    make_activity(digest=digest, kind="release", action="published")
    prepare(digest)
    return edition_of(digest, language)


def test_an_advisory_stands_first_with_the_versions_that_it_names():
    edition = advisory_edition("en")

    for text in (in_language(render_markdown, edition), " ".join(in_language(render_plain, edition).split())):
        shown = text.replace("\\", "").replace(BREAK, "")
        assert shown.index("Reading past the end") < shown.index("release ")
        assert "severity high · CVE-2026-12345" in shown
        assert "flashinfer: affected < 0.6.4, fixed in 0.6.4" in shown
        assert "flashinfer: affected < 0.6.4, no fixed version named" in shown


def test_an_advisory_is_labelled_in_chinese_and_its_own_words_stay():
    text = in_language(render_plain, advisory_edition("zh-hans"))

    assert "安全公告] Reading past the end" in text
    assert "严重程度：高" in text


def lines_of(severity="high", cve="CVE-2026-1", packages=()):
    advisory = AdvisoryFact(severity, cve, tuple(AffectedPackage(*each) for each in packages))
    return list(advisory_lines(story(advisory=advisory)))


def test_a_story_without_an_advisory_has_no_lines():
    assert list(advisory_lines(story())) == []


def test_no_severity_and_no_cve_leave_no_empty_line():
    assert lines_of(severity="", cve="") == []
    assert lines_of(severity="", cve="", packages=[("flashinfer", "< 1", "1")]) == [
        "flashinfer: affected < 1, fixed in 1"
    ]


def test_a_severity_that_github_may_invent_is_left_out():
    assert lines_of(severity="apocalyptic") == ["CVE-2026-1"]
    assert lines_of(severity="low", cve="") == ["severity low"]


def test_versions_that_nobody_named_are_a_question_mark():
    (_head, line) = lines_of(packages=[("flashinfer", "", "")])

    assert line == "flashinfer: affected ?, no fixed version named"
