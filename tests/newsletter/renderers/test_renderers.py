"""The documents of a day: what each of them has to tell, and what GitHub's text may not do to them."""

import datetime as dt

import pytest
from django.utils import translation
from wcwidth import width

from digest.defang import BREAK
from digest.stories.statements import prepare
from newsletter.editions import content
from newsletter.editions.filters import UnknownName, selection_from_names
from newsletter.editions.selection import select
from newsletter.editions.types import Reference
from newsletter.renderers.json_document import edition_activities, edition_data
from newsletter.renderers.markdown import code, escape, link, link_to, render_markdown
from newsletter.renderers.plain_text import render_plain
from newsletter.renderers.text_layout import wrap
from tests.factories import make_activity, make_digest, make_statement
from tests.newsletter.a_day import make_a_day

pytestmark = pytest.mark.django_db


def edition_of(digest, language="en", **names):
    return select(content.load_content([digest], language), selection_from_names(language, **names))


def in_language(render, edition):
    with translation.override(edition.language):
        return render(edition)


def data_of(digest, **names):
    edition = edition_of(digest, **names)
    return edition_data(edition, edition_activities(edition, [digest]))


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


def test_plain_text_has_sections_labels_and_no_markup():
    text = in_language(render_plain, edition_of(make_a_day()))

    assert text.startswith("AI Infra Daily · 19 February 2026 Thursday\nUTC 00:00–24:00\n")
    assert "== flashinfer-ai/flashinfer ==" in text
    assert "== NVIDIA/cutlass ==\nNot fetched (commits, PRs, issues, releases, advisories): GitHub\nanswered" in text
    assert "[Key New] Skip-Softmax covers MLA\n  On Hopper; off by default.\n" in text
    assert "`" not in text


def test_plain_text_wraps_at_72_columns_and_keeps_punctuation_with_its_word():
    wrapped = wrap("一" * 36 + "，然后继续。" + "word " * 30, "  ")

    lines = wrapped.splitlines()
    assert max(map(width, lines)) <= 72
    assert not [line for line in lines if line.strip()[0] in "，。"]
    assert wrapped.replace("\n", "").replace(" ", "") == "一" * 36 + "，然后继续。" + "word" * 30


def test_json_has_the_documented_shape():
    data = data_of(make_a_day())
    flashinfer = data["repositories"][0]

    assert [data[key] for key in ("date", "language", "state", "written_by")] == [
        "2026-02-19",
        "en",
        "published",
        "mixed",
    ]
    assert flashinfer["coverage"]["commits"] == {"status": "partial", "found": 1, "shown": 1, "reason": "rate_limited"}
    assert flashinfer["stories"] == {"found": 4, "told": 4}
    assert flashinfer["statements"][0] == {
        "text": "Skip-Softmax covers MLA. On Hopper; off by default.",
        "headline": "Skip-Softmax covers `MLA`",
        "detail": "On Hopper; off by default.",
        "label": "new",
        "written_by": "model",
        "evidence": [
            "https://github.com/flashinfer-ai/flashinfer/pull/2547",
            "https://github.com/flashinfer-ai/flashinfer/commit/11537c7c8ad9b6c89b021c269c3144bb71897a36",
        ],
        "topics": ["attention"],
        "importance": 5,
        "advisory": None,
        "interface_changes": [],
        "code": None,
    }
    assert data["summary"][0]["evidence"] == flashinfer["statements"][0]["evidence"]


def test_json_lists_every_activity_with_its_files_and_topics():
    activities = data_of(make_a_day())["repositories"][0]["activities"]

    assert [activity["kind"] for activity in activities] == [
        "commit",
        "issue",
        "pull_request",
        "pull_request",
        "release",
    ]
    assert activities[0] == {
        "kind": "commit",
        "action": "pushed",
        "key": "11537c7c8ad9b6c89b021c269c3144bb71897a36",
        "number": None,
        "title": "commit " + activities[0]["title"].split()[-1],
        "url": "https://github.com/flashinfer-ai/flashinfer/commit/11537c7c8ad9b6c89b021c269c3144bb71897a36",
        "author": "ada",
        "occurred_at": "2026-02-19T12:00:00+00:00",
        "late": False,
        "topics": ["attention"],
        "files": ["flashinfer/mla.py", "csrc/launcher.cu", "tests/test_mla.py"],
    }


def test_json_names_every_repository_whatever_its_state():
    repositories = data_of(make_a_day())["repositories"]

    states = {row["full_name"]: row["coverage"]["commits"]["status"] for row in repositories}
    assert states == {
        "flashinfer-ai/flashinfer": "partial",
        "deepseek-ai/DeepGEMM": "ok",
        "NVIDIA/cutlass": "failed",
        "vllm-project/vllm": "pending",
    }


def test_a_topic_leaves_its_stories_and_their_activities_and_counts_the_rest():
    data = data_of(make_a_day(), topics=["moe"])
    flashinfer = data["repositories"][0]

    assert [statement["topics"] for statement in flashinfer["statements"]] == [["moe"]]
    assert [activity["key"] for activity in flashinfer["activities"]] == ["2595"]
    assert flashinfer["stories"] == {"found": 4, "told": 1}
    assert flashinfer["coverage"]["commits"]["found"] == 1
    assert flashinfer["coverage"]["commits"]["shown"] == 0


def test_a_repository_is_found_in_any_case_and_an_unknown_name_is_refused():
    digest = make_a_day()

    assert [row["full_name"] for row in data_of(digest, repositories=["nvidia/CUTLASS"])["repositories"]] == [
        "NVIDIA/cutlass"
    ]
    with pytest.raises(UnknownName, match="nobody/nothing"):
        selection_from_names("en", repositories=["nobody/nothing"])


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
