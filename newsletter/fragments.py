"""What all readers of a day have in common, rendered, compiled and encoded once: stories, headings, the frame.

Everything is made when it is first needed, from the same templates that render a whole mail. HTML is compiled inside
the whole document's head and cut at marks; each piece consists of whole lines and is encoded as it goes out.
"""

from functools import wraps

from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import mark_safe

from digest.models import Coverage
from newsletter import mail_words, words
from newsletter.compose import shared_context
from newsletter.edition import select
from newsletter.render.plain import wrap
from newsletter.shapes import CUT, LongLineError, Shape, compiled, encoded, encoded_html, rendered, slot
from newsletter.templatetags.mailing import plain_row, section_days, tail_html, tail_item, tail_text
from subscribers.mail import printable, tidy
from subscribers.models import Selection

OWN = ("preheader", "window", "edition_line", "edition_sentence", "who_wrote", "why")
LINKS = ("web_url", "preferences_url", "unsubscribe_url")
MOST = 4096  # pieces that depend on choices; about 8 MB
TABLE = '<mj-text><table role="presentation">'  # around rows that are compiled by themselves


def once(method):
    """Made once for a day: there are no more of these than the day has repositories and stories."""

    @wraps(method)
    def found(self, *key):
        place = (method.__name__, *key)
        if place not in self.made:
            self.made[place] = method(self, *key)
        return self.made[place]

    return found


