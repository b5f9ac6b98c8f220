"""An edition as HTML and text, joined from the fragments of its day and the reader's own words.

It follows body.mjml and body.txt place by place; a test compares what comes out of both ways.
"""

from newsletter.mail import masthead
from newsletter.mail.compose import MAX_HTML
from newsletter.mail.fragments.merge_fields import own_values


def join(fragments, light, subscriber, links):
    """(HTML, text) of what this mail shows (one of compose.ever_lighter), in pieces. Raises LongLineError.

    `links`: addresses by the names under which templates ask for them.
    """
    values = own_values(fragments, light["edition"], subscriber, links)
    return Joined(fragments, *values).parts(**light)


def is_too_large(html):
    """As Django's message counts it, a line's end being one byte and the last line having none."""
    return sum([len(piece) - piece.count(b"\n") for piece in html]) > MAX_HTML + 1


class Joined:
    """Two lists of bytes, begun at the masthead; every line has its end."""

    def __init__(self, fragments, html_values, text_values):
        self.fragments, self.html_values, self.text_values = fragments, html_values, text_values
        self.longest = max(map(len, (*html_values.values(), *text_values.values())))
        self.html, self.text = [], []

    def parts(self, edition, show_files, titles):
        html_opening, html_closing, text_opening, text_closing = self.fragments.frame()
        told = self.fragments.told(edition, show_files, titles)
        self._own(html_opening, text_opening)
        self._add(self.fragments.notice(edition.written_by))
        self._sentences("summary", edition.summary)
        self._table(edition, told)
        for section in told:
            self.html += section.html
            self.text += section.text
        self._sentences("takeaways", edition.takeaways)
        self._others(edition)
        self.text.append(b"\r\n")
        self._own(html_closing, text_closing)
        return self.html, self.text

    def _add(self, piece):
        html, text = piece
        self.html.append(html)
        self.text.append(text)

    def _own(self, html, text):
        self.html += html.filled(self.html_values, self.longest)
        self.text += text.filled(self.text_values, self.longest)

    def _sentences(self, role, sentences):
        if not sentences:
            return
        opening, closing, title = self.fragments.sentences(role)
        self._add((opening, title))
        for sentence in sentences:
            self._add(self.fragments.sentence(role, sentence))
        self.html.append(closing)

    def _table(self, edition, told):
        if not told:
            return
        shown = told[: masthead.TABLE_ROWS]
        opening, closing, title = self.fragments.table(edition.kinds)
        self._add((opening, title))
        self.html += [section.row_html for section in shown]
        self.text += [section.row_text for section in shown]
        self._add(self.fragments.table_end(len(told) - len(shown)))
        for note in self.fragments.notes(edition, shown):
            self._add(note)
        self.html.append(closing)

    def _others(self, edition):
        rows = self.fragments.other_rows(edition)
        if not rows:
            return
        opening, closing, title = self.fragments.others()
        self._add((opening, title))
        for row in rows:
            self._own(*row)
        self.html.append(closing)
