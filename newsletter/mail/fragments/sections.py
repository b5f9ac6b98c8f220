"""The part of a mail that tells of one repository: its row in the table, its stories, and what follows them."""

from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import mark_safe

from digest.models import Coverage
from digest.text import printable
from newsletter.mail import masthead
from newsletter.mail.fragments.byte_template import CUT, LongLineError, Shape, encoded, encoded_html, slot
from newsletter.mail.fragments.renderer import Press, once
from newsletter.renderers.text_layout import wrap
from newsletter.templatetags.mail_tags import plain_row, section_days, tail_html, tail_item, tail_text

TABLE = '<mj-text><table role="presentation">'  # around rows that are compiled by themselves


@dataclass(frozen=True, slots=True)
class Told:
    """One section, ready to be joined; a story's bytes are those of all sections that tell it."""

    row_html: bytes
    row_text: bytes
    html: tuple[bytes, ...]  # empty where no story is told
    text: tuple[bytes, ...]
    noted: tuple[int, int] | None  # what notes on its gaps rest on: (repository, stories cut); None where it has none


class ToldSections(Press):
    """Of the sections of a day, whatever choice took them."""

    def __init__(self, day):
        super().__init__(day)
        self.sections = {section.repository.id: section for section in self.edition.sections}
        self.troubled = frozenset(place for place, counts in day.counts.items() if _is_troubled(counts))

    def told(self, edition, show_files, titles):
        """[Told], as many as the edition has sections. Raises LongLineError."""
        kept, shown = self.chosen["section"], (edition.kinds, bool(edition.topics), show_files, titles)
        return [kept.get((part.key, shown)) or self._remembered(edition, part, shown) for part in edition.sections]

    def _remembered(self, edition, section, shown):
        *_choice, show_files, titles = shown
        return self.by_choice(lambda: self._told(edition, section, show_files, titles), "section", section.key, shown)

    def _told(self, edition, section, show_files, titles):
        row = self._row(section, edition.kinds)
        pieces = self._pieces(edition, section, show_files, titles) if section.stories else ()
        return Told(*row, tuple(html for html, _ in pieces), tuple(text for _, text in pieces), self._noted(section))

    def _noted(self, section):
        cut = sum(line.is_cut for line in (*section.stories, *section.more_stories))
        return (section.repository.id, cut) if cut or section.repository.id in self.troubled else None

    def _pieces(self, edition, section, show_files, titles):
        """[(HTML, text)]: the heading, the stories, what follows them."""
        opening, closing, title = self._around(section.repository.id)
        stories = self._stories(section.repository.id, show_files)
        told = [stories[line.id] for line in section.stories]
        if None in told:
            raise LongLineError
        html, text = self._tail(edition, section, titles)
        return [(opening, title), *told, (html + closing, text)]

    # The row

    def _row(self, section, kinds):
        """(HTML, text)."""
        return self.by_choice(
            lambda: self._make_row(section, kinds), "row", section.repository.id, kinds, section.stories_shown
        )

    def _make_row(self, section, kinds):
        row = masthead.table_row(section, kinds)
        return encoded_html(self.table_pieces(kinds, rows=[row])[1]), encoded([wrap(plain_row(row))])

    def table_pieces(self, kinds, rows=(), notes=(), left=0):
        """The table under these kinds as HTML: its opening, each row, the end of the rows, each note, its closing."""
        headings = masthead.table_headings(kinds)
        table = {"headings": headings, "rows": rows, "left": left}
        return self.cut(self.render("moved", {"table": table, "notes": notes}))

    # Stories

    @once
    def _around(self, source_id):
        """(opening and heading, closing, heading in plain text) of a repository's section."""
        opening, heading, *_lines, closing = self._section(source_id, False)
        name = self.sections[source_id].repository.owner_and_name
        return encoded_html(opening) + encoded_html(heading), encoded_html(closing), self.title(name)

    def title(self, text):
        """The heading of a part, in plain text."""
        return encoded(["", f"== {text} =="])

    @once
    def _stories(self, source_id, show_files):
        """{line id: (HTML, text)} of all that can be told; None for one with a line that no mail may have."""
        _opening, _heading, *pieces, _tail, _closing = self._section(source_id, show_files)
        lines = self.sections[source_id].stories
        return {line.id: self._story(line, html, show_files) for line, html in zip(lines, pieces, strict=True)}

    def _section(self, source_id, show_files):
        context = {"section": self.sections[source_id], "show_files": show_files, "titles": 0}
        return self.cut(self.render("section", context))

    def _story(self, line, html, show_files):
        try:
            return encoded_html(html), self.block("line", {"line": line, "show_files": show_files})
        except LongLineError:
            return None

    def block(self, name, context):
        """A template's text, after a blank line."""
        return encoded(["", *self.plain(name, context).split("\n")])

    # Tails

    def _tail(self, edition, section, titles):
        """(HTML, text) of what follows the stories of this section."""
        rest = masthead.tail(section, titles)
        outside = masthead.outside(edition, section)
        items = tail_html(rest, self._tail_item)
        html, text = self._tail_shapes(section, edition, bool(items), bool(outside))
        values = {"items": printable(items), "outside": printable(escape(outside))}
        return html.fill(values), text.fill({"items": wrap(tail_text(rest)), "outside": wrap(outside)})

    def _tail_shapes(self, section, edition, has_items, has_outside):
        is_more = section.stories_found > section.stories_shown
        days = tuple(section_days(edition, section))
        place = ("tail shapes", section.repository.id, is_more, days, has_items, has_outside)
        if place not in self.made:
            self.made[place] = self._make_tail_shapes(section, has_items, has_outside)
        return self.made[place]

    def _make_tail_shapes(self, section, has_items, has_outside):
        items, outside = slot("items") if has_items else "", slot("outside") if has_outside else ""
        context = {"section": section, "rest": {"items": items, "plain": items, "outside": outside}}
        html = self._row_of_table(self.render("tail", context))
        return Shape.of_html(html), Shape.of_text("\n" + self.plain("tail", context))

    def _row_of_table(self, row):
        return self.cut(f"{TABLE}{CUT}{row}{CUT}</table></mj-text>")[1]

    def _tail_item(self, line):
        """A story in a tail, as HTML."""
        place = ("tail item", line.id)
        if place not in self.made:
            _before, html, _after = self.cut(f"<mj-text>{CUT}{tail_item(line)}{CUT}</mj-text>")
            self.made[place] = mark_safe(html)
        return self.made[place]


def _is_troubled(counts):
    return any(count.status in (Coverage.Status.FAILED, Coverage.Status.PARTIAL) for count in counts.values())
