"""A day as Markdown: what it has to tell, and what GitHub's text may not do to it."""

import datetime as dt

import pytest

from digest.defang import BREAK
from newsletter.editions.types import Reference
from newsletter.renderers.markdown import code, escape, link, link_to, render_markdown
from tests.factories import make_activity, make_digest, make_statement
from tests.newsletter.a_day import edition_of, in_language, make_a_day

pytestmark = pytest.mark.django_db


def test_markdown_tells_title_summary_every_repository_and_conclusion():
    text = in_language(render_markdown, edition_of(make_a_day()))

    headings = [line for line in text.splitlines() if line.startswith(("# ", "## ", "### "))]
    assert headings == [
        "# AI Infra Daily · 19 February 2026",
        "## Summary",
        "## Repositories",
        "### [flashinfer-ai/flashinfer](https://github.com/flashinfer-ai/flashinfer)",
        "### [deepseek-ai/DeepGEMM](https://github.com/deepseek-ai/DeepGEMM)",
        "### [NVIDIA/cutlass](https://github.com/NVIDIA/cutlass)",
        "### [vllm-project/vllm](https://github.com/vllm-project/vllm)",
        "## Conclusion",
    ]
    assert "- `MLA` is covered. [flashinfer #2547](https://github.com/flashinfer-ai/flashinfer/pull/2547)" in text


def test_markdown_names_commit_files_relations_and_topics_of_a_story():
    text = in_language(render_markdown, edition_of(make_a_day()))

    assert "**New** · Skip-Softmax covers `MLA` [#2547](" in text
    assert "[`11537c7`](https://github.com/flashinfer-ai/flashinfer/commit/11537c7c8" in text
    assert "fixes [#2500](https://github.com/flashinfer-ai/flashinfer/issues/2500)" in text
    assert "- 3 files, +68 −13: `flashinfer/mla.py`, `csrc/launcher.cu`, `tests/test_mla.py`" in text
    assert "- Topics: Attention" in text
    assert "  - ada · 2026-02-19 12:00 UTC" in text


def test_markdown_reads_quiet_failed_pending_and_partial_differently():
    text = in_language(render_markdown, edition_of(make_a_day()))

    assert "> Fetched only in part (commits): GitHub's rate limit was reached." in text
    assert "Nothing happened in deepseek-ai/DeepGEMM." in text
    assert (
        "> Not fetched (commits, PRs, issues, releases, advisories): GitHub answered with an error of its own." in text
    )
    assert "commits not fetched" not in text
    assert "Not fetched: NVIDIA/cutlass." in text
    assert "vllm-project/vllm)\n\nNot yet fetched." in text
    assert "Not yet fetched: vllm-project/vllm." in text


def test_markdown_tells_folded_stories_under_their_count():
    text = in_language(render_markdown, edition_of(make_a_day()))

    assert "- Tests and CI: 1 story\n  - **Merged** · Add Hopper to CI [#2552](" in text
    assert "- Prereleases and nightlies: 1 story [nightly-v0.6.3](" in text


def test_markdown_of_a_chinese_edition_has_chinese_sentences():
    text = in_language(render_markdown, edition_of(make_a_day(), "zh-hans"))

    assert "Skip-Softmax 扩展到 `MLA`" in text
    assert "用于 Hopper，默认关闭。" in text


def test_a_title_with_markup_stays_text_in_markdown():
    text = in_language(render_markdown, edition_of(make_a_day()))

    told = r"[BUG] \<b>NaN\</b> in \*cutlass\* [x\](http:|/|/evil.|example) fp8_kernel"
    assert told.replace("|", BREAK) in text


@pytest.mark.parametrize(
    ("title", "written"),
    [
        ("snake_case and _emphasis_", r"snake_case and \_emphasis\_"),
        ("`code_*` and *stars*", r"`code_*` and \*stars\*"),
        ("# not a heading", r"\# not a heading"),
        ("1. not a list", r"1\. not a list"),
        ("a & b &amp; c", r"a & b \&amp; c"),
        ("two\nlines", "two lines"),
        ("one ` tick", r"one \` tick"),
    ],
)
def test_escaping_leaves_code_and_plain_words_alone(title, written):
    assert escape(title) == written


def test_brackets_in_the_text_of_a_link_do_not_end_it():
    assert (
        link(escape("[BUG] `a[0]` ]"), "https://x.example/a(b)") == r"[\[BUG\] `a[0]` \]](https://x.example/a%28b%29)"
    )


def test_a_path_with_backticks_stays_code_and_a_tag_with_markup_stays_text():
    assert code("a/b.py") == "`a/b.py`"
    assert code("a`<img src=x>`b") == "`` a`<img src=x>`b ``"
    assert (
        link_to(Reference("v1<img>", "https://x.example/v1<img>", "tag"))
        == r"[v1\<img>](https://x.example/v1%3Cimg%3E)"
    )


def test_the_summary_of_a_day_without_sentences_is_its_best_titles():
    digest = make_a_day()
    digest.statements.all().update(outcome="title")

    text = in_language(render_markdown, edition_of(digest))

    assert "Facts only" in text
    assert "- **New** · feat: Skip-Softmax · flashinfer [#2547](" in text


def test_a_day_without_anything_is_still_a_document():
    text = in_language(render_markdown, edition_of(make_digest()))

    assert "Nothing happened that this edition tells." in text


@pytest.mark.parametrize(
    ("days", "english", "chinese"), [(1, "From Wednesday: ", "接周三："), (9, "From 10 February: ", "接 2 月 10 日：")]
)
def test_a_follow_up_names_the_weekday_within_six_days_and_the_date_later(days, english, chinese):
    digest = make_digest()
    before = make_statement(make_digest(digest.date - dt.timedelta(days=days)))
    make_statement(digest, make_activity(before.repository, digest=digest), follows=before)

    for language, words in (("en", english), ("zh-hans", chinese)):
        text = in_language(render_markdown, edition_of(digest, language))
        assert f"  - {words}[" in text
