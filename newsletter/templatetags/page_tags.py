"""How pages set the words of an edition: labels, dates, code, files."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from django import template
from django.http import QueryDict
from django.utils.safestring import SafeString

from newsletter.editions.links import in_language, language_root
from newsletter.editions.types import EditionStory, Section
from newsletter.renderers import (
    code_quotes,
    corrections,
    counts,
    coverage,
    dates,
    inline_code,
    interface_changes,
    json_document,
    labels,
    page_description,
)

register = template.Library()
SHORT_CODE, LONG_CODE = '<code class="short">{}</code>', "<code>{}</code>"
MAX_FILES_SHOWN = 2
COUNTED_KINDS = ("commits", "pull_requests", "issues")  # the columns of the table "What was read"


class CountCell(NamedTuple):
    """One number of the table; `tone` is its CSS class."""

    word: str
    tone: str


for function in (
    labels.label_word,
    labels.label_tone,
    labels.standing,
    labels.plain_headline,
    json_document.plain_text,
    page_description.day_description,
    labels.relation_groups,
    dates.day,
    dates.month,
    dates.full_day,
    dates.weekday,
    dates.year,
    dates.window,
    counts.edition_line,
    corrections.corrected_on,
    corrections.said_before,
    coverage.shared_notes,
    counts.fold_count,
    coverage.count_word,
    labels.size,
    labels.edited_note,
    dates.follow_up_intro,
    dates.late_note,
    coverage.writer_note,
    counts.listing,
    code_quotes.quote_place,
    inline_code.breakable_path,
    interface_changes.change_lines,
    interface_changes.upgrade_stories,
    interface_changes.breaking_counts,
    interface_changes.gap_notes,
    in_language,
    language_root,
):
    register.filter(function.__name__, function)


@register.filter
def code(text: str) -> SafeString:
    """Escaped text in which `backticks` are code; code of up to 30 characters never breaks."""
    return inline_code.code_to_html(text, SHORT_CODE, LONG_CODE)


@register.filter
def with_page(query: QueryDict, number: int) -> str:
    """The same query with another page."""
    changed = query.copy()
    changed["page"] = str(number)
    return f"?{changed.urlencode()}"


@register.filter
def by_key(mapping: dict, key: object) -> object:
    return mapping.get(key)


@register.filter
def page_counts(section: Section) -> Iterator[CountCell]:
    """What was read, as the columns of the table: commits, pull requests, issues."""
    for kind in COUNTED_KINDS:
        count = section.counts.get(kind)
        tone = "alert" if count and count.status == "failed" else "number" if count and count.found else "number none"
        yield CountCell(coverage.count_word(count), tone)


@register.filter
def repository_names(sections: Iterable[Section]) -> str:
    return counts.listing(section.repository.name for section in sections)


@register.simple_tag
def first_files(story: EditionStory) -> dict[str, object]:
    """The two files that say most, and the words for the others."""
    shown, left = labels.files_line(story, MAX_FILES_SHOWN)
    return {"shown": shown, "left": left, "others": story.files[MAX_FILES_SHOWN:]}
