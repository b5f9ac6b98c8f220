"""Answers that a careful person wrote from the requests alone, so that the text of a day can be read without a key.

They are matched by date, repository and title, never by the words of the prompt: an edited prompt does not lose them.
"""

import json
import re
from functools import lru_cache
from pathlib import Path

FOLDER = Path(__file__).parent / "recordings"
SAMPLE_DATE, SAMPLE_FOLDER = "2026-02-19", FOLDER.parents[1] / "digest" / "fixtures" / "sample_sentences"
NOTICE = "hand-written recordings, not answers of Claude"
EMPTY = {"stories": [], "summary": [], "takeaways": []}
LANGUAGES = ("zh_hans", "en")


def dates():
    """The dates that have recordings, as text."""
    return sorted([SAMPLE_DATE, *(folder.name for folder in FOLDER.iterdir() if folder.is_dir())])


@lru_cache
def load(date, name):
    """The recording of a repository ("owner/name") or of the "day"; empty where nobody wrote one."""
    folder = SAMPLE_FOLDER if date == SAMPLE_DATE else FOLDER / date
    path = folder / f"{name.replace('/', '+')}.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else EMPTY


def answer(date, data):
    """What is recorded for a request whose user turn is `data`: for a repository's stories, or for the day."""
    if "sentences" in data:
        return {"sentences": [agreed(row) for row in data["sentences"]]}
    if "statements" in data:
        return answer_day(load(date, "day"), date, data["statements"])
    written = {bare(row["title"]): row for row in load(date, data["repository"])["stories"]}
    known = ((asked["id"], written.get(bare(asked["title"]))) for asked in data["stories"])
    return {"stories": [{"id": id} | without(row, "title") for id, row in known if row]}


def agreed(row):
    """A second reader who says yes to everything: it shows what reading costs, and judges nothing."""
    who, _space, what = row["en"].split("\n")[0].partition(" ")
    words = " ".join(row["source"].split("\n")[0].split()[:15])
    return {"id": row["id"], "claims": [{"who": who, "what": what, "to": "", "words": words, "verdict": "yes"}]}


def answer_day(recorded, date, statements):
    """The sentences whose stories were all kept: `of` names them as "owner/name: title"."""
    ids = {(row["repository"], headline_key(row)): row["id"] for row in statements}
    summary = [told | {"id": of[0]} for told, of in found(recorded["summary"], date, ids)]
    takeaways = [told | {"ids": of} for told, of in found(recorded["takeaways"], date, ids)]
    return {"summary": summary, "takeaways": takeaways}


def found(sentences, date, ids):
    """(the words of a sentence, the ids of its stories) where all of them are there."""
    for sentence in sentences:
        of = [ids.get(place(date, *name.split(": ", 1))) for name in sentence["of"]]
        if None not in of:
            yield without(sentence, "of"), of


def place(date, repository, title):
    """(repository, headline key) of a recorded story; (repository, None) where there is none."""
    rows = (row for row in load(date, repository)["stories"] if bare(row["title"]) == bare(title))
    return repository, next(map(headline_key, rows), None)


def headline_key(row):
    """The English headline without what typography may change."""
    return re.sub(r"\W", "", row["en"]["headline"])


def bare(title):
    """A title without the reference that GitHub appends to a squashed commit's subject."""
    return re.sub(r"\s*\(#\d+\)\s*$", "", title).strip()


def without(row, name):
    return {key: value for key, value in row.items() if key != name}
