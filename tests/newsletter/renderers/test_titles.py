"""GitHub's titles taken apart."""

import pytest

from newsletter.renderers.titles import is_bare_version, is_chore, is_revert, split_title

TITLES = [
    ("[Bugfix] fix(mla): no NaN (#12).", "[Bugfix] fix(mla): ", "no NaN", " (#12)."),
    ("[AMD][Kernel] Add X", "[AMD][Kernel] ", "Add X", ""),
    ("feat!: Skip-Softmax。", "feat!: ", "Skip-Softmax", "。"),
    ("[Doc]: update the page", "[Doc]: ", "update the page", ""),
    ("【修复】内存", "【修复】", "内存", ""),
    ("Perf of x...", "", "Perf of x...", ""),
    ("Feat/add a kernel", "Feat/", "add a kernel", ""),
    ("vllm: fix", "", "vllm: fix", ""),
    ("a[0] is read twice", "", "a[0] is read twice", ""),
]


@pytest.mark.parametrize(("title", "lead", "words", "tail"), TITLES)
def test_tags_prefix_and_closing_stop_stand_apart_from_the_words(title, lead, words, tail):
    assert split_title(title) == (lead, words, tail)


@pytest.mark.parametrize("title", [title for title, *_parts in TITLES] + ["[BUG]", "", "(#12)", "fix:"])
def test_the_parts_together_are_the_title(title):
    parts = split_title(title)

    assert "".join(parts) == title
    assert parts.words or not title


def test_a_title_of_tags_only_keeps_them_as_its_words():
    assert split_title("[BUG]").words == "[BUG]"


@pytest.mark.parametrize("title", ["chore: bump", "[CI] new runner", "docs(api): typo", "[AMD] [Misc] tidy"])
def test_a_chore_says_so_itself(title):
    assert is_chore(title)


@pytest.mark.parametrize("title", ["feat: CI for all", "Build wheels for SM121", "fix: docs crash", "Testing a model"])
def test_what_only_speaks_of_a_chore_is_none(title):
    assert not is_chore(title)


def test_a_revert_begins_with_the_word():
    assert is_revert('[AMD] Revert "x"')
    assert not is_revert("Reverting is possible now")


@pytest.mark.parametrize("title", ["v0.6.4", "0.6.4.post1", "Release v0.6.4", "vLLM 0.6.4", "Bump version to 0.6.4"])
def test_a_bare_version_says_nothing_else(title):
    assert is_bare_version(title, "vllm")


@pytest.mark.parametrize("title", ["Bump torch to 2.9.1", "v0.6.4 with FP8", "Support CUDA 13.0", "Fix 2"])
def test_a_version_of_something_is_news(title):
    assert not is_bare_version(title, "vllm")
