"""Stories, sections and editions as plain values, with only what a test does not care about filled in: no database."""

import datetime as dt

from newsletter.editions.types import CoverageCount, Edition, EditionStory, Reference, RepositoryInfo, Section, Sentence

DAY = dt.date(2026, 2, 19)
STARTS_AT = dt.datetime(2026, 2, 19, tzinfo=dt.UTC)
FLASHINFER = RepositoryInfo(1, "flashinfer-ai/flashinfer", "https://github.com/flashinfer-ai/flashinfer")
VLLM = RepositoryInfo(2, "vllm-project/vllm", "https://github.com/vllm-project/vllm")
KINDS = ("commits", "pull_requests", "issues", "releases", "advisories")


def reference(text="#7", kind="number"):
    return Reference(text, f"https://github.com/flashinfer-ai/flashinfer/{kind}/{text.strip('#')}", kind)


def story(number=7, **fields):
    """A merged pull request of this number, told by the model; the number is its id, too."""
    told = {
        "id": number,
        "path": f"/en/r/flashinfer-ai/flashinfer/pull/{number}/",
        "repository_id": 1,
        "day": DAY,
        "label": "fixed",
        "importance": 3,
        "headline": f"Headline {number}",
        "detail": "",
        "by_title": False,
        "fold": "",
        "kinds": frozenset({"merged"}),
        "topics": (),
        "references": (reference(f"#{number}"),),
        "relations": (),
        "files": (),
        "files_total": None,
        "additions": None,
        "deletions": None,
        "evidence": (f"https://github.com/flashinfer-ai/flashinfer/pull/{number}",),
        "activity_ids": frozenset({number}),
    }
    return EditionStory(**told | fields)


def counts(**statuses):
    """A count for each kind: fetched, one found, unless a status is given by its name (commits="failed")."""
    return {
        kind: CoverageCount(statuses.get(kind, "ok"), 1, "unavailable" if kind in statuses else "") for kind in KINDS
    }


def section(*stories, repository=FLASHINFER, **fields):
    """A section that tells these stories, of a repository of which all was fetched."""
    told = {"counts": counts(), "folded": (), "stories_found": len(stories)}
    return Section(repository=repository, stories=stories, **told | fields)


def sentence(text="One sentence.", cites=(7,), **fields):
    references = tuple(reference(f"flashinfer #{number}") for number in cites)
    return Sentence(text, references, frozenset(cites), **fields)


def edition(*sections, **fields):
    """An edition of these sections, for a reader who chose everything."""
    shown = sum(len(each.stories) for each in sections)
    told = {
        "language": "en",
        "date": DAY,
        "covers_from": DAY,
        "starts_at": STARTS_AT,
        "ends_at": STARTS_AT + dt.timedelta(days=1),
        "state": "published",
        "written_by": "model",
        "quiet": (),
        "failed": (),
        "summary": (),
        "takeaways": (),
        "stories_found": shown,
        "stories_shown": shown,
        "minutes": 1,
        "kinds": (),
        "topics": (),
        "repositories_total": 8,
        "repositories_chosen": 8,
    }
    return Edition(sections=sections, **told | fields)
