"""What comes first: a score from facts alone, with its reasons, the same at every run."""

import math
import re

from digest import folds, references, relations
from digest.models import Activity, Statement

Kind, Label = Activity.Kind, Statement.Label
KEY_SCORE, GOOD_SCORE, PLAIN_SCORE, SMALL_SCORE = 70, 45, 28, 16  # the least score of importance 5, 4, 3 and 2

SECURITY = re.compile(r"(?<![\w-])(?:cve-\d+-\d+|security|vulnerabilit(?:y|ies)|ghsa-[\w-]+)(?!\w)", re.IGNORECASE)
BREAKING = re.compile(
    r"(?<![\w-])(?:bc[- ]breaking|breaking(?: change)?s?|backwards?[- ]incompatible)(?!\w)|^\w+(?:\([^)]*\))?!:"
    r"|(?<![\w-])(?:deprecat(?:e|es|ed|ing)|(?:drop|remove)s? support)(?!\w)",
    re.IGNORECASE,
)
PREFIX = r"^\s*(?:\[[^\]]*\]\s*)*"
FIX = re.compile(
    rf"{PREFIX}(?:bug ?)?fix|\[(?:bug ?fix|bug|fix|hotfix)\]|(?<![\w-])(?:fix(?:es|ed)?|bugfix|hotfix|correct|workaround)(?![\w-])",
    re.IGNORECASE,
)
FEATURE = re.compile(
    rf"{PREFIX}(?:feat(?:ure)?\b|add\b|adds\b|support\b|enable\b|implement\w*\b|introduce\b|new\b|allow\b|integrate\b)"
    r"|(?<![\w-])(?:feat|feature|support(?:s|ed)?|enabled?|integration|initial)(?![\w-])|^\s*\[(?:feat(?:ure)?|new model)\]",
    re.IGNORECASE,
)
PERFORMANCE = re.compile(
    r"(?<![\w-])(?:perf|performance|speed ?up|faster|optimi[sz]\w+|throughput|latency|zero[- ]copy|improve memory)(?![\w-])",
    re.IGNORECASE,
)
FIGURE = re.compile(r"(?<![\w.])\d+(?:\.\d+)?\s?(?:%|x\b|×|ms\b|us\b|tflops\b|tok(?:ens)?/s)", re.IGNORECASE)
# How badly it hurts the one who hits it: wrong answers are worse than a crash, for nobody notices them.
WRONG = re.compile(
    r"(?<![\w-])(?:nans?|wrong|incorrect(?:ly)?|accuracy|corrupt\w*|garbage|gibberish|mismatch|overflow)(?![\w-])", re.I
)
CRASH = re.compile(
    r"(?<![\w-])(?:crash\w*|segfault\w*|hangs?|deadlock|oom|out of memory|illegal memory|fail(?:s|ure|ed)?|broken|leak\w*"
    r"|error|race|assert\w*)(?![\w-])",
    re.I,
)
REQUEST = re.compile(r"^\s*\[(?:feature|feature request|rfc|proposal|enhancement|todo list|doc)\b", re.IGNORECASE)
URGENT_LABELS = re.compile(
    r"(?<![\w-])(?:p0|critical|must have|high priority|release blocker|regression)(?![\w-])", re.I
)
SIDE_PATHS = ("benchmark", "example", "tools/", "scripts/", "profiler", "debug")


def score(story):
    """(points, reasons): higher comes first; each reason reads "+12 a crash" and they add up to the points."""
    reasons = [(points, reason) for points, reason in _reasons(story) if points]
    return round(sum(points for points, _reason in reasons), 1), [f"{points:+g} {reason}" for points, reason in reasons]


def importance(story):
    """1 to 5 from the score: 5 is key, 2 and 1 go to the tail."""
    points, _reasons_ = score(story)
    floors = (SMALL_SCORE, PLAIN_SCORE, GOOD_SCORE, KEY_SCORE)
    return 1 + sum(points >= floor for floor in floors)


def _reasons(story):
    if story.fold:
        yield 5, f"only counted: {story.fold}"
        yield from _weights_of_words(story)
        return
    yield _base(story)
    yield from _weights_of_words(story)
    if story.is_change:
        yield from _weights_of_change(story)
    yield from _weights_of_attention(story)


def _base(story):
    """What kind of news it is."""
    main, title = story.main, references.bare_title(story.main.title)
    if main.kind == Kind.RELEASE:
        return 72, "a release"
    if story.is_change:
        if relations.is_revert(main):
            return 46, "a revert"
        if relations.is_reland(main):
            return 48, "back after a revert"
        return _base_of_change(title)
    if main.action == Activity.Action.CLOSED:
        return 18, "closed"
    if main.kind == Kind.PULL_REQUEST:
        return 20, "a proposal"
    if story.label == Label.ASKED:
        return 24, "a question"
    return (24, "a request") if REQUEST.search(title) or "feature request" in story.github_labels else (32, "a report")


def _base_of_change(title):
    if FIX.search(title):
        return 38, "a fix"
    if FEATURE.search(title):
        return 44, "a new capability"
    return (36, "performance") if PERFORMANCE.search(title) else (28, "an improvement")


def _weights_of_words(story):
    title = story.main.title
    labels = " ".join(story.github_labels)
    if SECURITY.search(title) or SECURITY.search(labels):
        yield 40, "security"
    if BREAKING.search(title) or BREAKING.search(labels):
        yield 25, "a breaking change or a deprecation"


def _weights_of_change(story):
    body = references.prose(story.main.body)
    whole = f"{story.main.title}\n{body}"
    if PERFORMANCE.search(whole) and FIGURE.search(body):
        yield 26, "performance with figures"
    if story.lines:
        yield round(min(4.0, math.log10(story.lines)), 1), f"{story.lines} lines"
    if any(relation["word"] == "fixes" for relation in story.relations):
        yield 4, "closes an issue"
    paths = [row["path"].lower() for row in story.files if not folds.is_beside(row["path"])]
    if paths and all(any(side in path for side in SIDE_PATHS) for path in paths):
        yield -16, "only benchmarks, examples or tools"


def _weights_of_attention(story):
    main = story.main
    if main.kind == Kind.RELEASE:
        return
    is_fix = FIX.search(main.title)
    if is_fix or main.kind == Kind.ISSUE:
        text = f"{main.title}\n{references.prose(main.body)[:1500]}"
        for pattern, points, reason in ((WRONG, 12, "wrong results"), (CRASH, 9, "a crash or failure")):
            if pattern.search(main.title) or (is_fix and pattern.search(text)):
                yield points, reason
                break
    if URGENT_LABELS.search(" ".join(story.github_labels)):
        yield 8, "marked urgent"
