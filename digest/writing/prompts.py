"""What Claude is asked: the instructions from templates/prompts, GitHub's text as JSON, and the form of the answer."""

from functools import cache
from typing import Any, Literal

from django.conf import settings
from django.template.loader import render_to_string
from pydantic import BaseModel, create_model

from digest import languages
from digest.models import GlossaryTerm, Repository
from digest.writing import diffs, gate
from digest.writing.client import Prompt, as_json, estimated_tokens

COLUMNS_A_WORD = 6.5  # of English, with the blank behind it: a model counts words better than columns
TOKENS_OF_DATA = 80_000  # above 100,000 in all, a call may cost five times as much
TOKENS_TO_THINK, TOKENS_A_STORY, TOKENS_A_SENTENCE = 3000, 500, 300

Label: Any = Literal["new", "fixed", "changed", "stricter"]
Importance: Any = Literal[1, 2, 3, 4, 5]


class DraftedStory(BaseModel):
    """A story's words in one language."""

    headline: str
    detail: str


class Lines(BaseModel):
    """Lines of a diff, by the numbers that they have in the prompt."""

    file: str
    first: int
    last: int


@cache
def form_of_stories(*codes: str) -> type[BaseModel]:
    """{stories: [{id, label, importance, topics, code: [{file, first, last}], zh_hans: {headline, detail}, en: …}]}"""
    words: dict[str, Any] = {languages.get(code).field: (DraftedStory, ...) for code in codes}
    story: Any = create_model(
        "Story",
        id=(str, ...),
        label=(Label, ...),
        importance=(Importance, ...),
        topics=(list[str], ...),
        code=(list[Lines], []),
        **words,
    )
    return create_model("Stories", stories=(list[story], ...))


@cache
def form_of_day(*codes: str) -> type[BaseModel]:
    """{summary: [{id, zh_hans, en}], takeaways: [{ids, zh_hans, en}]}"""
    words: dict[str, Any] = {languages.get(code).field: (str, ...) for code in codes}
    sentence: Any = create_model("Sentence", id=(str, ...), **words)
    takeaway: Any = create_model("Takeaway", ids=(list[str], ...), **words)
    return create_model("Day", summary=(list[sentence], ...), takeaways=(list[takeaway], ...))


def about_stories(repository: Repository, stories: list[dict[str, Any]], topics: list[dict[str, Any]]) -> Prompt:
    """The prompt for a repository's stories: rows of {id, label, kind, title, body, labels, paths, also, diff}."""
    data = {"repository": repository.full_name, "topics": topics, "stories": stories}
    return _prompt("stories", data, form_of_stories(*settings.DIGEST_LANGUAGES), TOKENS_A_STORY * len(stories))


def repair_of_stories(repository: Repository, stories: list[dict[str, Any]], topics: list[dict[str, Any]]) -> Prompt:
    """The same for refused ones: each row also carries `draft` and `problems`."""
    data = {"repository": repository.full_name, "topics": topics, "stories": stories}
    return _prompt("repair_stories", data, form_of_stories(*settings.DIGEST_LANGUAGES), TOKENS_A_STORY * len(stories))


def about_day(statements: list[dict[str, Any]], takeaways: bool) -> Prompt:
    """The prompt for summary and takeaways from rows of {id, repository, label, importance, words per language}."""
    data = {"statements": statements, "takeaways_wanted": takeaways}
    return _prompt("day", data, form_of_day(*settings.DIGEST_LANGUAGES), TOKENS_A_SENTENCE * 8)


def repair_of_day(statements: list[dict[str, Any]], takeaways: bool, refused: list[dict[str, Any]]) -> Prompt:
    """The same for refused sentences: rows of {id or ids, words per language, problems}."""
    data = {"statements": statements, "takeaways_wanted": takeaways, "refused": refused}
    return _prompt("repair_day", data, form_of_day(*settings.DIGEST_LANGUAGES), TOKENS_A_SENTENCE * 8)


def fitting(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """As many of the first rows as fit into one prompt."""
    room = TOKENS_OF_DATA
    fit: list[dict] = []
    for row in rows:
        room -= estimated_tokens(as_json(row))
        if room < 0 and fit:
            break
        fit.append(row)
    return fit


def _prompt(template, data, form, room):
    context = {
        "languages": [languages.get(code) for code in settings.DIGEST_LANGUAGES],
        "detail_columns": gate.DETAIL_COLUMNS,
        "weighty_detail_columns": gate.WEIGHTY_DETAIL_COLUMNS,
        "detail_words": int(gate.DETAIL_COLUMNS / COLUMNS_A_WORD),
        "detail_characters": gate.DETAIL_COLUMNS // 2,
        "weighty": gate.WEIGHTY,
        "glossary": ", ".join(GlossaryTerm.objects.words()),
        "most_lines": diffs.MAX_QUOTE,
        "takeaways": data.get("takeaways_wanted"),
    }
    system = render_to_string(f"prompts/{template}.txt", context).strip()
    effort = "medium" if "statements" in data else "low"
    return Prompt(system, as_json(data), form, TOKENS_TO_THINK + room, effort)