class Fragments:
    """Of one Day. The language of the day must be active whenever something is asked."""

    def __init__(self, day):
        self.day, self.made, self.chosen = day, {}, {}
        self.edition = select(day, Selection(language=day.language))
        self.sections = {section.source.id: section for section in self.edition.sections}
        self.cut_lines = frozenset(line.id for line in day.lines if line.is_cut)
        self.troubled = frozenset(place for place, counts in day.counts.items() if _is_troubled(counts))
        self.is_several_days = day.covers_from != day.date
        self.context = shared_context(self.edition) | {
            "edition": self.edition,
            "subscriber": True,
            "own": {name: slot(name) for name in OWN},
            **{name: slot(name) for name in LINKS},
        }

    def by_choice(self, make, *key):
        """What `make()` gives for this key, remembered as long as there is room: choices are without number."""
        found = self.chosen.get(key)
        if found is None:
            if len(self.chosen) >= MOST:
                self.chosen.clear()
            found = self.chosen[key] = make()
        return found

    # The frame

    @once
    def frame(self):
        """Shapes by name: head, masthead and foot of the HTML and of the text; `end` closes the HTML."""
        blocks = CUT.join(["", rendered("masthead", self.context), rendered("foot", self.context), ""])
        head, masthead, foot, end = map(Shape.of_html, compiled(mark_safe(blocks), self.context))
        plain = {f"plain_{name}": Shape.of_text(self._plain(name)) for name in ("masthead", "foot")}
        return {"head": head, "masthead": masthead, "foot": foot, "end": end, **plain}

    @once
    def notice(self, written_by):
        """(HTML, text) of the line that says that no model wrote anything; empty where one did."""
        notice = words.by_line(written_by)
        if not notice:
            return b"", b""
        (html,) = self._cut(rendered("notice", self.context | {"notice": notice}))
        return encoded_html(html), encoded(["", wrap(notice)])

    @once
    def title(self, text):
        return encoded(["", f"== {text} =="])

    # Sentences

    @once
    def sentences(self, role):
        """What stands around the sentences of the summary or the takeaways: (opening, closing)."""
        opening, closing = self._cut(rendered(role, self.context | {"sentences": []}))
        return encoded_html(opening), encoded_html(closing)

    def sentence(self, role, sentence):
        """(HTML, text)."""
        return self.by_choice(lambda: self._sentence(role, sentence), role, sentence.text, sentence.statement_ids)

    def _sentence(self, role, sentence):
        context = {"sentences": [sentence]}
        _opening, html, _closing = self._cut(rendered(role, self.context | context))
        return encoded_html(html), _block(self._plain("sentences", context))

    # The table

    @once
    def table(self, kinds):
        """The opening of the table under these kinds."""
        return encoded_html(self._table(kinds)[0])

    @once
    def table_end(self, left):
        """(HTML, text) of what follows the rows, where so many repositories are left out."""
        text = self._plain("left", {"left": left}) if left else ""
        return encoded_html(self._table((), left=left)[1]), encoded([text] if left else [])

    def notes(self, edition, sections):
        """[(HTML, text)] about what was not, or not wholly, fetched or written up in these sections."""
        troubled = [section for section in sections if self._has_notes(section)]
        if not troubled:
            return []
        key = [(section.source.id, *(line.is_cut for line in (*section.lines, *section.tail))) for section in troubled]
        return self.by_choice(lambda: self._notes(edition, troubled), "notes", edition.kinds, *key)

    def _notes(self, edition, sections):
        notes = list(mail_words.coverage_sentences(edition, sections))
        shape = self._note()
        return [(shape.fill({"note": printable(escape(note))}), encoded(["", wrap(note)])) for note in notes]

    def _has_notes(self, section):
        is_cut = self.cut_lines and any(line.id in self.cut_lines for line in (*section.lines, *section.tail))
        return is_cut or section.source.id in self.troubled

    @once
    def _note(self):
        return Shape.of_html(self._table((), notes=[slot("note")])[2])

    @once
    def table_closing(self):
        return encoded_html(self._table(())[-1])

    def row(self, section, kinds):
        """(HTML, text) of this section in the table."""
        return self.by_choice(lambda: self._row(section, kinds), "row", section.source.id, kinds, section.told)

    def _row(self, section, kinds):
        row = mail_words.table_row(section, kinds)
        return encoded_html(self._table(kinds, rows=[row])[1]), encoded([wrap(plain_row(row))])

    def _table(self, kinds, rows=(), notes=(), left=0):
        headings = mail_words.table_headings(kinds)
        table = {"headings": headings, "rows": rows, "left": left}
        return self._cut(rendered("moved", self.context | {"table": table, "notes": notes}))

    # Sections

    @once
    def around(self, source_id):
        """(opening and heading, closing, heading in plain text) of a repository's section."""
        opening, heading, *_lines, closing = self._section(source_id, False)
        name = self.sections[source_id].source.full_name
        return encoded_html(opening) + encoded_html(heading), encoded_html(closing), self.title(name)

    @once
    def stories(self, source_id, show_files):
        """{line id: (HTML, text)} of all that can be told; None for one with a line that no mail may have."""
        _opening, _heading, *pieces, _tail, _closing = self._section(source_id, show_files)
        lines = self.sections[source_id].lines
        return {line.id: self._story(line, html, show_files) for line, html in zip(lines, pieces, strict=True)}

    def _section(self, source_id, show_files):
        context = {"section": self.sections[source_id], "show_files": show_files, "titles": 0}
        return self._cut(rendered("section", self.context | context))

    def _story(self, line, html, show_files):
        try:
            text = self._plain("line", {"line": line, "show_files": show_files})
            return encoded_html(html), _block(text)
        except LongLineError:
            return None

    # Tails

    def tail(self, edition, section, titles):
        """(HTML, text) of what follows the stories of this section."""
        days = tuple(section_days(edition, section)) if self.is_several_days else ()
        key = (titles, bool(edition.topics), section.outside, section.told, section.folded, days)
        ids = tuple([line.id for line in section.tail])
        return self.by_choice(lambda: self._tail(edition, section, titles), "tail", section.source.id, ids, *key)

    def _tail(self, edition, section, titles):
        rest = mail_words.tail(section, titles)
        outside = mail_words.outside(edition, section)
        items = tail_html(rest, self.tail_item)
        html, text = self._tail_shapes(section, edition, bool(items), bool(outside))
        values = {"items": printable(items), "outside": printable(escape(outside))}
        return html.fill(values), text.fill({"items": wrap(tail_text(rest)), "outside": wrap(outside)})

    def _tail_shapes(self, section, edition, has_items, has_outside):
        is_more = section.found > section.told
        days = tuple(section_days(edition, section))
        place = ("tail shapes", section.source.id, is_more, days, has_items, has_outside)
        if place not in self.made:
            self.made[place] = self._make_tail_shapes(section, has_items, has_outside)
        return self.made[place]

    def _make_tail_shapes(self, section, has_items, has_outside):
        items, outside = slot("items") if has_items else "", slot("outside") if has_outside else ""
        context = {"section": section, "rest": {"items": items, "plain": items, "outside": outside}}
        html = self._row_of_table(rendered("tail", self.context | context))
        return Shape.of_html(html), Shape.of_text("\n" + self._plain("tail", context))

    def tail_item(self, line):
        """A story in a tail, as HTML."""
        place = ("tail item", line.id)
        if place not in self.made:
            _before, html, _after = self._cut(f"<mj-text>{CUT}{tail_item(line)}{CUT}</mj-text>")
            self.made[place] = mark_safe(html)
        return self.made[place]

    # The other repositories

    @once
    def others(self):
        """(opening, closing) of the rows."""
        opening, closing = self._cut(rendered("others", self.context | {"rows": []}))
        return encoded_html(opening), encoded_html(closing)

    def other_rows(self, edition):
        """[(HTML, text)], Shapes with a slot for web_url."""
        counted = [section.source.id for section in edition.sections if not section.lines]
        others = [[section.source.id for section in part] for part in (edition.quiet, edition.failed, edition.pending)]
        key = [tuple(ids) for ids in (counted, *others)]
        return self.by_choice(lambda: self._other_rows(edition), "others", edition.kinds, *key)

    def _other_rows(self, edition):
        return [self._other_row(row) for row in mail_words.other_rows(edition)]

    def _other_row(self, row):
        shape = self._other_shape(row["tone"], row.get("has_more", False))
        html = shape.put(label=printable(escape(row["label"])), text=printable(escape(row["text"])))
        lines = ["", *wrap(f"[{row['label']}] {row['text']}").split("\n")]
        return html, Shape([*lines, slot("web_url")] if row.get("has_more") else lines, str)

    @once
    def _other_shape(self, tone, has_more):
        row = {"label": slot("label"), "tone": tone, "text": slot("text"), "has_more": has_more}
        return Shape.of_html(self._cut(rendered("others", self.context | {"rows": [row]}))[1])

    # How pieces are made

    def _cut(self, blocks):
        """These blocks compiled, without the document around them, cut at their own marks."""
        return compiled(mark_safe(CUT + blocks + CUT), self.context)[1:-1]

    def _row_of_table(self, row):
        return self._cut(f"{TABLE}{CUT}{row}{CUT}</table></mj-text>")[1]

    def _plain(self, name, context=()):
        """This template as text, without blank lines around it."""
        piece = {"piece": f"mails/digest/{name}.txt"}
        return tidy(render_to_string("mails/digest/plain.txt", self.context | dict(context) | piece))


def _is_troubled(counts):
    return any(count.status in (Coverage.Status.FAILED, Coverage.Status.PARTIAL) for count in counts.values())


def _block(text):
    """The text after a blank line."""
    return encoded(["", *text.split("\n")])
