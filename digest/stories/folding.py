"""Which stories are only counted: nightlies, bots, tests and CI, documentation, chores."""

import re
from fnmatch import fnmatchcase

from digest import references
from digest.models import Activity, Statement
from digest.stories import keywords, relations
from digest.stories.story import Story

Fold = Statement.Fold
# Matched against the path with a leading slash, in lower case, so that "/docs/" finds the folder at any depth.
CI_PATHS = (
    "*/test/*",
    "*/tests/*",
    "*/test_*",
    "*_test.*",
    "*/conftest.py",
    "*/.github/*",
    "*/.buildkite/*",
    "*/.circleci/*",
    "*/.gitlab-ci.yml",
    "*/jenkinsfile",
    "*/ci/*",
    "*/.ci/*",
    "*/scripts/ci*",
    "*/scripts/task_*",
)
DOC_PATHS = ("*/docs/*", "*/doc/*", "*.md", "*.rst", "*/license*", "*/notice*", "*/authors*")
CHORE_PATHS = (
    "*.lock",
    "*/package-lock.json",
    "*/version.txt",
    "*/version.py",
    "*/_version.py",
    "*/pyproject.toml",
    "*/cargo.toml",
    "*/go.mod",
    "*/go.sum",
    "*/package.json",
    "*/pnpm-lock.yaml",
    "*/rustfmt.toml",
    "*/ruff.toml",
    "*/.clang-format",
    "*/.editorconfig",
    "*/.git-blame-ignore-revs",
    "*/setup.cfg",
    "*/requirements*.txt",
    "*/requirements/*",
    "*/.gitignore",
    "*/.gitmodules",
    "*/.pre-commit-config.yaml",
    "*/codeowners",
)


def _title(prefixes, words=""):
    """A pattern for titles that begin with a prefix ("docs:", "docs(api):", "[Doc]") or have one of the words."""
    start = r"^\s*(?:\[[^\]]*\]\s*)*"
    bracket = rf"{start}\[(?:[^\]]*[\s/])?(?:{prefixes})(?:/[^\]]*)?\]"
    anywhere = rf"|(?<![\w-])(?:{words})(?![\w-])" if words else ""
    return re.compile(rf"{start}(?:{prefixes})\s*(?:\([^)]*\))?:|{bracket}{anywhere}", re.IGNORECASE)


