"""Files at a commit, many in one GraphQL request; nothing is cloned and nothing is kept."""

from dataclasses import dataclass
from functools import partial

from digest.github.types import Client, GitHubError

# How many files one request asks for. A file has at most 512,000 bytes here, and GitHub gives up after ten seconds.
BLOBS_AT_ONCE = (20, 8, 2)

BLOB = """
  {alias}: object(expression: ${alias}) {{
    __typename
    ... on Blob {{ isBinary isTruncated text }}
  }}
"""
QUERY = """
query Blobs($owner: String!, $name: String!, {declared}) {{
  repository(owner: $owner, name: $name, followRenames: true) {{ {blobs} }}
}}
"""


@dataclass(frozen=True)
class FoundBlob:
    """A file's text; or the code of the reason why it has none. Neither where there is no such file."""

    text: str | None = None
    reason: str = ""


def read_blobs(client: Client, full_name: str, expressions: list[str]) -> dict[str, FoundBlob]:
    """What stands behind each expression "SHA:path" (or "SHA^:path", of its parent).

    What GitHub refuses is a FoundBlob with the reason; nothing raises.
    """
    found: dict[str, FoundBlob] = {}
    for start in range(0, len(expressions), BLOBS_AT_ONCE[0]):
        some = expressions[start : start + BLOBS_AT_ONCE[0]]
        try:
            found |= client.try_each(BLOBS_AT_ONCE, partial(_ask, client, full_name, some))
        except GitHubError as error:
            found |= dict.fromkeys(some, FoundBlob(reason=error.reason))
    return found


def _ask(client, full_name, expressions, size):
    found: dict[str, FoundBlob] = {}
    for start in range(0, len(expressions), size):
        some = expressions[start : start + size]
        aliases = {f"f{number}": expression for number, expression in enumerate(some)}
        owner, name = full_name.split("/")
        answer = client.graphql(_query(aliases), {"owner": owner, "name": name} | aliases)["repository"]
        with client.translated():
            found |= {expression: _blob(answer[alias]) for alias, expression in aliases.items()}
    return found


def _query(aliases):
    declared = ", ".join(f"${alias}: String!" for alias in aliases)
    return QUERY.format(declared=declared, blobs="".join(BLOB.format(alias=alias) for alias in aliases))


def _blob(answer):
    if answer is None:
        return FoundBlob()
    if answer["__typename"] != "Blob":
        return FoundBlob(reason="no_file")
    if answer["isTruncated"]:
        return FoundBlob(reason="too_large")
    return FoundBlob(reason="binary") if answer["isBinary"] or answer["text"] is None else FoundBlob(answer["text"])
