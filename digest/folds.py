"""Which stories are only counted: nightlies, bots, tests and CI, documentation, chores."""

import re
from fnmatch import fnmatchcase

from digest import references
from digest.models import Activity, Statement

Fold = Statement.Fold
# Matched against the path with a leading slash, in lower case, so that "/docs/" finds the folder at any depth.
CI_PATHS = (
    "*/test/*", "*/tests/*", "*/.github/*", "*/.buildkite/*", "*/.circleci/*", "*/ci/*", "*/.ci/*", "*/test_*", "*_test.*",
    "*/conftest.py", "*/jenkinsfile", "*/.gitlab-ci.yml", "*/codeowners", "*/scripts/ci*", "*/scripts/task_*",
)  # fmt: skip
DOC_PATHS = ("*/docs/*", "*/doc/*", "*.md", "*.rst", "*/license*", "*/notice*", "*/authors*")
CHORE_PATHS = (
    "*.lock", "*/version.txt", "*/_version.py", "*/version.py", "*/pyproject.toml", "*/setup.cfg", "*/requirements*.txt",
    "*/requirements/*", "*/.gitignore", "*/.gitmodules", "*/.pre-commit-config.yaml", "*/changelog*", "*/package-lock.json",
)  # fmt: skip
PREFIX = r"^\s*(?:\[[^\]]*\]\s*)*"
BRACKET = r"^\s*(?:\[[^\]]*\]\s*)*\[(?:[^\]]*[\s/])?"
CI_TITLE = re.compile(
    rf"(?:{PREFIX}(?:ci|tests?)\b\s*(?:\([^)]*\))?:|{BRACKET}(?:ci|tests?|ci/build)\])"
    r"|(?<![\w-])(?:ci|tests?|unit ?tests?|unittests?|test cases?|test_\w+)(?![\w-])",
    re.IGNORECASE,
)
DOCS_TITLE = re.compile(
    rf"{PREFIX}docs?\b\s*(?:\([^)]*\))?:|{BRACKET}docs?\]|(?<![\w-])(?:readme|changelog|typos?|docstrings?)(?![\w-])",
    re.IGNORECASE,
)
CHORE_TITLE = re.compile(
    rf"{PREFIX}(?:style|build|deps?|refactor(?:ing)?)\b\s*(?:\([^)]*\))?:|{BRACKET}(?:deps?|refactor(?:ing)?|misc|lint)\]"
    r"|(?<![\w-])(?:clean ?ups?|linting|reformat|pre-commit|codeowners|dead code|nits?)(?![\w-])"
    rf"|{PREFIX}tiny\b|{PREFIX}bump\b|{PREFIX}refactor\b",
    re.IGNORECASE,
)
ALSO_TESTED = re.compile(
    r"(?:\s+and|,|;|\s*\+|\s+with|\s+&)\s+(?:add(?:s|ed)?\s+|update[sd]?\s+|its?\s+|unit\s+)*tests?.*$", re.I
)
NEVER_FOLDED = re.compile(
    r"(?<![\w-])(?:cve-\d+|security|vulnerabilit(?:y|ies)|breaking|deprecat\w+|removes? support)(?![\w])|^\w+(?:\([^)]*\))?!:",
    re.I,
)
NIGHTLY_TAG = re.compile(
    r"(?:^|[^a-z])(?:nightly|dev|canary|snapshot)(?:[^a-z]|$)|\d(?:\.?dev|rc|a|b)\d+$", re.IGNORECASE
)


def of_release(release):
    """Nightly for a prerelease, by GitHub's mark or by the words of its tag; empty for a release."""
    return Fold.NIGHTLY if release.is_prerelease or NIGHTLY_TAG.search(release.key) else Fold.NONE


def of(story):
    """The Statement.Fold code of a story; empty for one that is told by itself. Issues are never folded."""
    main = story.main
    if main.kind == Activity.Kind.RELEASE:
        return of_release(main)
    if main.kind == Activity.Kind.ISSUE or references.REVERT_TITLE.match(main.title):
        return Fold.NONE
    if all(activity.is_bot for activity in story.activities):
        return Fold.BOT
    paths = ["/" + row["path"].lower() for row in story.files]
    by_paths = _by_paths(paths)
    if NEVER_FOLDED.search(main.title) and not by_paths:
        return Fold.NONE
    return by_paths or _by_title(references.bare_title(main.title))


def _by_paths(paths):
    """Tests beside documentation are tests, documentation beside a lock file is documentation."""
    if not paths:
        return Fold.NONE
    kinds = {_kind_of_path(path) for path in paths}
    if Fold.NONE in kinds:
        return Fold.NONE
    return next(fold for fold in (Fold.CI, Fold.DOCS, Fold.CHORE) if fold in kinds)


def _kind_of_path(path):
    for fold, patterns in ((Fold.CHORE, CHORE_PATHS), (Fold.CI, CI_PATHS), (Fold.DOCS, DOC_PATHS)):
        if any(fnmatchcase(path, pattern) for pattern in patterns):
            return fold
    return Fold.NONE


def is_beside(path):
    """Whether a file only accompanies a change: tests, documentation, lock files."""
    return _kind_of_path("/" + path.lower()) != Fold.NONE


def _by_title(title):
    if CI_TITLE.search(ALSO_TESTED.sub("", title)):
        return Fold.CI
    if DOCS_TITLE.search(title):
        return Fold.DOCS
    return Fold.CHORE if CHORE_TITLE.search(title) else Fold.NONE