CI_TITLE = _title("ci|tests?", r"ci|tests?|unit ?tests?|test cases?|test_\w+")
DOCS_TITLE = _title("docs?")
DOCS_WORDS = re.compile(r"(?<![\w-])(?:readme|changelog|typos?|docstrings?)(?![\w-])", re.IGNORECASE)
CHORE_TITLE = _title(
    "style|refactor(?:ing)?|lint",
    r"clean[- ]?ups?|linting|reformat|pre-commit|dead code|lock ?files?|uv\.lock|bump \S+ (?:to|from)|bump to",
)
UPKEEP_TITLE = _title("build|deps?|dependencies|misc")  # a chore by what it touches, and not by this word alone
BUILD_PATHS = (
    "*/makefile",
    "*/cmakelists.txt",
    "*.cmake",
    "*/dockerfile*",
    "*.dockerfile",
    "*/docker/*",
    "*/setup.py",
    "*/meson.build",
    "*/build.gradle*",
    "*/build",
    "*/build.bazel",
    "*.bzl",
    "*/cmake/*",
)
FORMATTING = re.compile(
    r"(?<![\w-])(?:(?:run|apply|use) (?:ruff|black|isort|clang-format|rustfmt|gofmt|prettier|yapf)|cargo fmt"
    r"|(?:code|source) formatting|formatting (?:only|fix(?:es)?|changes?|nits?)"
    r"|(?:fix|apply|correct|address|silence|satisfy|appease)(?:es|ed|ing)? (?:the |all |some |\w+ )?"
    r"(?:formatting|format|whitespace|indentation|lints?|lint(?:er)? (?:errors?|warnings?|issues?|failures?)"
    r"|(?:clippy|flake8|pylint|mypy|ruff|pre-commit|compiler) (?:errors?|warnings?|lints?|issues?)|clippy)"
    r"|(?:re)?format (?:the )?(?:code|files?|imports|sources?|with \w+)|trailing (?:white)?spaces?|sort(?:ed)? imports"
    r"|unused (?:imports?|variables?|includes?|code|functions?|helpers?|parameters?|arguments?"
    r"|dependenc(?:y|ies)))(?![\w-])",
    re.IGNORECASE,
)
TIDYING = re.compile(
    r"^\s*(?:\[[^\]]*\]\s*)*(?:\w+(?:\([^)]*\))?: *)?(?:simplif\w+|tid(?:y|ies)\b|inline\b|reorder\w*|sort\b|de-?dup\w*"
    r"|(?:remove|drop|delete)[sd]? (?:an? |the |some )?(?:unused|unneeded|unnecessary|redundant|obsolete|stale|dead"
    r"|left-?over|duplicated?|extra|commented|useless|superfluous))",
    re.IGNORECASE,
)
CODE_AGENT = re.compile(
    r"^(?:app/)?(?:copilot(?:-swe-agent)?|claude|codex|openai-codex|chatgpt-codex-connector|devin-ai-integration|cursor"
    r"|cursoragent|google-labs-jules|sweep-ai|amazon-q-developer|gemini-code-assist|openhands-agent)(?:\[bot\])?$",
    re.IGNORECASE,
)
FLAW = re.compile(r"(?<![\w-])(?:cve-\d{4}-\d{4,}|ghsa(?:-[23456789cfghjmpqrvwx]{4}){3})(?![\w-])", re.IGNORECASE)
STALE_LABEL = re.compile(r"(?:^|[\s:/_-])(?:stale|rotten|inactive|wontfix|not planned)$", re.IGNORECASE)
FEW_LINES = 4  # two lines changed are two deleted and two added
CHORE_START = re.compile(
    r"^\s*(?:\[[^\]]*\]\s*)*(?:tiny|bump|refactor|merge (?:remote-tracking )?branch)\b", re.IGNORECASE
)
# "Fix the overflow and add a test" is about the overflow, "Add tests for X and fix Y" about Y.
ALSO_TESTED = re.compile(
    r"(?:(?<!\s)\s++(?:and|with|&|\+)|,|;|\+)\s++"
    r"(?:add(?:s|ed)?\s+|update[sd]?\s+|its?\s+|a\s+|unit\s+)*tests?.*$"
    r"|(?:add|update) (?:unit )?tests? .*\band (?=fix)",
    re.IGNORECASE,
)
NEVER_FOLDED = re.compile(
    r"(?<![\w-])(?:cve-\d+|security|vulnerabilit(?:y|ies)|breaking|deprecat\w+|removes? support)(?!\w)"
    r"|^\w+(?:\([^)]*\))?!:",
    re.IGNORECASE,
)
# Names of products have such words too (azure-dev-cli_1.23.0, @acme/dev-server@2.0.0): they count behind the version,
# or where the tag is nothing but the word and a date or a version of a build.
CHANNEL = r"(?:nightly|dev|canary|snapshot|alpha|beta|preview|pre|rc)"
NIGHTLY_TAG = re.compile(
    rf"\d[.+_-]?{CHANNEL}(?![a-z])|\d(?:rc|a|b)\d+(?![a-z])"
    r"|^(?:nightly|canary|snapshot|dev)(?:[-_.]?(?:latest|v?\d[\w.+-]*))?$",
    re.IGNORECASE,
)


def of_release(release: Activity) -> str:
    """Nightly for a prerelease, by GitHub's mark or by the words of its tag; empty for a release."""
    return Fold.NIGHTLY if release.is_prerelease or NIGHTLY_TAG.search(release.key) else Fold.NONE


