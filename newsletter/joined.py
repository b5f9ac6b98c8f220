"""An edition as HTML and text, joined from the fragments of its day and the reader's own words.

It follows body.mjml and body.txt place by place; a test compares what comes out of both ways.
"""

from django.utils.translation import gettext as _

from newsletter import mail_words
from newsletter.compose import MAX_HTML, ever_lighter
from newsletter.own_values import own_values
from newsletter.shapes import LongLineError


def join(fragments, edition, subscriber, links):
    """(what the mail shows of the edition, HTML, text), both as parts, the HTML no larger than a mail may be.

    `links`: addresses by the names under which templates ask for them. Raises LongLineError.
    """
    for light in ever_lighter(edition):
        values = own_values(fragments, light["edition"], subscriber, links)
        joined = Joined(fragments, values, light["show_files"], light["titles"])
        html, text = joined.parts(light["edition"])
        if not is_too_large(html):
            break
    return light["edition"], html, text


def is_too_large(html):
    """As Django's message counts it, a line's end being one byte."""
    return sum(map(len, html)) > MAX_HTML and sum(len(part) - part.count(b"\n") for part in html) > MAX_HTML


class Joined:
    """Two lists of bytes, begun at the masthead."""

    def __init__(self, fragments, values, show_files, titles):
        self.fragments, self.show_files, self.titles = fragments, show_files, titles
        self.html_values, self.text_values = values
        self.html, self.text = [], []

    def parts(self, edition):
        frame = self.fragments.frame()
        self._frame(frame, "head", "masthead")
        self.text.append(frame["plain_masthead"].fill(self.text_values))
        self._add(self.fragments.notice(edition.written_by))
        self._sentences("summary", _("Summary"), edition.summary)
        self._table(edition)
        for section in edition.sections:
            if section.lines:
                self._section(edition, section)
        self._sentences("takeaways", _("Takeaways"), edition.takeaways)
        self._others(edition)
        self._frame(frame, "foot", "end")
        self.text += [b"\r\n", frame["plain_foot"].fill(self.text_values)]
        self.html[-1] = self.html[-1].removesuffix(b"\r\n")
        return self.html, self.text

    def _add(self, piece):
        html, text = piece
        self.html.append(html)
        self.text.append(text)

    def _frame(self, frame, *names):
        self.html += [frame[name].fill(self.html_values) for name in names]

    def _sentences(self, role, title, sentences):
        if not sentences:
            return
        opening, closing = self.fragments.sentences(role)
        self._add((opening, self.fragments.title(title)))
        for sentence in sentences:
            self._add(self.fragments.sentence(role, sentence))
        self.html.append(closing)

    def _table(self, edition):
        if not edition.sections:
            return
        fragments, shown = self.fragments, edition.sections[: mail_words.TABLE_ROWS]
        self._add((fragments.table(edition.kinds), fragments.title(_("What moved"))))
        self.text.append(b"\r\n")
        for section in shown:
            self._add(fragments.row(section, edition.kinds))
        self._add(fragments.table_end(len(edition.sections) - len(shown)))
        for note in fragments.notes(edition, shown):
            self._add(note)
        self.html.append(fragments.table_closing())

    def _section(self, edition, section):
        opening, closing, title = self.fragments.around(section.source.id)
        self._add((opening, title))
        stories = self.fragments.stories(section.source.id, self.show_files)
        told = [stories[line.id] for line in section.lines]
        if None in told:
            raise LongLineError
        self.html += [html for html, _text in told]
        self.text += [text for _html, text in told]
        self._add(self.fragments.tail(edition, section, self.titles))
        self.html.append(closing)

    def _others(self, edition):
        rows = self.fragments.other_rows(edition)
        if not rows:
            return
        opening, closing = self.fragments.others()
        self._add((opening, self.fragments.title(_("Other repositories"))))
        for html, text in rows:
            self._add((html.fill(self.html_values), text.fill(self.text_values)))
        self.html.append(closing)
