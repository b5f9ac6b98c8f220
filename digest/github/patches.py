"""The changed lines of a merged pull request or of a commit, file by file, in one request."""

from dataclasses import dataclass

from digest.github.types import Client, GitHubError
from digest.text import clean

FILES_A_PAGE = 100  # the most that GitHub gives; files behind them are not read
MAX_PATCH = 200_000  # characters of one file; a hunk that is cut here is dropped by who reads it


@dataclass(frozen=True)
class FoundPatch:
    """What one file changed: hunks as `git diff` writes them, or None where GitHub gives none.

    It gives none for binary files, for large ones, and for most files behind the 70th of a page; and none is needed
    for what was only renamed.
    """

    path: str
    changed: int  # lines added and deleted
    hunks: str | None
    is_renamed: bool = False


def read_patch(client: Client, full_name: str, number: int | None, sha: str) -> tuple[FoundPatch, ...]:
    """The first FILES_A_PAGE files of this pull request, or of this commit where there is no number.

    Raises GitHubError.
    """
    path, key = (f"pulls/{number}/files", None) if number else (f"commits/{sha}", "files")
    rows = next(client.pages(f"/repos/{full_name}/{path}", {"per_page": FILES_A_PAGE}, key=key), None)
    if rows is None:
        raise GitHubError(f"{path}: no page", reason="broken_answer")
    with client.translated():
        return tuple(_found(row) for row in rows)


def _found(row):
    hunks = row.get("patch")
    return FoundPatch(
        path=clean(row["filename"]),
        changed=row["additions"] + row["deletions"],
        hunks=None if hunks is None else clean(hunks, MAX_PATCH),
        is_renamed=row.get("status") == "renamed",
    )