def of(story: Story) -> str:
    """The Statement.Fold code of a story; empty for one that is told by itself. Open issues are never folded."""
    main = story.main
    if main.kind == Activity.Kind.RELEASE:
        return of_release(main)
    if main.kind == Activity.Kind.ADVISORY or relations.is_from_private_fork(main):
        return Fold.NONE
    if names_flaw(story):
        return Fold.NONE
    if main.kind == Activity.Kind.ISSUE:
        return Fold.DROPPED if _is_dropped(main) else Fold.NONE
    unsettled = Fold.NONE if story.is_change else _by_state(main)
    if unsettled or relations.is_revert(main):
        return unsettled
    if all(_is_machine(activity) for activity in story.activities):
        return Fold.BOT
    paths = ["/" + row["path"].lower() for row in story.files]
    by_paths = _by_paths(paths)
    if NEVER_FOLDED.search(main.title) and not by_paths:
        return Fold.NONE
    # In one line, and not a commit's endless one: expressions must stay quick.
    title = " ".join(references.bare_title(main.title).split())[:500]
    return by_paths or _by_title(title, paths) or _by_size(title, story)


def _by_state(pull):
    """What is no news of the default branch: merged elsewhere, or not yet offered for review."""
    if pull.action == Activity.Action.MERGED:
        return Fold.BRANCH if pull.branch else Fold.NONE
    return Fold.DRAFT if pull.is_draft else Fold.NONE


def _is_dropped(issue):
    """Closed as not planned; a stale bot's label says the same where GitHub gives no reason."""
    if issue.action != Activity.Action.CLOSED:
        return False
    is_stale = any(STALE_LABEL.search(label) for label in issue.labels)
    return issue.close_reason == "not_planned" or (not issue.close_reason and is_stale)


def _is_machine(activity):
    """A bot that does what it always does; a code agent's work is told as a person's."""
    return activity.is_bot and not CODE_AGENT.search(activity.author)


def names_flaw(story: Story) -> bool:
    """Whether it names a CVE or an advisory in a title or in what its author says: never folded, whoever opened it."""
    return any(FLAW.search(relations.text_of(one)) for one in story.activities)


def _by_paths(paths):
    """Tests beside documentation are tests, a lock file beside documentation is a chore; one file of code is enough."""
    kinds = {_kind_of_path(path) for path in paths}
    if Fold.NONE in kinds:
        return Fold.NONE
    return next((fold for fold in (Fold.CI, Fold.CHORE, Fold.DOCS) if fold in kinds), Fold.NONE)


def _kind_of_path(path):
    for fold, patterns in ((Fold.CHORE, CHORE_PATHS), (Fold.CI, CI_PATHS), (Fold.DOCS, DOC_PATHS)):
        if any(fnmatchcase(path, pattern) for pattern in patterns):
            return fold
    return Fold.NONE


def is_beside(path: str) -> bool:
    """Whether a file only accompanies a change: tests, documentation, lock files."""
    return _kind_of_path("/" + path.lower()) != Fold.NONE


def _by_title(title, paths):
    """What the title says; a typo is documentation only where no code was read to have changed."""
    if CI_TITLE.search(ALSO_TESTED.sub("", title)):
        return Fold.CI
    if DOCS_TITLE.search(title) or (DOCS_WORDS.search(title) and not paths):
        return Fold.DOCS
    is_chore = any(pattern.search(title) for pattern in (CHORE_TITLE, CHORE_START, FORMATTING))
    return Fold.CHORE if is_chore or _is_upkeep(title, paths) else Fold.NONE


def _is_upkeep(title, paths):
    """Whether a "build:" or "deps:" touches nothing but what the project is built with, as far as is known."""
    return bool(UPKEEP_TITLE.search(title)) and all(_is_of_build(path) for path in paths)


def _is_of_build(path):
    return _kind_of_path(path) != Fold.NONE or any(fnmatchcase(path, pattern) for pattern in BUILD_PATHS)


def _by_size(title, story):
    """A merged cleanup of two lines, which moved nothing that callers see, is a chore."""
    is_small = story.is_change and 0 < story.lines <= FEW_LINES and not story.interface_changes
    return Fold.CHORE if is_small and TIDYING.search(title) and not keywords.FIX.search(title) else Fold.NONE
