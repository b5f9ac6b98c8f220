"""What all readers of a day have in common, rendered, compiled and encoded once: stories, headings, the frame.

Everything is made when it is first needed, from the same templates that render a whole mail. HTML is compiled inside
the whole document's head and cut at marks; each piece consists of whole lines and is encoded as it goes out.
"""

from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from digest.text import printable
from newsletter.mail import masthead
from newsletter.mail.fragments.byte_template import CUT, Shape, compiled, encoded, encoded_html, slot
from newsletter.mail.fragments.renderer import once
from newsletter.mail.fragments.sections import ToldSections
from newsletter.renderers import coverage
from newsletter.renderers.text_layout import wrap

# What stands above the sentences of each role, in plain text.
TITLES = {"summary": lambda: _("Summary"), "takeaways": lambda: _("Takeaways")}


class Fragments(ToldSections):
    """Of one Day."""

    # The frame

    @once
    def frame(self):
        """Shapes of (the HTML's opening and closing, the text's)."""
        blocks = mark_safe(self.render("masthead") + CUT + self.render("foot"))
        html = compiled(blocks, self.context)
        return *map(Shape.of_html, html), *(Shape.of_text(self.plain(name)) for name in ("masthead", "foot"))

    @once
    def notice(self, written_by):
        """(HTML, text) of the line that says that no model wrote anything; empty where one did."""
        notice = coverage.facts_only_note(written_by)
        if not notice:
            return b"", b""
        (html,) = self.cut(self.render("notice", {"notice": notice}))
        return encoded_html(html), encoded(["", wrap(notice)])

    # Sentences

    @once
    def sentences(self, role):
        """What stands around the sentences of the summary or the takeaways: (opening, closing, title in the text)."""
        opening, closing = self.cut(self.render(role, {"sentences": []}))
        return encoded_html(opening), encoded_html(closing), self.title(TITLES[role]())

    def sentence(self, role, sentence):
        """(HTML, text)."""
        return self.by_choice(lambda: self._sentence(role, sentence), role, sentence.text, sentence.statement_ids)

    def _sentence(self, role, sentence):
        context = {"sentences": [sentence]}
        _opening, html, _closing = self.cut(self.render(role, context))
        return encoded_html(html), self.block("sentences", context)

    # The table

    @once
    def table(self, kinds):
        """(opening, closing, title in the text) of the table under these kinds."""
        opening, *_rows, closing = self.table_pieces(kinds)
        return encoded_html(opening), encoded_html(closing), self.title(_("What moved")) + b"\r\n"

    @once
    def table_end(self, left):
        """(HTML, text) of what follows the rows, where so many repositories are left out."""
        text = self.plain("left", {"left": left}) if left else ""
        return encoded_html(self.table_pieces((), left=left)[1]), encoded([text] if left else [])

    def notes(self, edition, told):
        """[(HTML, text)] about what was not, or not wholly, fetched or written up in these first sections."""
        noted = [each.noted for each in told if each.noted]
        if not noted:
            return []
        sections = edition.sections[: len(told)]
        return self.by_choice(lambda: self._notes(edition, sections), "notes", edition.kinds, *noted)

    def _notes(self, edition, sections):
        notes = list(masthead.coverage_sentences(edition, sections))
        shape = self._note()
        return [(shape.fill({"note": printable(escape(note))}), encoded(["", wrap(note)])) for note in notes]

    @once
    def _note(self):
        return Shape.of_html(self.table_pieces((), notes=[slot("note")])[2])

    # The other repositories

    @once
    def others(self):
        """What stands around the rows: (opening, closing, title in the text)."""
        opening, closing = self.cut(self.render("others", {"rows": []}))
        return encoded_html(opening), encoded_html(closing), self.title(_("Other repositories"))

    def other_rows(self, edition):
        """[(HTML, text)], Shapes with a slot for web_url."""
        counted = [section for section in edition.sections if not section.stories]
        others = (counted, edition.quiet, edition.failed, edition.pending)
        if not any(others):
            return []
        key = [tuple([section.repository.id for section in part]) for part in others]
        return self.by_choice(lambda: self._other_rows(edition), "others", edition.kinds, *key)

    def _other_rows(self, edition):
        return [self._other_row(row) for row in masthead.other_rows(edition)]

    def _other_row(self, row):
        shape = self._other_shape(row["tone"], row.get("has_more", False))
        html = shape.put(label=printable(escape(row["label"])), text=printable(escape(row["text"])))
        lines = ["", *wrap(f"[{row['label']}] {row['text']}").split("\n")]
        return html, Shape([*lines, slot("web_url")] if row.get("has_more") else lines, str)

    @once
    def _other_shape(self, tone, has_more):
        row = {"label": slot("label"), "tone": tone, "text": slot("text"), "has_more": has_more}
        return Shape.of_html(self.cut(self.render("others", {"rows": [row]}))[1])
