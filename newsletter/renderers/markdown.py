"""An edition as Markdown: the whole day, in one shape for every repository."""

import html
import re
from collections.abc import Iterator
from urllib.parse import quote

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from digest.models import Statement
from newsletter.editions.types import Edition, EditionStory, Reference, Section, Sentence
from newsletter.renderers import code_quotes, corrections, counts, coverage, dates, interface_changes, labels
from newsletter.renderers.inline_code import split_code
from subscribers.models.selection import Kind

MAX_FILES_SHOWN = 20
MAX_TOP_STORIES = 5
# An underscore inside a word is text, and brackets are a link only where `](` joins them.
MARKUP = re.compile(r"[\\`*<~]|&(?=[#\w])|(?<![^\W_])_|_(?![^\W_])|\](?=\()|^[#>|+=-]")
BRACKET = re.compile(r"(?<!\\)[\[\]]")
URL_MARKS = ":/?#@!$&'*+,;=%~"
LIST_NUMBER = re.compile(r"^(\d+)([.)])")


def escape(text: str) -> str:
    """Text as text: brackets, stars and tags in GitHub's titles are not meant as markup. Code in backticks stays."""
    escaped = _outside_code(MARKUP, " ".join(text.split()))
    return LIST_NUMBER.sub(r"\1\\\2", escaped)


def link(text: str, url: str) -> str:
    """A link; brackets of its own text, outside code, would end it early."""
    return f"[{_outside_code(BRACKET, text)}]({quote(url, safe=URL_MARKS)})"


def _outside_code(marks: re.Pattern[str], text: str) -> str:
    """The text with a backslash before each of these marks; code in backticks stays as it is."""
    pieces = split_code(text)
    return "".join(f"`{piece.text}`" if piece.is_code else marks.sub(r"\\\g<0>", piece.text) for piece in pieces)


def code(text: str) -> str:
    """Text as code, behind more backticks than it has in a row: fewer would end it early."""
    longest = max(map(len, re.findall("`+", text)), default=0)
    fence, space = "`" * (longest + 1), " " if longest else ""
    return f"{fence}{space}{text}{space}{fence}"


def link_to(reference: Reference) -> str:
    """#2547 or v0.6.4 as a link; a SHA in code. A tag is a stranger's text, and git takes nearly anything for one."""
    text = {"sha": code, "tag": escape}.get(reference.kind, str)(reference.text)
    return link(text, reference.url)


def render_markdown(edition: Edition) -> str:
    """The document, in the edition's language, which must be active. Ends with a newline."""
    blocks = [f"# {escape(dates.edition_title(edition))}", *_head(edition)]
    blocks += _upgrade(edition)
    blocks += ["## " + _("Summary"), _summary(edition)]
    blocks.append("## " + pgettext("heading", "Repositories"))
    for section in edition.every_section:
        blocks += _repository(section, edition)
    blocks += ["## " + _("Conclusion"), *_conclusion(edition)]
    return "\n\n".join(block for block in blocks if block) + "\n"


def _head(edition: Edition) -> list[str]:
    when = f"{dates.weekday(edition.date)} · {dates.window(edition)} · {counts.edition_line(edition)}"
    return [when, coverage.writer_note(edition.written_by) and f"> {coverage.writer_note(edition.written_by)}"]


def _upgrade(edition: Edition) -> Iterator[str]:
    """What can break callers, before all stories."""
    found = interface_changes.upgrade_stories(edition)
    if found:
        yield "## " + _("Check before you upgrade")
        yield interface_changes.breaking_counts(edition)
    for one in found:
        name = escape(one.section.repository.name)
        head = f"- {name} {link_to(one.story.references[0])}"
        yield "\n".join([head, *(f"  - {_change(line)}" for line in one.lines)])


def _change(line: interface_changes.ChangeLine) -> str:
    return f"{code(line.text)} {link(_('source'), line.url)}"


def _sentences(sentences: tuple[Sentence, ...]) -> str:
    return "\n".join(_sentence(sentence) for sentence in sentences)


def _sentence(sentence: Sentence) -> str:
    note = f"({labels.edited_note(sentence)})" if sentence.is_edited else ""
    return " ".join(filter(None, [f"- {escape(sentence.text)}", note, *map(link_to, sentence.references)]))


def _summary(edition: Edition) -> str:
    """The sentences; where no model wrote any, the titles of the best stories, with their labels and sources."""
    if edition.summary:
        return _sentences(edition.summary)
    best = sorted(
        ((story, section) for section in edition.sections for story in section.stories[:MAX_TOP_STORIES]),
        key=lambda pair: (not pair[0].is_pinned, -pair[0].importance),
    )
    rows = [
        f"- {_labelled(story)} · {escape(section.repository.name)} {link_to(story.references[0])}"
        for story, section in best
    ]
    return "\n".join(rows[:MAX_TOP_STORIES]) or _("Nothing happened that this edition tells.")


