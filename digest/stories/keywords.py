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
START = rf"{PREFIX}(?:\w+(?:\([^)]*\))?: *)?"  # and behind a conventional "fix(api):"
# What it does to the one who hits it, as a noun or a verb; an error that is only spoken of is none of these.
CRASHING = (
    r"crash\w*|segfault\w*|panic\w*|abort(?:s|ed)?|hangs?|hanging|hung|deadlock\w*|infinite (?:loop|recursion)"
    r"|oom|out of memory|illegal memory|leak\w*|stack[- ]overflow\w*|overflow(?:s|ed|ing)? (?:of )?the (?:\w+ )?stack"
    r"|(?:cannot|can't|could not|unable to) (?:be )?import\w*|import(?:s|ing)?\b[^.\n]{0,40}\bpython 3[.]\d+"
)
AVERTING = r"(?:remov|avoid|prevent|stop|eliminat|handl|do not|don't|never|no longer|guard against|catch)\w*"
FIX = re.compile(
    rf"{PREFIX}(?:bug ?|hot)?fix|\[(?:bug ?fix|bug|fix|hotfix)\]|(?<!\w)(?:fix(?:es|ed)?|correct)(?!\w)"
    rf"|{START}{AVERTING} (?:[^\s:]+ ){{0,4}}(?:{CRASHING})(?![\w-])",
    re.I,
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
    r"(?<![\w-])(?<!no )(?:nans?|accuracy|corrupt\w*|garbage|gibberish"
    r"|(?<!stack )(?<!stack-)overflow|(?:does|do) not match"
    r"|(?<!type )(?<!shape )(?<!version )mismatch"
    r"|(?:wrong|incorrect) (?:results?|outputs?|values?))(?![\w-])",
    re.IGNORECASE,
)
CRASH = re.compile(
    rf"(?<![\w-])(?<!no )(?<!without )(?:{CRASHING}|fail(?:s|ure|ures|ed|ing)?|broken|breaks"
    r"|errors?(?! (?:messages?|codes?|handling|reports?|reporting|types?|class\w*))"
    r"|\w+(?:Error|Exception)|assert\w*)(?![\w-])",
    re.IGNORECASE,
)
# "Return early if the call fails" tells of no failure: a condition up to its comma, and how errors are treated.
CONDITION = re.compile(
    r"(?<!\w)(?:(?:even |only )?(?:if|unless|until|whether|should)|in case|(?:up)?on (?=errors?|failures?|assert)"
    r"|when (?=(?:\w+ ){0,4}(?:fail|error|abort)))[^.,;:\n]*",
    re.IGNORECASE,
)
REQUEST = re.compile(r"^\s*\[(?:feature|feature request|rfc|proposal|enhancement|todo list|docs?)\b", re.IGNORECASE)
URGENT_LABELS = _words("p0", "critical", "must have", "high priority", "release blocker", "regression")
ASIDE = _words("bench", "benchmark(?:s|ing)?", "microbenchmarks?", "profil(?:er|ing)", "examples?", "debug", "logging")
# Of whoever works on the project, and not of whoever uses it.
OWN_WORK = _words(
    r"(?:dev|debug|test|bench|profiling|ci) profiles?",
    r"cargo (?:build|check|test|nextest)",
    r"(?:incremental |clean |full )?builds? (?:times?|is|are|takes?|went|goes|drops?)",
    r"(?:compile|build|link)(?:s|d)? (?:times? )?(?:in|of|for) (?:dev|debug|ci)",
    r"link(?:ing)? times?",
    r"ci (?:times?|runs?|jobs?|minutes?|pipelines?)",
    r"test (?:suites?|runs?|times?)",
)
RESTRICTING = re.compile(
    rf"{START}(?:raise|throw|emit|report|return)s? (?:an? )?(?:clear |new |explicit |proper )?"
    r"(?:\w*error|\w*exception|diagnostic)\b(?! (?:messages?|codes?))"
    rf"|{START}(?:reject|refuse|forbid|disallow|prohibit|ban|deny|enforce)(?:s|ed)?\b"
    rf"|{START}(?:error out|fail fast|make \S+ (?:required|mandatory|an error))\b",
    re.IGNORECASE,
)
OFFERING = re.compile(
    r"(?<!\w)(?:add(?:s|ing)?|introduc(?:e|es|ing)) (?:an? |the )?(?:new |optional )?(?:[\w`.-]+ ){0,3}"
    r"(?:options?|flags?|arguments?|parameters?|settings?|env(?:ironment)? var(?:iable)?s?|knobs?)(?!\w)",
    re.IGNORECASE,
)
