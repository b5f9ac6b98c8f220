"""GitHub's titles taken apart: the tags and prefixes that sort them, and the words that say what happened."""

import re
from typing import NamedTuple

# Of conventional prefixes, and what projects use in their place: those that matter to readers, and all others.
CHORES = r"chore|ci|cd|build|docs?|tests?|style|deps?|misc|nit|clean ?up|release|minor|wip"
SORTS = rf"feat(?:ure)?|(?:bug|hot)? ?fix|bug|perf|refactor|revert|{CHORES}"
TAG = r"(?:\[[^\[\]]{1,40}\]|【[^【】]{1,40}】):?\s{0,3}"
SCOPE = r"(?:\([^()]{1,40}\))?!?:"
LEAD = re.compile(rf"(?:{TAG}){{0,6}}(?:(?:(?:{SORTS}){SCOPE}\s{{0,3}})|feat/)?(?:{TAG}){{0,2}}", re.IGNORECASE)
TAIL = re.compile(r"\s{0,3}(?:\(#\d{1,7}\))?(?:(?<![.。])[.。])?$")
CHORE = re.compile(rf"(?:{TAG}){{0,6}}(?:{CHORES}){SCOPE}|(?:{TAG}){{0,6}}\[(?:{CHORES})\]", re.IGNORECASE)
REVERT = re.compile(rf"(?:{TAG}){{0,6}}revert(?!\w)", re.IGNORECASE)
BARE_VERSION = re.compile(r"(?:[\w-]{1,40} ){0,3}v?\d{1,4}(?:\.\d{1,6}){1,4}[\w.+-]{0,20}", re.IGNORECASE)
VERSION_WORDS = {"release", "released", "version", "bump", "to", "tag", "update"}


class TitleParts(NamedTuple):
    """`lead` and `tail` may go where room is dear; put together again they are the title."""

    lead: str
    words: str
    tail: str


def split_title(title: str) -> TitleParts:
    """`[Bugfix] fix(mla): no NaN (#12).` is `[Bugfix] fix(mla): `, `no NaN`, ` (#12).`; never without words."""
    match = LEAD.match(title)
    lead = match[0] if match else ""
    words = title[len(lead) :]
    found = TAIL.search(words)
    tail = found[0] if found else ""
    words = words[: len(words) - len(tail)]
    return TitleParts(lead, words, tail) if words else TitleParts("", title, "")


def is_chore(title: str) -> bool:
    """Whether its own prefix says that it matters to those who work on the project."""
    return bool(CHORE.match(title))


def is_revert(title: str) -> bool:
    return bool(REVERT.match(title))


def is_bare_version(title: str, repository_name: str) -> bool:
    """Whether it says no more than which version there is: `v0.6.4`, `Release vllm 0.6.4`, `Bump version to 0.6.4`."""
    words = split_title(title).words
    if not BARE_VERSION.fullmatch(words):
        return False
    return {word.lower() for word in words.split()[:-1]} <= VERSION_WORDS | {repository_name.lower()}
