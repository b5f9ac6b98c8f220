"""How pages set the words of an edition: labels, dates, code, files, and where to report a mistake."""

import re
from email.utils import parseaddr
from urllib.parse import quote, urlencode

from django import template
from django.conf import settings
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe

from newsletter.renderers import labels

register = template.Library()
CODE = re.compile(r"`([^`\n]+)`")
PAGE_FILES = 2
SHORT_CODE = 30
COLUMNS = ("commits", "pull_requests", "issues")

for function in (
    labels.label_word,
    labels.label_tone,
    labels.relation_groups,
    labels.day,
    labels.month,
    labels.full_day,
    labels.weekday,
    labels.year,
    labels.window,
    labels.edition_line,
    labels.shared_notes,
    labels.fold_count,
    labels.count_word,
    labels.size,
    labels.earlier,
    labels.late_note,
    labels.by_line,
    labels.listing,
):
    register.filter(function.__name__, function)


@register.filter
def code(text):
    """Escaped text in which `backticks` are code; code of up to 30 characters never breaks."""
    return format_html_join(
        "", "{}", ((_code(part) if odd % 2 else part,) for odd, part in enumerate(CODE.split(text)))
    )


def _code(text):
    return format_html('<code class="short">{}</code>' if len(text) <= SHORT_CODE else "<code>{}</code>", text)


@register.filter
def path(text):
    """A file's path that may break after each slash and nowhere else."""
    return format_html_join(mark_safe("/<wbr>"), "{}", ((part,) for part in text.split("/")))


@register.filter
def by_key(mapping, key):
    return mapping.get(key)


@register.filter
def page_counts(section):
    """What was read, as the columns of the table: commits, pull requests, issues."""
    for kind in COLUMNS:
        count = section.counts.get(kind)
        tone = "alert" if count and count.status == "failed" else "number" if count and count.found else "number none"
        yield {"word": labels.count_word(count), "tone": tone}


@register.filter
def source_names(sections):
    return labels.listing(section.source.name for section in sections)


@register.simple_tag
def first_files(line):
    """The two files that say most, and the words for the others."""
    shown, left = labels.files_line(line, PAGE_FILES)
    return {"shown": shown, "left": left, "others": line.files[PAGE_FILES:]}


@register.simple_tag
def report_url(line, source):
    """A mail to the newsletter that already names the story."""
    subject = f"{line.day or ''} {source.name} {line.refs[0].text}".strip()
    return f"mailto:{parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}?{urlencode({'subject': subject}, quote_via=quote)}"
