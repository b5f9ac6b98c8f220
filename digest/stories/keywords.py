"""The words by which titles, bodies and labels give away what kind of news something is."""

import re


def _words(*alternatives):
    """A pattern for any of these as whole words, any case."""
    return re.compile(rf"(?<![\w-])(?:{'|'.join(alternatives)})(?![\w-])", re.IGNORECASE)


PREFIX = r"^\s*(?:\[[^\]]*\]\s*)*"  # [AMD] [Bugfix] and the like before the words
SECURITY = _words(r"cve-\d+-\d+", "security", "vulnerability", "vulnerabilities", r"ghsa-\w+")
BREAKING = _words(
    "breaking(?: changes?)?",
    "bc[- ]breaking",
    "backwards?[- ]incompatible",
    "deprecat(?:e|es|ed|ing)",
    "(?:drop|remove)s? support",
)
CONVENTIONAL_BREAKING = re.compile(r"^\w+(?:\([^)]*\))?!:")
FIX = re.compile(
    rf"{PREFIX}(?:bug ?|hot)?fix|\[(?:bug ?fix|bug|fix|hotfix)\]|(?<!\w)(?:fix(?:es|ed)?|correct)(?!\w)", re.I
)
FEATURE = re.compile(
    rf"{PREFIX}(?:feat|add|support|enable|implement|introduce|new|allow|integrate)(?!\w*ing)"
    r"|(?<![\w-])(?<!remove )(?<!drop )(?:feat|feature|supports?|enabled?|integration)(?![\w-])",
    re.IGNORECASE,
)
IMPROVEMENT = re.compile(
    rf"{PREFIX}(?:improv|updat|chang|us(?:e|ing)\b|simplif|mov(?:e|ing)\b|renam|replac|remov|switch|pick\b)",
    re.IGNORECASE,
)
NEW_MODEL = re.compile(
    r"(?<!\w)models? support(?!\w)|(?<!\w)support(?:s|ed)? (?:for )?\S+ models?(?!\w)", re.IGNORECASE
)
PERFORMANCE = _words(
    "perf",
    "performance",
    "speed[- ]?ups?",
    "faster",
    r"optimi[sz]\w+",
    "throughput",
    "latency",
    "zero[- ]copy",
    "memory usage",
)
FIGURE = re.compile(r"(?<![\w.])\d+(?:\.\d+)?\s?(?:%|x(?!\w)|×|ms(?!\w)|us(?!\w)|tflops|tok(?:ens)?/s)", re.IGNORECASE)
# How badly it hurts the one who hits it: wrong answers are worse than a crash, for nobody notices them.
WRONG = re.compile(
    r"(?<![\w-])(?<!no )(?:nans?|accuracy|corrupt\w*|garbage|gibberish|overflow|(?:does|do) not match"
    r"|(?<!type )(?<!shape )(?<!version )mismatch"
    r"|(?:wrong|incorrect) (?:results?|outputs?|values?))(?![\w-])",
    re.IGNORECASE,
)
CRASH = _words(
    r"crash\w*",
    r"segfault\w*",
    "hangs?",
    "deadlocks?",
    "oom",
    "out of memory",
    "illegal memory",
    "fail(?:s|ure|ures|ed)?",
    "broken",
    r"leak\w*",
    "errors?",
    "runtimeerror",
    r"assert\w*",
)
REQUEST = re.compile(r"^\s*\[(?:feature|feature request|rfc|proposal|enhancement|todo list|docs?)\b", re.IGNORECASE)
URGENT_LABELS = _words("p0", "critical", "must have", "high priority", "release blocker", "regression")
ASIDE = _words("bench", "benchmark(?:s|ing)?", "microbenchmarks?", "profil(?:er|ing)", "examples?", "debug", "logging")
