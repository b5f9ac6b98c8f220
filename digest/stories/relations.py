"""How a story relates to other issues and pull requests, from what GitHub links and what titles and bodies say."""

import math
import re
from collections.abc import Collection, Iterator

from digest import references
from digest.models import Activity
from digest.references import Reference
from digest.stories.story import Story

Kind, Action = Activity.Kind, Activity.Action
SHORT_SHA, WHOLE_SHA = 7, 40
SEE_ALSO, MAX_SEE_ALSO = "see_also", 3
RELEASED_IN = "released_in"
IN_BRANCH = "in_branch"
PART = "part"
ABROAD = re.compile(r"github\.com/([^/]+/[^/]+)/(?:issues|pull)/(\d+)$")
PRIVATE_FORK = re.compile(r"\s{0,8}Merge commit from fork\b", re.IGNORECASE)
SHA = re.compile(r"(?<![0-9A-Za-z])[0-9a-f]{7,40}(?![0-9A-Za-z])", re.IGNORECASE)
GHSA = re.compile(r"(?<![\w-])ghsa((?:-[23456789cfghjmpqrvwx]{4}){3})(?![\w-])", re.IGNORECASE)
PREPARING = re.compile(r"\b(?:bump|release|version|prepare|update|tag)\w*\b", re.IGNORECASE)


def text_of(activity: Activity) -> str:
    """Title and body as their author meant them, one after the other."""
    return f"{references.bare_title(activity.title)}\n{references.prose(activity.body)}"


def is_revert(activity: Activity) -> bool:
    return bool(references.REVERT_TITLE.match(activity.title)) and not is_reland(activity)


def is_from_private_fork(activity: Activity) -> bool:
    """GitHub's own subject for what was prepared in the private fork of an advisory, and merged."""
    return activity.kind == Kind.COMMIT and bool(PRIVATE_FORK.match(activity.title))


def names_commit(advisory: Activity, commit: Activity) -> bool:
    """Whether the advisory's text names the commit by its SHA."""
    return any(commit.key.startswith(sha.lower()) for sha in SHA.findall(advisory.body))


def flaw_ties(activity: Activity) -> set[str]:
    """The whole SHAs that an advisory names, and the advisories that a commit from a private fork names: one is often
    published days after the other."""
    if activity.kind == Kind.ADVISORY:
        return {sha.lower() for sha in SHA.findall(activity.body) if len(sha) == WHOLE_SHA}
    if is_from_private_fork(activity):
        return {f"GHSA{rest.lower()}" for rest in GHSA.findall(f"{activity.title}\n{activity.body}")}
    return set()


def is_reland(activity: Activity) -> bool:
    """Whether it brings back what was reverted: its title says so, or its text names what comes back and the revert."""
    if references.RELAND_TITLE.match(activity.title):
        return True
    if references.REVERT_TITLE.match(activity.title):
        return False
    lines = [line for line in text_of(activity).split("\n") if references.ANY.search(line)]
    return any(references.RELAND_TEXT.search(line) or _names_both(line) for line in lines)


def _names_both(line):
    """As in "#18318 after its revert in #19032": a line that only blames a revert brings nothing back."""
    reverts = references.reverted_by(line, "")
    return bool(reverts) and len(references.mentioned(line, "")) > len(reverts)


def closes(activity: Activity) -> list[int]:
    """Numbers of the own repository that it closes: GitHub's link and the closing keywords."""
    repository = activity.repository.full_name.lower()
    said = references.closed(text_of(activity), repository)
    return sorted({*activity.closes, *(one.number for one in said if one.repository == repository)} - {activity.number})


def duplicates(issue: Activity) -> list[Reference]:
    return [
        one
        for one in references.same_as(references.prose(issue.body), issue.repository.full_name.lower())
        if one.repository == issue.repository.full_name.lower() and one.number != issue.number
    ]


def taken_out(activity: Activity) -> list[Reference]:
    """What a revert undoes, or what a re-landing brings back."""
    repository = activity.repository.full_name.lower()
    text = text_of(activity)
    if is_reland(activity):
        reverts = named_reverts(activity)
        return [one for one in references.mentioned(_reland_part(text), repository) if one not in reverts]
    if is_revert(activity):
        named = references.mentioned(references.bare_title(activity.title), repository)
        return list(dict.fromkeys((*references.reverted(text, repository), *named)))
    return []


def named_reverts(activity: Activity) -> list[Reference]:
    """The reverts after which a re-landing comes; one with the title "Revert "Revert …"" undoes them itself."""
    repository = activity.repository.full_name.lower()
    text = text_of(activity)
    undone = references.reverted(text, repository) if references.REVERT_TITLE.match(activity.title) else []
    return list(dict.fromkeys((*references.reverted_by(text, repository), *undone)))


def _reland_part(text):
    """The lines that speak of bringing back; a long body names many other numbers."""
    spoken = [
        line for line in text.split("\n") if references.RELAND_TEXT.search(line + " ") or "revert" in line.lower()
    ]
    return "\n".join(spoken)


def prepares(change: Activity, release: Activity) -> bool:
    """Whether a change only set the version that the release carries: "bump version to 0.6.4" and v0.6.4."""
    version = re.search(r"\d+(?:\.\d+)+\S*", release.key)
    title = references.bare_title(change.title)
    if not version or not PREPARING.search(title):
        return False
    return bool(re.search(rf"(?<![\w.])v?{re.escape(version[0])}(?![\w]|\.\d)", title, re.IGNORECASE))


