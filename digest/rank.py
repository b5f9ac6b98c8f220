"""What comes first: a score from facts alone, with its reasons, the same at every run."""

import math
import re

from digest import folds, references, relations
from digest.models import Activity, Statement

Kind, Action, Label = Activity.Kind, Activity.Action, Statement.Label
KEY_SCORE, GOOD_SCORE, PLAIN_SCORE, SMALL_SCORE = 60, 42, 28, 12  # the least score of importance 5, 4, 3 and 2
FIRST_LINES = 600  # characters of a body in which its author says what it is about


def _words(*alternatives):
    """A pattern for any of these as whole words, any case."""
    return re.compile(rf"(?<![\w-])(?:{'|'.join(alternatives)})(?![\w-])", re.IGNORECASE)


PREFIX = r"^\s*(?:\[[^\]]*\]\s*)*"  # [AMD] [Bugfix] and the like before the words
SECURITY = _words(r"cve-\d+-\d+", "security", "vulnerability", "vulnerabilities", r"ghsa-\w+")
BREAKING = _words(
    "breaking(?: changes?)?", "bc[- ]breaking", "backwards?[- ]incompatible", "deprecat(?:e|es|ed|ing)", "(?:drop|remove)s? support"
)  # fmt: skip
CONVENTIONAL_BREAKING = re.compile(r"^\w+(?:\([^)]*\))?!:")
FIX = re.compile(
    rf"{PREFIX}(?:bug ?|hot)?fix|\[(?:bug ?fix|bug|fix|hotfix)\]|(?<!\w)(?:fix(?:es|ed)?|correct)(?!\w)", re.I
)
FEATURE = re.compile(
    rf"{PREFIX}(?:feat|add|support|enable|implement|introduce|new|allow|integrate)(?!\w*ing)"
    r"|(?<![\w-])(?:feat|feature|supports?|enabled?|integration)(?![\w-])",
    re.IGNORECASE,
)
PERFORMANCE = _words(
    "perf", "performance", "speed[- ]?ups?", "faster", r"optimi[sz]\w+", "throughput", "latency", "zero[- ]copy", "memory usage"
)  # fmt: skip
FIGURE = re.compile(r"(?<![\w.])\d+(?:\.\d+)?\s?(?:%|x(?!\w)|×|ms(?!\w)|us(?!\w)|tflops|tok(?:ens)?/s)", re.IGNORECASE)
# How badly it hurts the one who hits it: wrong answers are worse than a crash, for nobody notices them.
WRONG = re.compile(
    r"(?<![\w-])(?<!no )(?:nans?|accuracy|corrupt\w*|garbage|gibberish|overflow|(?:wrong|incorrect) (?:results?|outputs?|values?)"
    r"|(?:does|do) not match|mismatch)(?![\w-])",
    re.IGNORECASE,
)
CRASH = _words(
    r"crash\w*", r"segfault\w*", "hangs?", "deadlocks?", "oom", "out of memory", "illegal memory", "fail(?:s|ure|ures|ed)?", "broken",
    r"leak\w*", "errors?", "runtimeerror", r"assert\w*",
)  # fmt: skip
REQUEST = re.compile(r"^\s*\[(?:feature|feature request|rfc|proposal|enhancement|todo list|docs?)\b", re.IGNORECASE)
URGENT_LABELS = _words("p0", "critical", "must have", "high priority", "release blocker", "regression")
ASIDE = _words("bench", "benchmark(?:s|ing)?", "microbenchmarks?", "profil(?:er|ing)", "examples?", "debug", "logging")
ASIDE_PATHS = ("benchmark", "example", "tools/", "scripts/", "profiler", "debug")


def score(story):
    """(points, reasons): higher comes first; each reason reads "+9 a crash or failure" and they add up to the points."""
    reasons = [(points, reason) for points, reason in _reasons(story) if points]
    return round(sum(points for points, _reason in reasons), 1), [f"{points:+g} {reason}" for points, reason in reasons]


def importance(story):
    """1 to 5 from the score: 5 is key, 2 and 1 go to the tail. What is only counted is 1."""
    points, _why = score(story)
    return 1 if story.fold else 1 + sum(points >= floor for floor in (SMALL_SCORE, PLAIN_SCORE, GOOD_SCORE, KEY_SCORE))


def _reasons(story):
    if story.fold:
        yield 5, f"only counted: {story.fold}"
        return
    yield _base(story)
    yield from _weights_of_words(story)
    if story.main.kind != Kind.RELEASE:
        yield from _weights_of_change(story) if story.is_change else ()
        yield from _weights_of_harm(story)
    if story.echoes:
        yield 6, "tied to news of another repository"


def _base(story):
    """What kind of news it is."""
    main = story.main
    if main.kind == Kind.RELEASE:
        return 72, "a release"
    if story.is_change:
        return _base_of_change(main)
    if main.action == Action.CLOSED:
        return 18, "closed"
    if main.kind == Kind.PULL_REQUEST:
        return 20, "a proposal"
    if story.label == Label.ASKED:
        return 24, "a question"
    is_request = REQUEST.search(main.title) or "feature request" in story.github_labels
    return (24, "a request") if is_request else (32, "a report")


def _base_of_change(main):
    title = references.bare_title(main.title)
    if relations.is_revert(main):
        return 46, "a revert"
    if relations.is_reland(main):
        return 48, "back after a revert"
    if FIX.search(title):
        return 38, "a fix"
    if FEATURE.search(title):
        return 44, "a new capability"
    return (36, "performance") if PERFORMANCE.search(title) else (28, "an improvement")


def _weights_of_words(story):
    said = f"{story.main.title} {' '.join(story.github_labels)}"
    if SECURITY.search(said):
        yield 40, "security"
    if BREAKING.search(said) or CONVENTIONAL_BREAKING.search(story.main.title):
        yield 25, "a breaking change or a deprecation"


def _weights_of_change(story):
    if any(PERFORMANCE.search(part) and FIGURE.search(part) for part in _paragraphs(story.main)):
        yield 26, "performance with figures"
    if story.lines:
        yield round(min(4.0, math.log10(story.lines)), 1), f"{story.lines} lines"
    if any(relation["word"] == "fixes" for relation in story.relations):
        yield 4, "closes an issue"
    paths = [row["path"].lower() for row in story.files if not folds.is_beside(row["path"])]
    is_aside = paths and all(any(aside in path for aside in ASIDE_PATHS) for path in paths)
    if is_aside or ASIDE.search(story.main.title):
        yield -16, "benchmarks, examples or tools"


def _paragraphs(activity):
    return [activity.title, *re.split(r"\n\s*\n", references.prose(activity.body))]


def _weights_of_harm(story):
    """For fixes and reports: what happens to the one who hits it, and how urgent the maintainers call it."""
    main = story.main
    is_fix = story.is_change and FIX.search(main.title)
    if is_fix or main.kind == Kind.ISSUE:
        said = "\n".join(activity.title for activity in story.activities)
        if is_fix:
            said = f"{said}\n{references.prose(main.body)[:FIRST_LINES]}"
        if WRONG.search(said):
            yield 16, "wrong results"
        elif CRASH.search(said):
            yield 10, "a crash or failure"
    if URGENT_LABELS.search(" ".join(story.github_labels)):
        yield 8, "marked urgent"
