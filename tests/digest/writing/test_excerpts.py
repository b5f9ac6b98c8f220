"""What of GitHub's text a prompt carries: the author's words without boilerplate, capped, each matter once."""

import time

import pytest

from digest.writing import excerpts
from tests.factories import make_activity


@pytest.mark.parametrize(
    ("written", "left"),
    [
        ("<!-- say why -->It crashed.", "It crashed."),
        (
            "It crashed.\n## Checklist\n- [x] tests\n  in CI\n## Cause\nAn overflow.",
            "It crashed.\n## Cause\nAn overflow.",
        ),
        ("It crashed.\n- [ ] I ran tests\nand more of it\n- a point", "It crashed.\n- a point"),
        ("Signed-off-by: Ada <a@b.c>\nIt crashed.", "It crashed."),
        ("It crashed.\n🤖 Generated with [Claude Code](https://x.y)", "It crashed."),
        ("See [the docs](https://example.org/a) and https://example.org/b now.", "See the docs and  now."),
        ("![plot](https://example.org/a.png)It is <b>fast</b>.", "It is fast."),
        ("<details><summary>Log</summary>\nSegfault\n</details>", "Log\nSegfault"),
        ("<details>Checklist of ours</details>It crashed.", "It crashed."),
        ("Kept.<!-- This is an auto-generated comment -->Summary by a bot", "Kept."),
        ("## Empty\n\n## Cause\nAn overflow.\n## Empty too", "## Cause\nAn overflow."),
        ("a\u200bd\u202emin", "admin"),
    ],
)
def test_the_body_is_what_its_author_says(written, left):
    assert excerpts.body(written) == left


def test_a_long_body_and_title_are_capped():
    assert len(excerpts.body("A sentence of some words. " * 1000)) <= excerpts.BODY_CAP
    assert excerpts.title("in\ttwo\nlines") == "in two lines"
    assert len(excerpts.title("word " * 500)) <= excerpts.TITLE_CAP


def test_a_section_ends_where_the_next_of_its_level_begins():
    lines = ["# Checklist", "a", "## Below", "b", "# Cause", "c"]

    assert list(excerpts.without_boilerplate(lines)) == ["# Cause", "c"]


@pytest.mark.django_db
def test_a_commit_that_repeats_its_pull_request_is_left_out_and_a_merge_says_only_that_it_happened():
    opened = make_activity(action="opened", number=7, title="Fix NaN", body="On SM90.")
    merged = make_activity(number=7, title="Fix NaN", body="On SM90.", labels=["bug"], files=[{"path": "a.cu"}])
    commit = make_activity(
        kind="commit", action="pushed", title="Fix NaN (#7)", pull_request=7, files=[{"path": "b.cu"}]
    )

    told = excerpts.evidence(merged, [opened, commit])

    assert (told["kind"], told["title"], told["body"]) == ("pull request merged", "Fix NaN", "On SM90.")
    assert (told["labels"], told["paths"]) == (["bug"], ["a.cu", "b.cu"])
    assert told["also"] == [{"kind": "pull request opened", "title": "", "body": ""}]


@pytest.mark.django_db
def test_what_went_into_another_branch_says_so():
    pick = make_activity(title="Fix NaN", branch="release/2.4")

    assert excerpts.described(pick)["kind"] == "pull request merged into another branch"


@pytest.mark.django_db
def test_the_gate_looks_words_up_in_all_that_was_carried():
    main, issue = (
        make_activity(title="Fix NaN", body="On SM90."),
        make_activity(kind="issue", action="closed", title="NaN"),
    )

    assert excerpts.texts(excerpts.evidence(main, [issue])) == ["Fix NaN", "On SM90.", "NaN", ""]


@pytest.mark.parametrize("part", ["<!-- ", "<details>", "- [ ] a\n", "[", "![", "<img ", "# Checklist\n", "<a "])
def test_a_hostile_body_costs_no_time(part):
    started = time.monotonic()

    excerpts.body(part * 20_000)

    assert time.monotonic() - started < 3


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("see [docs [inner]](https://x.test/a(b)c) end", "see docs [inner] end"),
        ("keep `<b>x</b>` as code", "keep `<b>x</b>` as code"),
        ("plain <b>bold</b> text", "plain bold text"),
        ("one ` tick and <b>bold</b>", "one ` tick and bold"),
        ("[a](https://x.test/a) and [b](https://x.test/b)", "a and b"),
        ("**kwargs and `f(**kwargs)`", "**kwargs and `f(**kwargs)`"),
    ],
)
def test_links_become_their_words_and_tags_go_but_not_in_code(written, read):
    assert excerpts.body(written) == read
