"""Fragments of the table "What moved": its frame, a row for each repository, and the notes on gaps below it."""

from collections.abc import Sequence

from django.utils.html import escape
from django.utils.translation import gettext as _

from digest.text import printable
from newsletter.editions.types import Edition, Section
from newsletter.mail.activity_table import ActivityTable, TableRow, table_headings, table_row
from newsletter.mail.coverage_lines import coverage_sentences
from newsletter.mail.fragments.byte_template import ByteTemplate, encode_html, encode_lines, placeholder
from newsletter.mail.fragments.renderer import Around, FragmentRenderer, Piece, cached
from newsletter.renderers.text_layout import wrap


class TableFragments:
    """Of one digest, whatever choice took its sections."""

    def __init__(self, renderer: FragmentRenderer) -> None:
        self.renderer = renderer

    def row(self, section: Section, kinds: tuple[str, ...]) -> Piece:
        """The row of a section under these kinds."""
        key = (section.repository.id, kinds, section.stories_shown)
        return self.renderer.cached_by_selection(lambda: self._row(section, kinds), "row", *key)

    def _row(self, section, kinds):
        row = table_row(section, kinds)
        return Piece(encode_html(self._pieces(kinds, rows=[row])[1]), encode_lines([wrap(row.plain)]))

    @cached
    def around(self, kinds: tuple[str, ...], has_rows: bool = True) -> Around:
        """What stands around the rows and notes of the table under these kinds; without rows, around notes alone."""
        opening, *_rows, closing = self._pieces(kinds if has_rows else None)
        around = self.renderer.around(opening, closing, _("What moved"))
        return around._replace(title=around.title + b"\r\n") if has_rows else around

    @cached
    def end(self, left: int, has_rows: bool = True) -> Piece:
        """What follows the rows, where so many repositories are left out."""
        text = self.renderer.plain("left", {"left": left}) if left else ""
        html = self._pieces(() if has_rows else None, left=left)[1]
        return Piece(encode_html(html), encode_lines([text] if text else []))

    def notes(self, edition: Edition, gaps: Sequence[tuple[int, int]], shown: int) -> list[Piece]:
        """On what was not, or not wholly, fetched or written up in the first `shown` sections; none without gaps.

        `gaps`: what the notes rest on, as SectionFragment.gap tells it.
        """
        if not gaps:
            return []
        sections = edition.sections[:shown]
        make = lambda: [self._note(note) for note in coverage_sentences(edition, sections)]  # noqa: E731
        return self.renderer.cached_by_selection(make, "notes", edition.kinds, *gaps)

    def _note(self, note):
        html = self._note_template().render({"note": printable(escape(note))})
        return Piece(html, encode_lines(["", wrap(note)]))

    @cached
    def _note_template(self):
        return ByteTemplate.of_html(self._pieces((), notes=[placeholder("note")])[2])

    def _pieces(self, kinds, rows: Sequence[TableRow] = (), notes=(), left=0):
        """The table under these kinds as HTML: its opening, each row, the end of the rows, each note, its closing.

        None in the place of kinds: no table, only what else stands there.
        """
        headings = [] if kinds is None else table_headings(kinds)
        table = ActivityTable(headings, list(rows), left)
        return self.renderer.split(self.renderer.render("moved", {"table": table, "notes": notes}))