def _repository(section: Section, edition: Edition) -> Iterator[str]:
    """Heading, what was read, then one list for each sort of story; the same for every repository."""
    yield f"### {link(section.repository.owner_and_name, section.repository.url)}"
    if section in edition.quiet:
        yield coverage.quiet_note()
        return
    yield coverage.counts_line(section)
    notes = [*coverage.coverage_notes(section), *interface_changes.gap_notes(section)]
    yield "\n".join(f"> {note}" for note in notes)
    stories = (*section.stories, *section.more_stories)
    for heading, kind in _lists():
        yield _list(heading, [_story(story, edition) for story in stories if _kind_of(story) == kind])
    yield _list(pgettext("heading", "Also"), [_folded(fold, section) for fold, _count in section.folded])


def _list(heading: str, rows: list[str]) -> str:
    return f"#### {heading}\n\n" + "\n".join(rows) if rows else ""


def _folded(fold: str, section: Section) -> str:
    """One counted line. Of nightlies the tags say all; of the others each is told beneath."""
    stories = [story for story in section.folded_stories if story.fold == fold]
    head = f"- {counts.fold_count(fold, len(stories))}"
    if fold == Statement.Fold.NIGHTLY:
        return f"{head} {counts.listing(link_to(story.references[0]) for story in stories)}"
    rows = [f"  - {_labelled(story)} {_references(story)}" + _indented(_files(story), "    - ") for story in stories]
    return "\n".join([head, *rows])


def _indented(text: str, prefix: str) -> str:
    return f"\n{prefix}{text}" if text else ""


def _lists() -> list[tuple[str, Kind]]:
    """The lists of a section, in their order."""
    return [
        (pgettext("heading", "Releases"), Kind.RELEASES),
        (pgettext("heading", "Commits and merged PRs"), Kind.MERGED),
        (pgettext("heading", "New PRs"), Kind.OPENED),
        (pgettext("heading", "Issues"), Kind.ISSUES),
    ]


def _kind_of(story: EditionStory) -> Kind:
    """A story with a change is listed with the changes, also where it closes an issue."""
    return next(kind for _heading, kind in _lists() if kind in story.kinds)


def _labelled(story: EditionStory) -> str:
    label = labels.label_word(story.label)
    text = escape(story.headline or story.detail)
    return f"**{label}** · {text}" if label else text


def _story(story: EditionStory, edition: Edition) -> str:
    rows = [f"- {_labelled(story)} {_references(story)}"]
    if story.headline and story.detail:
        rows.append(f"  - {escape(story.detail)}")
    rows += [f"  - {_change(line)}" for line in interface_changes.change_lines(story)]
    rows += [f"  - {escape(line)}" for line in corrections.correction_lines(story)]
    told = (_follow_up(story), labels.edited_note(story), dates.late_note(story))
    facts = (_files(story), _origin(story), *told, _topics(story, edition))
    rows += [f"  - {row}" for row in facts if row]
    rows += _quote(story)
    return "\n".join(rows)


def _quote(story: EditionStory) -> Iterator[str]:
    """The quoted lines, folded, as a diff behind more backticks than they have."""
    if story.quote:
        place = html.escape(code_quotes.quote_place(story.quote))
        text = code_quotes.diff_text(story.quote)
        fence = "`" * max(3, 1 + max(map(len, re.findall("`+", text)), default=0))
        yield f"  - <details><summary><code>{place}</code></summary>\n"
        yield from (f"    {line}" for line in (f"{fence}diff", *text.split("\n"), fence))
        yield f"\n    {link(_('See the diff on GitHub'), story.quote.url)}\n\n    </details>"


def _references(story: EditionStory) -> str:
    groups = labels.relation_groups(story)
    relations = [f"{word} {counts.listing(map(link_to, references))}" for word, references in groups]
    return " ".join([*map(link_to, story.references), *relations])


def _files(story: EditionStory) -> str:
    shown, left = labels.files_line(story, MAX_FILES_SHOWN)
    paths = counts.listing(map(code, shown))
    if not paths:
        return ""
    return _("%(size)s: %(paths)s") % {"size": labels.size(story), "paths": f"{paths} {left}".strip()}


def _origin(story: EditionStory) -> str:
    """Who and when, as far as GitHub told: logins, and the time in UTC."""
    at = f"{story.occurred_at:%Y-%m-%d %H:%M} UTC" if story.occurred_at else ""
    return " · ".join(filter(None, [escape(counts.listing(story.authors)), at]))


def _follow_up(story: EditionStory) -> str:
    if story.follow_up is None:
        return ""
    return f"{dates.follow_up_intro(story)}{link(escape(story.follow_up.headline), story.follow_up.url)}"


def _topics(story: EditionStory, edition: Edition) -> str:
    names = counts.listing(escape(edition.topic_names.get(slug, slug)) for slug in story.topics)
    return _("Topics: %(names)s") % {"names": names} if names else ""


def _conclusion(edition: Edition) -> Iterator[str]:
    """What joins the stories, where a model found it, and always the day in numbers."""
    yield _sentences(edition.takeaways)
    yield counts.edition_line(edition)
    for words_for, sections in (
        (_("Nothing happened in %(names)s."), edition.quiet),
        (_("Not fetched: %(names)s."), edition.failed),
        (_("Not yet fetched: %(names)s."), edition.pending),
    ):
        if sections:
            yield words_for % {
                "names": counts.listing(escape(section.repository.owner_and_name) for section in sections)
            }
