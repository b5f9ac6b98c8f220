"""HTML and text of single lines of a mail: every look inline, since many mail clients drop style sheets."""

from collections.abc import Callable
from typing import NamedTuple

from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from digest.defang import defang_code
from newsletter.editions.links import digest_url, story_anchor
from newsletter.editions.types import Edition, EditionStory, QuotedLine, Reference, Sentence
from newsletter.mail import masthead, subject
from newsletter.mail.more_stories import MoreStories, closed_prefix
from newsletter.renderers import inline_code, labels, titles
from newsletter.renderers.inline_code import without_backticks

CODE = '<code class="w" style="background:#F5F5F2;font:.875em Menlo,Consolas,monospace;padding:2px 4px{}">{{}}</code>'
SHORT_CODE, LONG_CODE = CODE.format(";white-space:nowrap"), CODE.format("")
MAX_NUMBERS, MAX_RELATED, MAX_TOPICS = 4, 4, 3
TAIL_COLUMNS = 56  # of a title that is only named: one line, also with its reference
# The class, for the dark, and the colour of each tone.
TONES = {"open": ("o", "#8A4A00"), "alert": ("a", "#B0301D"), "none": ("m", "#5F656B"), "": ("s", "#3D4247")}


class Shortened(NamedTuple):
    """The first of a list, and words for how many are left out; empty where none is."""

    shown: list
    left: str


class RelatedReferences(NamedTuple):
    """A relation in words, such as `fixes`, with its references; those that are no source of the story are no links."""

    word: str
    references: list[Reference]
    left: str
    is_source: bool


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


def more_html(more: MoreStories, item: Callable[[EditionStory], str]) -> SafeString:
    """The stories that are only named, a line each; `item` makes HTML of a story."""
    return mark_safe("".join([item(story) for story in more.named]))


def more_item(story: EditionStory) -> SafeString:
    """A story that is only named: its title and its reference, in one line; a release that is its tag is named once."""
    if _is_its_reference(story):
        return render_to_string("mails/digest/tail_line.mjml", {"prefix": closed_prefix(story), "story": story})
    title = format_html('<span lang="en">{}</span>' if story.by_title else "{}", mail_code(_short_title(story)))
    return render_to_string(
        "mails/digest/tail_line.mjml", {"prefix": closed_prefix(story), "title": title, "story": story}
    )


def more_text(more: MoreStories) -> str:
    """As more_html, without markup: each with its address behind it."""
    return "\n".join(map(_more_line, more.named))


def _more_line(story):
    words = without_backticks(_short_title(story)) if not story.by_title else _short_title(story)
    return f"{closed_prefix(story)}{words} {story.references[0].url}"


def _is_its_reference(story):
    """Whether its title says nothing but its reference: v0.6.4."""
    return subject.text_of(story) == story.references[0].text


def _short_title(story):
    """What fits into one line: a title without its tags, cut at a word."""
    text = story.headline or story.detail
    return subject.cut(titles.split_title(text).words if story.by_title else text, TAIL_COLUMNS)


def mail_headline(story: EditionStory) -> SafeString:
    """A sentence, or GitHub's whole title: its words in ink, and muted what only sorts it."""
    if not story.by_title:
        return mail_code(story.headline)
    lead, words, tail = titles.split_title(story.headline)
    return format_html("{}{}{}", _muted(lead), mail_code(words), _muted(tail))


def _muted(text):
    return format_html('<span class="m" style="color:#5F656B">{}</span>', text) if text else ""


def sentence_link(sentence: Sentence, reference: Reference) -> str:
    """Where a sentence about the day leads: to its story in the same mail; of several stories, to each at GitHub."""
    if len(sentence.statement_ids) > 1:
        return reference.url
    return f"#{story_anchor(next(iter(sentence.statement_ids)))}"


def references(story: EditionStory) -> Shortened:
    """The references of a story, few enough for a line: its own, then numbers; other hashes stand on the page."""
    own, *others = story.references
    shown = [own, *[ref for ref in others if ref.kind != "sha"]][:MAX_NUMBERS]
    hidden = sum(ref.kind == "sha" for ref in others)
    return Shortened(shown, _left(len(story.references) - len(shown) - hidden))


def related(story: EditionStory) -> list[RelatedReferences]:
    """What the story fixes, reverts, repeats …"""
    groups = labels.relation_groups(story)
    pointer = labels.relation_word("see_also")
    return [
        RelatedReferences(word, refs[:MAX_RELATED], _left(len(refs) - MAX_RELATED), word != pointer)
        for word, refs in groups
    ]


def _left(count):
    return ngettext("and %(count)d more", "and %(count)d more", count) % {"count": count} if count > 0 else ""


def topic_names(edition: Edition, story: EditionStory) -> list[str]:
    """At most three names of topics."""
    return [edition.topic_names.get(slug, slug) for slug in story.topics[:MAX_TOPICS]]


def story_url(edition: Edition, story: EditionStory) -> str:
    """Where the story stands on our own page of its day."""
    return digest_url(story.day, edition.language, story_anchor(story.id))
