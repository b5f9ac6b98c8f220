"""Fragments of the document around the sections: frame, notice, summary and takeaways, other repositories.

Everything is made when it is first needed, from the same templates that render a whole mail. HTML is compiled inside
the whole document's head and split at marks; each piece consists of whole lines and is encoded as it goes out.
"""

from django.utils.html import escape
from django.utils.translation import gettext as _

from digest.text import printable
from newsletter.editions.types import Edition, Sentence
from newsletter.mail.correction_notices import CorrectionNotice
from newsletter.mail.fragments.byte_template import (
    SPLIT_MARK,
    ByteTemplate,
    TemplatePair,
    encode_html,
    encode_lines,
    placeholder,
)
from newsletter.mail.fragments.renderer import Around, FragmentRenderer, Piece, cached
from newsletter.mail.more_stories import OtherRow, other_rows
from newsletter.renderers import coverage, interface_changes
from newsletter.renderers.text_layout import wrap

# What stands above the sentences of each role, in plain text.
TITLES = {"summary": lambda: _("Summary"), "takeaways": lambda: _("Takeaways")}


class DocumentFragments:
    """Of one digest."""

    def __init__(self, renderer: FragmentRenderer) -> None:
        self.renderer = renderer

    @cached
    def masthead(self) -> TemplatePair:
        """Everything above the first block."""
        return TemplatePair(self._frame()[0], ByteTemplate.of_text(self.renderer.plain("masthead")))

    @cached
    def foot(self) -> TemplatePair:
        """Everything below the last block."""
        return TemplatePair(self._frame()[1], ByteTemplate.of_text(self.renderer.plain("foot")))

    @cached
    def _frame(self):
        blocks = self.renderer.render("masthead") + SPLIT_MARK + self.renderer.render("foot")
        opening, closing = self.renderer.compile(blocks)
        return ByteTemplate.of_html(opening), ByteTemplate.of_html(closing)

    @cached
    def notice(self, written_by: str) -> Piece:
        """The line that says that no model wrote anything; empty where one did."""
        notice = coverage.writer_note(written_by)
        if not notice:
            return Piece(b"", b"")
        (html,) = self.renderer.split(self.renderer.render("notice", {"notice": notice}))
        return Piece(encode_html(html), encode_lines(["", wrap(notice)]))

    def corrections(self, notices: tuple[CorrectionNotice, ...]) -> Piece:
        """What earlier mails to this reader told wrongly; empty where they did not."""
        if not notices:
            return Piece(b"", b"")
        return self.renderer.cached_by_selection(lambda: self._corrections(notices), "corrections", *notices)

    def _corrections(self, notices):
        block = {"corrections": notices}
        (html,) = self.renderer.split(self.renderer.render("corrections", block))
        return Piece(encode_html(html), self.renderer.block("corrections", block))

    def upgrade(self, edition: Edition, ids: list[int]) -> Piece:
        """What can break callers, of the stories with these ids; empty where nothing can."""
        if not ids:
            return Piece(b"", b"")
        return self.renderer.cached_by_selection(lambda: self._upgrade(edition), "upgrade", *ids)

    def _upgrade(self, edition):
        block = {"upgrade": interface_changes.upgrade_block(edition)}
        (html,) = self.renderer.split(self.renderer.render("upgrade", block))
        lines = ["", f"== {_('Check before you upgrade')} ==", *self.renderer.plain("upgrade", block).split("\n")]
        return Piece(encode_html(html), encode_lines(lines))

    # Sentences

    @cached
    def around_sentences(self, role: str) -> Around:
        """What stands around the sentences of the summary or the takeaways."""
        opening, closing = self.renderer.split(self.renderer.render(role, {"sentences": []}))
        return self.renderer.around(opening, closing, TITLES[role]())

    def sentence(self, role: str, sentence: Sentence) -> Piece:
        """One sentence with its references."""
        key = (role, sentence.text, sentence.statement_ids)
        return self.renderer.cached_by_selection(lambda: self._sentence(role, sentence), *key)

    def _sentence(self, role, sentence):
        context = {"sentences": [sentence]}
        _opening, html, _closing = self.renderer.split(self.renderer.render(role, context))
        return Piece(encode_html(html), self.renderer.block("sentences", context))

    # The other repositories

    @cached
    def around_others(self) -> Around:
        """What stands around the rows of the repositories without a section."""
        opening, closing = self.renderer.split(self.renderer.render("others", {"rows": []}))
        return self.renderer.around(opening, closing, _("Other repositories"))

    def other_rows(self, edition: Edition) -> list[TemplatePair]:
        """Those rows, with a placeholder for web_url."""
        counted = [section for section in edition.sections if not section.stories]
        others = (counted, edition.quiet, edition.failed, edition.pending)
        if not any(others):
            return []
        key = [tuple([section.repository.id for section in part]) for part in others]
        return self.renderer.cached_by_selection(lambda: self._other_rows(edition), "others", edition.kinds, *key)

    def _other_rows(self, edition):
        return [self._other_row(row) for row in other_rows(edition)]

    def _other_row(self, row):
        template = self._other_template(row.tone, row.has_more)
        html = template.bind(label=printable(escape(row.label)), text=printable(escape(row.text)))
        lines = ["", *wrap(f"[{row.label}] {row.text}").split("\n")]
        text = ByteTemplate([*lines, placeholder("web_url")] if row.has_more else lines, str)
        return TemplatePair(html, text)

    @cached
    def _other_template(self, tone, has_more):
        row = OtherRow(placeholder("label"), tone, placeholder("text"), has_more)
        return ByteTemplate.of_html(self.renderer.split(self.renderer.render("others", {"rows": [row]}))[1])
