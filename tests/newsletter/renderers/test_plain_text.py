"""A day as plain text, without markup."""

import pytest
from wcwidth import width

from newsletter.renderers.plain_text import render_plain
from tests.factories import make_digest
from tests.newsletter.a_day import edition_of, in_language, make_a_day

pytestmark = pytest.mark.django_db


def test_plain_text_has_sections_labels_and_no_markup():
    text = in_language(render_plain, edition_of(make_a_day()))

    assert text.startswith("AI Infra Daily · 19 February 2026 Thursday\nUTC 00:00–24:00\n")
    assert "== flashinfer-ai/flashinfer ==" in text
    assert "== NVIDIA/cutlass ==\nNot fetched (commits, PRs, issues, releases, advisories): GitHub\nanswered" in text
    assert "[Key New] Skip-Softmax covers MLA\n  On Hopper; off by default.\n" in text
    assert "`" not in text


def test_a_chinese_day_has_chinese_headings_and_quotes_titles_as_they_are():
    text = in_language(render_plain, edition_of(make_a_day(), "zh-hans"))

    assert text.startswith("AI Infra Daily · 2026 年 2 月 19 日 星期四\n")
    assert "Skip-Softmax 扩展到 MLA" in text
    assert "fp8_kernel" in text


def test_facts_only_is_said_once_above_everything():
    digest = make_a_day()
    digest.statements.all().update(outcome="title")

    text = in_language(render_plain, edition_of(digest))

    assert text.count("Facts only") == 1
    assert text.index("Facts only") < text.index("== flashinfer-ai/flashinfer ==")


def test_folded_stories_are_one_line_and_their_addresses():
    text = in_language(render_plain, edition_of(make_a_day()))

    assert "Tests and CI: 1 story\n  https://github.com/flashinfer-ai/flashinfer/pull/2552\n" in text


def test_a_day_without_anything_is_its_head():
    text = in_language(render_plain, edition_of(make_digest()))

    assert text.splitlines()[:2] == ["AI Infra Daily · 19 February 2026 Thursday", "UTC 00:00–24:00"]
    assert "==" not in text


def test_no_line_of_prose_is_wider_than_72_columns():
    digest = make_a_day()

    for language in ("en", "zh-hans"):
        text = in_language(render_plain, edition_of(digest, language))

        wide = [line for line in text.splitlines() if width(line) > 72]
        assert [line for line in wide if "://" not in line] == []
