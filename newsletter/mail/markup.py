"""HTML and text of single lines of a mail: every look inline, since many mail clients drop style sheets."""

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from digest.defang import defang_code
from newsletter.editions.links import digest_url, story_anchor
from newsletter.editions.types import Edition, EditionStory, QuotedLine, Reference, Section
from newsletter.mail import masthead, subject
from newsletter.mail.more_stories import MoreStories, closed_prefix, more_sentence
from newsletter.renderers import counts, inline_code, labels

CODE = '<code class="w" style="background:#F5F5F2;font:.875em Menlo,Consolas,monospace;padding:2px 4px{}">{{}}</code>'
SHORT_CODE, LONG_CODE = CODE.format(";white-space:nowrap"), CODE.format("")
MAX_FILES, MAX_NUMBERS, MAX_SHAS, MAX_RELATED, MAX_TOPICS = 2, 4, 3, 4, 3
# The class, for the dark, and the colour of each tone.
TONES = {"open": ("o", "#8A4A00"), "alert": ("a", "#B0301D"), "none": ("m", "#5F656B"), "": ("s", "#3D4247")}


class Shortened(NamedTuple):
    """The first of a list, and words for how many are left out; empty where none is."""

    shown: list
    left: str


class RelatedReferences(NamedTuple):
    """A relation in words, such as `fixes`, with its references."""

    word: str
    references: list[Reference]
    left: str


class SectionDay(NamedTuple):
    """A day that told something of a repository, and the address of its page."""

    date: date
    url: str


def mail_code(text: str) -> SafeString:
    """Escaped text in which `backticks` are code; code of up to 30 characters never breaks."""
    return inline_code.code_to_html(text, SHORT_CODE, LONG_CODE)


def mail_quoted_line(line: QuotedLine) -> str:
    """A line of a diff with its sign and its number; no address in it becomes a link."""
    return f"{line.sign} {line.number} {defang_code(line.text)}"


def tone_class(tone: str) -> str:
    """The class by which the dark style sheet knows a tone."""
    return TONES.get(tone, TONES[""])[0]


def tone_colour(tone: str) -> str:
    """The colour of a tone on paper."""
    return TONES.get(tone, TONES[""])[1]


def heading_date(edition: Edition) -> str:
    """The day in bold ink and its weekday beside it, in the order of the language."""
    day, weekday = masthead.date_heading(edition)
    if not weekday:
        return day
    muted = format_html('<span class="m" style="font-weight:400;color:#5F656B">{}</span>', weekday)
    return format_html(_("{weekday} {day}"), weekday=muted, day=day)


def plain_date(edition: Edition) -> str:
    """The same without markup."""
    day, weekday = masthead.date_heading(edition)
    return _("{weekday} {day}").format(weekday=weekday, day=day) if weekday else day


def more_html(more: MoreStories, item: Callable[[EditionStory], str]) -> str:
    """`12 more: title #1; title #2; 5 issues.`, or nothing; `item` makes HTML of a story."""
    if not more.number:
        return ""
    items = _with_groups([item(story) for story in more.named], more)
    joined = format_html_join(subject.between_titles(), "{}", ((each,) for each in items))
    return format_html(more_sentence(more.number), number=more.number, items=joined)


def more_item(story: EditionStory) -> SafeString:
    """A story that is only named: its title and its reference; a release whose title is its tag is named once."""
    if _is_its_reference(story):
        return format_html("{}{}", closed_prefix(story), _link(story.references[0]))
    title = '<span lang="en">{}</span>' if story.by_title else "{}"
    words = format_html(title, mail_code(story.headline or story.detail))
    return format_html("{}{} {}", closed_prefix(story), words, _link(story.references[0]))


def _link(reference):
    return render_to_string("mails/digest/ref.mjml", {"ref": reference})


def more_text(more: MoreStories) -> str:
    """As more_html, without markup."""
    if not more.number:
        return ""
    items = [f"{closed_prefix(story)}{_named(story)}" for story in more.named]
    joined = subject.between_titles().join(_with_groups(items, more))
    return more_sentence(more.number).format(number=more.number, items=joined)


def _named(story):
    reference = story.references[0].text
    return reference if _is_its_reference(story) else f"{subject.text_of(story)} {reference}"


def _is_its_reference(story):
    """Whether its title says nothing but its reference: v0.6.4."""
    return subject.text_of(story) == story.references[0].text


def _with_groups(items, more):
    return [*items, counts.listing(more.counted)] if more.counted else items


def references(story: EditionStory) -> Shortened:
    """The references of a story, few enough for a line: numbers before hashes."""
    numbers = [ref for ref in story.references if ref.kind != "sha"]
    shas = [ref for ref in story.references if ref.kind == "sha"]
    shown = numbers[:MAX_NUMBERS] + shas[:MAX_SHAS]
    return Shortened(shown, _left(len(story.references) - len(shown)))


def related(story: EditionStory) -> list[RelatedReferences]:
    """What the story fixes, reverts, repeats …"""
    groups = labels.relation_groups(story)
    return [RelatedReferences(word, refs[:MAX_RELATED], _left(len(refs) - MAX_RELATED)) for word, refs in groups]


def _left(count):
    return ngettext("and %(count)d more", "and %(count)d more", count) % {"count": count} if count > 0 else ""


def mail_files(story: EditionStory) -> Shortened:
    """The files that say most, no address to a mail program; none without a commit."""
    shown, left = labels.files_line(story, MAX_FILES)
    return Shortened([defang_code(path) for path in shown], left if shown else "")


def topic_names(edition: Edition, story: EditionStory) -> list[str]:
    """At most three names of topics."""
    return [edition.topic_names.get(slug, slug) for slug in story.topics[:MAX_TOPICS]]


def story_url(edition: Edition, story: EditionStory) -> str:
    """Where the story stands on our own page of its day."""
    return digest_url(story.day, edition.language, story_anchor(story.id))


def section_days(edition: Edition, section: Section) -> list[SectionDay]:
    """The pages that tell all of this repository: one for each day that told something of it."""
    stories = (*section.stories, *section.more_stories, *section.folded_stories)
    days = sorted({story.day for story in stories}) or [edition.date]
    return [SectionDay(day, digest_url(day, edition.language, f"r{section.repository.id}")) for day in days]
