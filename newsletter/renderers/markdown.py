"""An edition as Markdown: the whole day, in one shape for every repository."""

import re
from urllib.parse import quote

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from digest.models import Statement
from newsletter.renderers import labels
from subscribers.models.selection import Kind

FILES_SHOWN = 20
TOP_STORIES = 5
CODE = re.compile(r"(`[^`\n]+`)")
# An underscore inside a word is text, and brackets are a link only where `](` joins them.
MARKUP = re.compile(r"[\\`*<~]|&(?=[#\w])|(?<![^\W_])_|_(?![^\W_])|\](?=\()|^[#>|+=-]")
BRACKET = re.compile(r"(?<!\\)[\[\]]")
URL_MARKS = ":/?#@!$&'*+,;=%~"
LIST_NUMBER = re.compile(r"^(\d+)([.)])")


def escape(text):
    """Text as text: brackets, stars and tags in GitHub's titles are not meant as markup. Code in backticks stays."""
    parts = CODE.split(" ".join(text.split()))
    escaped = "".join(part if place % 2 else MARKUP.sub(r"\\\g<0>", part) for place, part in enumerate(parts))
    return LIST_NUMBER.sub(r"\1\\\2", escaped)


def link(text, url):
    """A link; brackets of its own text, outside code, would end it early."""
    text = "".join(part if place % 2 else BRACKET.sub(r"\\\g<0>", part) for place, part in enumerate(CODE.split(text)))
    return f"[{text}]({quote(url, safe=URL_MARKS)})"


def code(text):
    """Text as code, behind more backticks than it has in a row: fewer would end it early."""
    longest = max(map(len, re.findall("`+", text)), default=0)
    fence, space = "`" * (longest + 1), " " if longest else ""
    return f"{fence}{space}{text}{space}{fence}"


def reference(ref):
    """#2547 or v0.6.4 as a link; a SHA in code. A tag is a stranger's text, and git takes nearly anything for one."""
    text = {"sha": code, "tag": escape}.get(ref.kind, str)(ref.text)
    return link(text, ref.url)


def render_markdown(edition):
    """The document, in the edition's language, which must be active. Ends with a newline."""
    blocks = [f"# {escape(labels.title(edition))}", *_head(edition)]
    blocks += ["## " + _("Summary"), _summary(edition)]
    blocks.append("## " + pgettext("heading", "Repositories"))
    for section in (*edition.sections, *edition.quiet, *edition.failed, *edition.pending):
        blocks += _repository(section, edition)
    blocks += ["## " + _("Conclusion"), *_conclusion(edition)]
    return "\n\n".join(block for block in blocks if block) + "\n"


def _head(edition):
    when = f"{labels.weekday(edition.date)} · {labels.window(edition)} · {labels.edition_line(edition)}"
    return [when, labels.by_line(edition.written_by) and f"> {labels.by_line(edition.written_by)}"]


def _sentences(sentences):
    return "\n".join(f"- {escape(s.text)} {' '.join(map(reference, s.refs))}" for s in sentences)


def _summary(edition):
    """The sentences; where no model wrote any, the titles of the best stories, with their labels and sources."""
    if edition.summary:
        return _sentences(edition.summary)
    best = sorted(
        ((line, section) for section in edition.sections for line in section.lines[:TOP_STORIES]),
        key=lambda pair: -pair[0].importance,
    )
    rows = [f"- {_labelled(line)} · {escape(section.source.name)} {reference(line.refs[0])}" for line, section in best]
    return "\n".join(rows[:TOP_STORIES]) or _("Nothing happened that this edition tells.")


