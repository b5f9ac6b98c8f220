"""Filters as terms: a repository, topics, a label and a month are looked up in the same index as words."""

from collections.abc import Iterable

NAMES = ("repository", "topic", "label", "month")


def filter_terms(
    repository: int | None = None, topics: Iterable[str] = (), label: str = "", month: str = ""
) -> list[str]:
    """What is empty filters nothing. The equals sign keeps them apart from words, which never have one."""
    named = [("repository", repository), *(("topic", slug) for slug in topics), ("label", label), ("month", month)]
    return [f"{name}={value}" for name, value in named if value]
