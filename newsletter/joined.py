"""An edition as HTML and text, joined from the fragments of its day and the reader's own words.

It follows body.mjml and body.txt place by place; a test compares what comes out of both ways.
"""

from functools import lru_cache

from django.utils.html import conditional_escape
from django.utils.translation import gettext as _

from newsletter import mail_words
from newsletter.compose import MAX_HTML, ever_lighter
from newsletter.own_words import own_words
from newsletter.render.plain import wrap
from newsletter.shapes import LongLineError, encoded, html_values

WRAPPED = ("window", "edition_sentence", "who_wrote")  # shared by many readers; why names one
wrap_again = lru_cache(maxsize=2048)(wrap)


def join(fragments, edition, subscriber, links):
    """(what the mail shows of the edition, HTML, text), the HTML no larger than a mail may be.

    `links`: addresses by the names under which templates ask for them. Raises LongLineError.
    """
    for light in ever_lighter(edition):
        values = _values(light["edition"], subscriber, links)
        joined = Joined(fragments, values, light["show_files"], light["titles"])
        html, text = joined.parts(light["edition"])
        if size(html) <= MAX_HTML:
            break
    return light["edition"], html, text


def size(html):
    """In bytes, a line's end being one, as Django's message counts it."""
    return len(html) - html.count(b"\n")


def _values(edition, subscriber, links):
    """(for slots in HTML, for slots in text)."""
    own = own_words(edition, subscriber)
    plain = {name: wrap_again(own[name]) for name in WRAPPED}
    html = {name: conditional_escape(value) for name, value in (own | links).items()}
    return html_values(html), plain | {"why": wrap(own["why"])} | links


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
        self._others(mail_words.other_rows(edition))
        self._frame(frame, "foot", "end")
        self.text += [b"\r\n", frame["plain_foot"].fill(self.text_values)]
        return b"".join(self.html).removesuffix(b"\r\n"), b"".join(self.text)

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

    def _others(self, rows):
        if not rows:
            return
        opening, closing = self.fragments.others()
        self._add((opening, self.fragments.title(_("Other repositories"))))
        for row in rows:
            self._other(row)
        self.html.append(closing)

    def _other(self, row):
        has_more = row.get("has_more", False)
        shape = self.fragments.other_row(row["tone"], has_more)
        values = {name: str(conditional_escape(row[name])) for name in ("label", "text")}
        self.html.append(shape.fill(self.html_values | html_values(values)))
        lines = ["", wrap_again(f"[{row['label']}] {row['text']}")]
        lines += [self.text_values["web_url"]] if has_more else []
        self.text.append(encoded(lines))
