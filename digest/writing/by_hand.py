"""The sample day in sentences: a careful person wrote them from its record alone, and they pass the gate like Claude's.

They are matched by repository and title, so that a fresh machine shows what a day looks like before it has a key.
"""

import json
import re
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import Any

from digest.models import Digest, Repository, Statement, Topic
from digest.writing import summary
from digest.writing.stories import DraftedStory, adopt, limit_keys, to_ask

FOLDER = Path(__file__).parent.parent / "fixtures" / "sample_sentences"
REFERENCE = re.compile(r" {0,3}\(#\d{1,9}\)$")
Outcome = Statement.Outcome


def write_by_hand(digest: Digest) -> bool:
    """Tell the sample day's stories, its summary and its takeaways; what the gate refuses is told by its title.

    Statements must have been prepared. Asks nobody; always True, as a writer who has ended says it.
    """
    topics = list(Topic.objects.assignable())
    for repository in Repository.objects.filter(statements__digest=digest).distinct():
        written = {bare(row["title"]): row for row in recorded(repository.full_name).get("stories", ())}
        for told in chain.from_iterable(to_ask(digest, repository)):
            _tell(told, written.get(bare(told.statement.main.title)), topics)
    limit_keys(digest)
    _write_day(digest)
    return True


def _tell(told: DraftedStory, row: dict[str, Any] | None, topics: list[Topic]) -> None:
    if row is None:
        return
    told.take(row)
    if not (told.problems or told.doubts):
        adopt(told, None, Outcome.HAND, topics)


def _write_day(digest: Digest) -> None:
    """The sentences about the day of which every story was kept."""
    kept = summary.kept_statements(digest)
    ids = {
        (one.repository.full_name, bare(one.main.title)): id for id, one in kept.items() if one.repository and one.main
    }
    day = recorded("day")
    answer = {
        "summary": [row | {"id": of[0]} for row, of in _cited(day["summary"], ids)],
        "takeaways": [row | {"ids": of} for row, of in _cited(day["takeaways"], ids)],
    }
    sentences = summary.drafted(answer, takeaways=True)
    summary.check_all(sentences, kept)
    for sentence in sentences:
        sentence.outcome = Outcome.HAND
    summary.store(digest, sentences, kept, None)


def _cited(rows, ids):
    """(the words of a sentence, the ids of its stories), where all of them are there."""
    for row in rows:
        places = [tuple(name.split(": ", 1)) for name in row["of"]]
        of = [ids.get((repository, bare(title))) for repository, title in places]
        if None not in of:
            yield {name: words for name, words in row.items() if name != "of"}, of


@lru_cache
def recorded(name: str) -> dict[str, Any]:
    """What was written about a repository ("owner/name") or the "day"; empty where nothing was."""
    path = FOLDER / f"{name.replace('/', '+')}.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def bare(title: str) -> str:
    """A title without the reference that GitHub appends to a squashed commit's subject."""
    return REFERENCE.sub("", title.strip())
