"""An edition as plain text: 72 columns, no markup, a Han character being two columns wide."""

import re
import unicodedata
from functools import lru_cache

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from newsletter.renderers import labels

COLUMNS = 72
WIDE = "\u2e80-\u303f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef"
# A wide character may stand at a line's end by itself, with the punctuation that must not begin or end a line.
CHUNK = re.compile(rf"\s+|[（《「『]*(?:[{WIDE}]|[^\s{WIDE}]+)[，。；：？！、）》」』]*")


def columns(text):
    if text.isascii():
        return len(text)
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


_width = lru_cache(maxsize=8192)(columns)  # the same words come again in every mail


def wrap(text, indent=""):
    """The text in lines of at most 72 columns, each behind the indent; a word too long for a line stays whole."""
    lines, line, width = [], "", len(indent)
    for chunk in CHUNK.findall(" ".join(text.split())):
        wide = _width(chunk)
        if line and width + (0 if chunk == " " else wide) > COLUMNS:
            lines.append(line)
            line, width = "", len(indent)
        if line or chunk != " ":
            line, width = line + chunk, width + wide
    return "\n".join(indent + each.rstrip() for each in [*lines, line] if each.strip())


def render_plain(edition):
    """The document, in the edition's language, which must be active. Ends with a newline."""
    blocks = [_head(edition), wrap(labels.by_line(edition.written_by))]
    blocks += _sentences(_("Summary"), edition.summary)
    for section in edition.sections:
        blocks += _section(section)
    blocks += _sentences(_("Conclusion"), edition.takeaways)
    blocks += _others(edition)
    return "\n\n".join(block for block in blocks if block) + "\n"


def _head(edition):
    return "\n".join(
        [
            f"{labels.title(edition)} {labels.weekday(edition.date)}",
            labels.window(edition),
            wrap(labels.edition_line(edition)),
        ]
    )


def _heading(text):
    return f"== {text} =="


def _sentences(heading, sentences):
    if sentences:
        yield _heading(heading)
    for sentence in sentences:
        yield "\n".join([wrap(sentence.text.replace("`", "")), *(f"  {ref.url}" for ref in sentence.refs)])


def _section(section):
    yield _heading(section.source.full_name)
    yield _read(section)
    for line in (*section.lines, *section.tail):
        yield _story(line)
    for fold, count in section.folded:
        urls = [f"  {line.refs[0].url}" for line in section.folded_lines if line.fold == fold]
        yield "\n".join([labels.fold_count(fold, count), *urls])


def _story(line):
    label = " ".join(filter(None, [pgettext("label", "Key") if line.is_key else "", labels.label_word(line.label)]))
    headline, detail = (line.headline, line.detail) if line.headline else (line.detail, "")
    if not line.by_title:
        headline, detail = headline.replace("`", ""), detail.replace("`", "")
    parts = [wrap(f"[{label}] {headline}" if label else headline), wrap(detail, "  "), *_meta(line)]
    return "\n".join(part for part in parts if part)


def _meta(line):
    if line.follow_up:
        yield wrap(f"{labels.earlier(line)}{line.follow_up.headline}", "  ")
    if line.late_date:
        yield wrap(labels.late_note(line), "  ")
    for word, refs in labels.relation_groups(line):
        yield wrap(f"{word} {labels.listing(ref.text for ref in refs)}", "  ")
    yield from (f"  {ref.url}" for ref in line.refs)


def _read(section):
    """What was read of a repository, and why not all of it."""
    return "\n".join(wrap(text) for text in (labels.counts_line(section), *labels.coverage_notes(section)) if text)


def _others(edition):
    """The repositories without a section, in words that tell nothing happened from not fetched."""
    for section in (*edition.quiet, *edition.failed, *edition.pending):
        note = wrap(labels.quiet_note()) if section in edition.quiet else _read(section)
        yield f"{_heading(section.source.full_name)}\n{note}"
