"""How the mail sets the words of an edition: every look inline, since many mail clients drop style sheets."""

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from digest.defang import defang_code
from newsletter.editions.links import digest_url, story_anchor
from newsletter.mail import masthead, subject
from newsletter.renderers import counts, inline_code, labels, text_layout

register = template.Library()
CODE = '<code class="w" style="background:#F5F5F2;font:.875em Menlo,Consolas,monospace;padding:2px 4px{}">{{}}</code>'
SHORT_CODE, LONG_CODE = CODE.format(";white-space:nowrap"), CODE.format("")
FILES, NUMBERS, SHAS, RELATED = 2, 4, 3, 4
# The class, for the dark, and the colour of each tone.
TONES = {"open": ("o", "#8A4A00"), "alert": ("a", "#B0301D"), "none": ("m", "#5F656B"), "": ("s", "#3D4247")}

for function in (
    subject.subject,
    subject.text_of,
    masthead.table_notes,
    text_layout.wrap,
    inline_code.breakable_path,
    inline_code.without_backticks,
):
    register.filter(function.__name__, function)
register.simple_tag(masthead.other_rows)


@register.filter
def mail_code(text):
    """Escaped text in which `backticks` are code; code of up to 30 characters never breaks."""
    return inline_code.code_to_html(text, SHORT_CODE, LONG_CODE)


@register.filter
def tone_class(tone):
    return TONES.get(tone, TONES[""])[0]


@register.filter
def tone_colour(tone):
    return TONES.get(tone, TONES[""])[1]


@register.filter
def table(edition):
    """What moved, its rows with their text in one line for the text part."""
    found = masthead.table(edition)
    for row in found["rows"]:
        row["plain"] = plain_row(row)
    return found


def plain_row(row):
    numbers = counts.listing(f"{cell['heading']} {cell['text']}" for cell in row["cells"])
    return _("%(names)s: %(note)s") % {"names": row["section"].repository.name, "note": numbers}


@register.filter
def heading_date(edition):
    """The day in bold ink and its weekday beside it, in the order of the language."""
    day, weekday = masthead.date_heading(edition)
    if not weekday:
        return day
    muted = format_html('<span class="m" style="font-weight:400;color:#5F656B">{}</span>', weekday)
    return format_html(_("{weekday} {day}"), weekday=muted, day=day)


@register.filter
def plain_date(edition):
    day, weekday = masthead.date_heading(edition)
    return _("{weekday} {day}").format(weekday=weekday, day=day) if weekday else day


@register.simple_tag
def tail_words(edition, section, titles):
    """The sentences under the last story of a section, in HTML and in plain text; empty where there is none."""
    rest = masthead.tail(section, titles)
    outside = masthead.outside(edition, section)
    return {"items": tail_html(rest, tail_item), "plain": tail_text(rest), "outside": outside}


def tail_html(rest, item):
    """`12 more: title #1; title #2; 5 issues.`, or nothing; `item` makes HTML of a story."""
    if not rest["number"]:
        return ""
    items = _tail_items([item(line) for line in rest["named"]], rest)
    joined = format_html_join(subject.between_titles(), "{}", ((each,) for each in items))
    return format_html(masthead.tail_sentence(rest["number"]), number=rest["number"], items=joined)


def tail_item(line):
    """A story in a tail: its title and its reference."""
    return format_html("{}{} {}", masthead.ended(line), _tail_title(line), _link(line.references[0]))


def _tail_title(line):
    return format_html('<span lang="en">{}</span>' if line.by_title else "{}", mail_code(line.headline or line.detail))


def _link(ref):
    return render_to_string("mails/digest/ref.mjml", {"ref": ref})


def tail_text(rest):
    """The same without markup."""
    if not rest["number"]:
        return ""
    items = [f"{masthead.ended(line)}{subject.text_of(line)} {line.references[0].text}" for line in rest["named"]]
    joined = subject.between_titles().join(_tail_items(items, rest))
    return masthead.tail_sentence(rest["number"]).format(number=rest["number"], items=joined)


def _tail_items(items, rest):
    return [*items, counts.listing(rest["counted"])] if rest["counted"] else items


@register.simple_tag
def references(line):
    """The references of a line, few enough for a line, and the words for those left out."""
    numbers = [ref for ref in line.references if ref.kind != "sha"]
    shas = [ref for ref in line.references if ref.kind == "sha"]
    shown = numbers[:NUMBERS] + shas[:SHAS]
    return {"shown": shown, "left": _left(len(line.references) - len(shown))}


@register.filter
def related(line):
    """[(word, references, the words for those left out)]."""
    return [(word, refs[:RELATED], _left(len(refs) - RELATED)) for word, refs in labels.relation_groups(line)]


def _left(count):
    return ngettext("and %(count)d more", "and %(count)d more", count) % {"count": count} if count > 0 else ""


@register.simple_tag
def mail_files(line):
    """The files that say most, no address to a mail program, and the words for the others; none without a commit."""
    shown, left = labels.files_line(line, FILES)
    return {"shown": [defang_code(path) for path in shown], "left": left if shown else ""}


@register.simple_tag
def topic_names(edition, line):
    """At most three names of topics."""
    return [edition.topic_names.get(slug, slug) for slug in line.topics[:3]]


@register.simple_tag
def story_url(edition, line):
    """Where the story stands on our own page of its day."""
    return digest_url(line.day, edition.language, story_anchor(line.id))


@register.simple_tag
def section_days(edition, section):
    """[(date, address)] of the pages that tell all of this repository: one for each day that told something of it."""
    lines = (*section.stories, *section.more_stories, *section.folded_stories)
    days = sorted({line.day for line in lines}) or [edition.date]
    return [(day, digest_url(day, edition.language, f"r{section.repository.id}")) for day in days]


@register.simple_tag
def is_several_days(edition):
    return edition.covers_from != edition.date


@register.filter
def with_stories(sections):
    return [section for section in sections if section.stories]