def of(story: Story, tracked: Collection[str] = ()) -> list[dict[str, str]]:
    """Rows of word, text and url, the strongest word for each number, each number once.

    They lead only to older numbers of the own repository and to tracked repositories: a body can name anything.
    """
    own = story.main.repository.full_name
    names = {name.lower(): name for name in (*tracked, own)}
    seen = {Reference(own.lower(), number) for number in own_numbers(story.main)}
    hidden = _hidden_numbers(story)
    rows = []
    for word, reference in _found(story):
        is_own = reference.repository == own.lower()
        if reference in seen or reference.repository not in names:
            continue
        if word == SEE_ALSO and is_own and hidden(reference.number):
            continue
        seen.add(reference)
        rows.append(_row(word, reference, names[reference.repository], is_own))
    return _strongest(rows, story.main) + _branches(story)


def _branches(story):
    """The rows that lead to what brought it into another branch than the default one."""
    merged = [one for one in story.activities if one.action == Action.MERGED and one.branch]
    return [{"word": IN_BRANCH, "text": one.branch, "url": one.url} for one in merged]


def _hidden_numbers(story):
    """Whether a number of the own repository is newer than the story or part of it, as a function."""
    newest = max(own_numbers(story.main), default=math.inf)
    told = {one.number for one in story.activities}
    return lambda number: number > newest or number in told


def _strongest(rows, main):
    """What is said outright, or the commits a revert names; then a few mere mentions."""
    also = [row for row in rows if row["word"] == SEE_ALSO]
    said = [row for row in rows if row["word"] != SEE_ALSO]
    return (said or _reverted_commits(main)) + also[:MAX_SEE_ALSO]


def _reverted_commits(activity):
    """What a revert undoes where it names only the SHA."""
    shas = references.REVERTED_COMMIT.findall(text_of(activity)) if is_revert(activity) else ()
    url = f"https://github.com/{activity.repository.full_name}/commit"
    return [{"word": "reverts", "text": sha[:SHORT_SHA], "url": f"{url}/{sha}"} for sha in shas]


def abroad(story: Story) -> Iterator[tuple[str, int]]:
    """(repository in lower case, number) of each relation that leads to another repository."""
    for row in story.relations:
        found = ABROAD.search(row["url"].lower())  # commits and releases are of the own repository
        if found and found[1] != story.main.repository.full_name.lower():
            yield found[1], int(found[2])


def see_also(activity: Activity) -> dict[str, str]:
    """The row that leads to this activity, which has a number, from another repository."""
    return _row(SEE_ALSO, Reference("", min(own_numbers(activity))), activity.repository.full_name, False)


def shipped(release: Activity) -> set[int]:
    """Numbers of the own repository that the notes of a release name."""
    repository = release.repository.full_name.lower()
    named = references.mentioned(references.prose(release.body), repository)
    return {one.number for one in named if one.repository == repository}


def released_in(release: Activity) -> dict[str, str]:
    """The row that leads from a change to the release that ships it."""
    return {"word": RELEASED_IN, "text": release.key, "url": release.url}


def part(activity: Activity) -> dict[str, str]:
    """The row that leads to a further part of the same series."""
    numbers = own_numbers(activity)
    return {"word": PART, "text": f"#{min(numbers)}" if numbers else activity.key[:SHORT_SHA], "url": activity.url}


def leads_to(activity: Activity, urls: Collection[str]) -> bool:
    """Whether one of the URLs is that of this activity, as an issue or as a pull request."""
    numbers, base = own_numbers(activity), activity.repository.url
    return any(f"{base}/{page}/{number}" in urls for number in numbers for page in ("issues", "pull"))


def own_numbers(activity: Activity) -> set[int]:
    """The numbers that are its own reference: its own, and the pull request that a commit came with."""
    named = references.own_number(activity.title.split("\n")[0]) if activity.kind == Kind.COMMIT else None
    return {number for number in (activity.number, activity.pull_request, named) if number}


def _found(story):
    """(word, reference), strongest word first."""
    main, repository = story.main, story.main.repository.full_name.lower()
    if story.is_change:
        yield from _undone(story, repository)
        for activity in story.activities:
            if activity.action in (Action.MERGED, Action.PUSHED) and not activity.branch:
                yield from (("fixes", Reference(repository, number)) for number in closes(activity))
    for activity in story.activities:
        if activity.kind == Kind.ISSUE and main.kind == Kind.ISSUE:
            yield from (("same_as", one) for one in duplicates(activity))
            if activity.number != main.number:
                yield "same_as", Reference(repository, activity.number)
    if main.kind != Kind.RELEASE:  # its notes name all that it ships
        for one in references.mentioned(text_of(main), repository):
            yield SEE_ALSO, one


def _undone(story, repository):
    main = story.main
    if is_reland(main):
        yield from (("relands", one) for one in taken_out(main))
        yield from (("reverted_by", one) for one in named_reverts(main))
        for activity in story.activities:
            if is_revert(activity) and activity.number and activity.number != main.number:
                yield "reverted_by", Reference(repository, activity.number)
    elif is_revert(main):
        yield from (("reverts", one) for one in taken_out(main))
        for activity in story.activities:
            if activity.action == Action.MERGED and not activity.branch and activity.number != main.number:
                yield "reverts", Reference(repository, activity.number)


def _row(word, reference, full_name, is_own):
    text = f"#{reference.number}" if is_own else f"{full_name.split('/')[1]} #{reference.number}"
    page = "pull" if word in ("reverts", "relands", "reverted_by") else "issues"
    return {"word": word, "text": text, "url": f"https://github.com/{full_name}/{page}/{reference.number}"}
