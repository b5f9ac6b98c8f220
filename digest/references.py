"""Which numbers and commits a text names, and what it says of them: closes, reverts, brings back, is the same."""

import re
from dataclasses import dataclass
from functools import lru_cache

from digest.models.repository import FULL_NAME

# Nobody numbers beyond: Python refuses to read thousands of digits, a database more than ten, and the day would stop.
NUMBER = r"[0-9]{1,9}"
# A reference as people write it: #12, owner/name#12, or the URL of an issue or a pull request.
REFERENCE = (
    rf"(?:https?://github\.com/(?P<url_name>{FULL_NAME})/(?:issues|pull)/(?P<url_number>{NUMBER})"
    rf"|(?<![\w/.&-])(?P<name>{FULL_NAME})?#(?P<number>{NUMBER}))(?![\w])"
)
ANY = re.compile(REFERENCE)
# GitHub's own closing keywords; "closes" of a pull request or a commit counts, wherever it stands in the text.
CLOSING_ISSUE = re.compile(
    rf"(?<![\w-])(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):?\s+(?!http\S+/pull/){REFERENCE}", re.IGNORECASE
)
SAME_AS = re.compile(rf"(?<![\w-])(?:same as|duplicate of|duplicates):?\s+{REFERENCE}", re.IGNORECASE)
REVERTING = re.compile(rf"(?<![\w-])reverts:?\s+(?:pull request\s+|PR\s+)?{REFERENCE}", re.IGNORECASE)
REVERTED_BY = re.compile(
    rf"(?<![\w-])revert(?:ed)?\s+(?:in|by|with|via)\s+(?:pull request\s+|PR\s+)?{REFERENCE}", re.IGNORECASE
)
REVERTED_COMMIT = re.compile(r"(?<![\w-])reverts\s+(?:commit\s+)([0-9a-f]{7,40})(?!\w)", re.IGNORECASE)
OWN_NUMBER = re.compile(rf"(?<!\s)\s*\(#({NUMBER})\)\s*$")  # begins where a run of spaces does: quick
MERGE_TITLE = re.compile(rf"^Merge pull request #({NUMBER}) from ")
REVERT_TITLE = re.compile(r"^\s*(?:\[[^\]]*\]\s*)*revert(?:s|ed|ing)?\b", re.IGNORECASE)
RELAND_TITLE = re.compile(
    r"^\s*(?:\[[^\]]*\]\s*)*(?:re-?land|re-?apply|re-?introduce|bring back|revert:?\s*[\"“']\s*revert)\b", re.IGNORECASE
)
RELAND_TEXT = re.compile(r"(?<!\w)(?:re-?lands?|re-?appl(?:y|ies)|second attempt (?:of|at))\s", re.IGNORECASE)
PICK = r"(?:cherry[- ]?pick(?:ed|s|ing)?|back-?port(?:ed|s|ing)?)"
PICKED = re.compile(
    rf"(?<![\w-]){PICK}[\s:]+(?:(?:of|from|pull request|pr|commit)[\s:]+){{0,3}}(?:#({NUMBER})|([0-9a-f]{{40}}))(?!\w)",
    re.IGNORECASE,
)
PICK_MARK = re.compile(
    rf"^\s*(?:\[[^\]]*\]\s*|{PICK}\b[\s:]*(?:#{NUMBER}[\s:]*)?|\(?#{NUMBER}\)?[\s:]+)+"
    rf"|\s*\((?:{PICK}\b[^)]*|#{NUMBER})\)\s*$",
    re.IGNORECASE,
)
HIDDEN = re.compile(
    r"<!--.*?(?:-->|\Z)|<details\b(?![^>]{0,200}\sopen\b).*?(?:</details>|\Z)|```.*?(?:```|\Z)|`[^`\n]*`",
    re.DOTALL | re.IGNORECASE,
)
QUOTED = re.compile(r"^[^\S\n]*>.*$", re.MULTILINE)
TICKED = re.compile(r"^[^\S\n]*[-*] \[[ xX]\].*(?:\n(?:[^\S\n]+[^\s*>-]|[^\s#*>-]).*)*", re.MULTILINE)
CHECKLIST = re.compile(r"^(#{1,6}) [^\n]*checklist.*?(?=^\1 |\Z)", re.DOTALL | re.MULTILINE | re.IGNORECASE)
BOT_SUMMARY = re.compile(r"^#{1,6} *Summary by CodeRabbit.*", re.DOTALL | re.MULTILINE | re.IGNORECASE)
SMALLEST_BARE_NUMBER = 10  # "#1" is mostly the first point of a list, not an issue


@dataclass(frozen=True, order=True, slots=True)
class Reference:
    """An issue or pull request by repository (lower case) and number."""

    repository: str
    number: int


@lru_cache(maxsize=1024)
def prose(body: str) -> str:
    """The body without what its author did not say: comments, folded logs, code, quotations, checklists, bots."""
    text = body
    for pattern in (BOT_SUMMARY, HIDDEN, CHECKLIST, TICKED, QUOTED):
        text = pattern.sub(" ", text)
    return text


def own_number(title: str) -> int | None:
    """The pull request that a subject names as its own: (#12) at the end, or GitHub's merge subject; else None."""
    found = OWN_NUMBER.search(title) or MERGE_TITLE.search(title)
    return int(found[1]) if found else None


def bare_title(title: str) -> str:
    """The title without the reference that GitHub appends."""
    return OWN_NUMBER.sub("", title)


def picked(text: str) -> list[int | str]:
    """Numbers, and whole SHAs in lower case, that the text says it brings into another branch."""
    return [int(match[1]) if match[1] else match[2].lower() for match in PICKED.finditer(text)]


def picked_title(title: str) -> str:
    """The title that a cherry-pick repeats, without its marks: "[release/2.4] Fix it (#12)" is "Fix it"."""
    return PICK_MARK.sub("", bare_title(title)).strip()


def mentioned(text: str, repository: str) -> list[Reference]:
    """Every issue or pull request that the text names, in order, each once. `repository` is where a bare #n belongs."""
    return list(dict.fromkeys(_references(ANY, text, repository, SMALLEST_BARE_NUMBER)))


def closed(text: str, repository: str) -> list[Reference]:
    """What the text closes by GitHub's keywords; closing another pull request is no fix."""
    return list(dict.fromkeys(_references(CLOSING_ISSUE, text, repository)))


def same_as(text: str, repository: str) -> list[Reference]:
    return list(dict.fromkeys(_references(SAME_AS, text, repository)))


def reverted(text: str, repository: str) -> list[Reference]:
    """What the text says that it reverts (GitHub writes "Reverts owner/name#12")."""
    return list(dict.fromkeys(_references(REVERTING, text, repository)))


def reverted_by(text: str, repository: str) -> list[Reference]:
    """The reverts that the text names as the ones that took its subject out before."""
    return list(dict.fromkeys(_references(REVERTED_BY, text, repository)))


def _references(pattern, text, repository, smallest=1):
    for match in pattern.finditer(text):
        name = match["url_name"] or match["name"] or repository
        number = int(match["url_number"] or match["number"])
        is_bare = not (match["url_name"] or match["name"])
        if number >= (smallest if is_bare else 1):
            yield Reference(name.lower(), number)
