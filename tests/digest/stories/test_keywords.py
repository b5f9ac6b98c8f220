"""The words that give away what kind of news something is, in the sense in which a title has them."""

import pytest

from digest.stories import keywords


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("SECURITY", "Bump h11 for CVE-2026-12345"),
        ("SECURITY", "[security] check the path"),
        ("BREAKING", "BC-breaking: rename it"),
        ("BREAKING", "Deprecate the flag"),
        ("CONVENTIONAL_BREAKING", "feat(api)!: rename it"),
        ("FIX", "[AMD] [Bugfix] handle it"),
        ("FIX", "bug fix for SM90"),
        ("FIX", "Prevent a deadlock in the scheduler"),
        ("FIX", "api: avoid stack overflow"),
        ("FEATURE", "Support FP4"),
        ("FEATURE", "[Model] Enable Qwen"),
        ("IMPROVEMENT", "[Cute] Use TMA"),
        ("NEW_MODEL", "Add SDAR model support"),
        ("PERFORMANCE", "Speed-up of decode"),
        ("FIGURE", "1.5x on Hopper"),
        ("FIGURE", "saves 12 %"),
        ("WRONG", "NaN in softmax"),
        ("WRONG", "Garbage output on SM90"),
        ("CRASH", "Segfault on empty batch"),
        ("CRASH", "KeyError in the loader"),
        ("CRASH", "Overflows the stack"),
        ("CRASH", "Cannot import on Python 3.14"),
        ("REQUEST", "[Feature Request] FP4"),
        ("REQUEST", "[RFC]: a cache"),
        ("URGENT_LABELS", "priority p0"),
        ("ASIDE", "Add a microbenchmark"),
        ("OWN_WORK", "CI runs take 5 minutes"),
        ("RESTRICTING", "fix: reject odd ranks"),
        ("OFFERING", "Fix it by adding a new option"),
    ],
)
def test_these_words_are_found(name, told):
    assert getattr(keywords, name).search(told)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("SECURITY", "Insecurity of floats"),
        ("BREAKING", "Break the loop"),
        ("CONVENTIONAL_BREAKING", "feat(api): rename it"),
        ("FIX", "Use a fixture"),
        ("FIX", "Prefix caching"),
        ("FEATURE", "Drop support for CUDA 11"),
        ("FEATURE", "Unsupported dtypes"),
        ("IMPROVEMENT", "User guide"),
        ("FIGURE", "0x1f"),
        ("WRONG", "Stack overflow"),
        ("WRONG", "Type mismatch"),
        ("CRASH", "Better error messages"),
        ("CRASH", "Works without errors"),
        ("ASIDE", "Benchmarked"),
        ("RESTRICTING", "Raise error messages to the user"),
        ("RESTRICTING", "Raise the limit"),
        ("OFFERING", "Add a test"),
    ],
)
def test_the_same_letters_in_another_sense_are_not(name, told):
    assert not getattr(keywords, name).search(told)


@pytest.mark.parametrize(
    ("title", "left"),
    [
        ("Return early if the call fails", "Return early"),
        ("Retry when the first request errors, then give up", "Retry , then give up"),
        ("Log on failure", "Log"),
        ("The call fails if empty", "The call fails"),
    ],
)
def test_a_condition_tells_of_no_failure(title, left):
    assert " ".join(keywords.CONDITION.sub(" ", title).split()) == left