def _repository(section, edition):
    """Heading, what was read, then one list for each sort of story; the same for every repository."""
    source = section.source
    yield f"### {link(source.full_name, source.url)}"
    if section in edition.quiet:
        yield labels.quiet_note()
        return
    yield labels.counts_line(section)
    yield "\n".join(f"> {note}" for note in labels.coverage_notes(section))
    stories = (*section.lines, *section.tail)
    for heading, kinds in _parts():
        yield _list(heading, [_story(line, edition) for line in stories if _part_of(line) in kinds])
    yield _list(pgettext("heading", "Also"), [_folded(fold, section) for fold, _count in section.folded])


def _list(heading, rows):
    return f"#### {heading}\n\n" + "\n".join(rows) if rows else ""


def _folded(fold, section):
    """A counted line. Of nightlies the tags say all; of the others each is told beneath."""
    lines = [line for line in section.folded_lines if line.fold == fold]
    head = f"- {labels.fold_count(fold, len(lines))}"
    if fold == Statement.Fold.NIGHTLY:
        return f"{head} {labels.listing(reference(line.refs[0]) for line in lines)}"
    told = [f"  - {_labelled(line)} {_references(line)}" + _indented(_files(line), "    - ") for line in lines]
    return "\n".join([head, *told])


def _indented(text, prefix):
    return f"\n{prefix}{text}" if text else ""


def _parts():
    """The lists of a section, in their order."""
    return [
        (pgettext("heading", "Releases"), {Kind.RELEASES}),
        (pgettext("heading", "Commits and merged PRs"), {Kind.MERGED}),
        (pgettext("heading", "New PRs"), {Kind.OPENED}),
        (pgettext("heading", "Issues"), {Kind.ISSUES}),
    ]


def _part_of(line):
    """A story with a change is listed with the changes, also where it closes an issue."""
    return next(kind for _heading, kinds in _parts() for kind in kinds if kind in line.kinds)


def _labelled(line):
    label = labels.label_word(line.label)
    text = escape(line.headline or line.detail)
    return f"**{label}** · {text}" if label else text


def _story(line, edition):
    rows = [f"- {_labelled(line)} {_references(line)}"]
    if line.headline and line.detail:
        rows.append(f"  - {escape(line.detail)}")
    facts = (_files(line), _origin(line), _follow_up(line), _late(line), _topics(line, edition))
    rows += [f"  - {row}" for row in facts if row]
    return "\n".join(rows)


def _references(line):
    groups = labels.relation_groups(line)
    relations = [f"{word} {labels.listing(reference(ref) for ref in refs)}" for word, refs in groups]
    return " ".join([*map(reference, line.refs), *relations])


def _files(line):
    shown, left = labels.files_line(line, FILES_SHOWN)
    paths = labels.listing(map(code, shown))
    if not paths:
        return ""
    return _("%(size)s: %(paths)s") % {"size": labels.size(line), "paths": f"{paths} {left}".strip()}


def _origin(line):
    """Who and when, as far as GitHub told: logins, and the time in UTC."""
    at = line.occurred_at and f"{line.occurred_at:%Y-%m-%d %H:%M} UTC"
    return " · ".join(filter(None, [escape(labels.listing(line.authors)), at]))


def _follow_up(line):
    if line.follow_up is None:
        return ""
    return f"{labels.earlier(line)}{link(escape(line.follow_up.headline), line.follow_up.url)}"


def _late(line):
    return labels.late_note(line) if line.late_date else ""


def _topics(line, edition):
    names = labels.listing(escape(edition.topic_names.get(slug, slug)) for slug in line.topics)
    return _("Topics: %(names)s") % {"names": names} if names else ""


def _conclusion(edition):
    """What joins the stories, where a model found it, and always the day in numbers."""
    yield _sentences(edition.takeaways)
    yield labels.edition_line(edition)
    for words_for, sections in (
        (_("Nothing happened in %(names)s."), edition.quiet),
        (_("Not fetched: %(names)s."), edition.failed),
        (_("Not yet fetched: %(names)s."), edition.pending),
    ):
        if sections:
            yield words_for % {"names": labels.listing(escape(section.source.full_name) for section in sections)}
