"""Message assembler: an edition as HTML and text, joined from the fragments of its digest and merge fields.

It follows body.mjml and body.txt place by place; a test compares what comes out of both ways.
"""

from collections.abc import Sequence
from itertools import chain
from operator import itemgetter
from typing import NamedTuple

from newsletter.editions.types import Edition
from newsletter.mail.activity_table import MAX_ROWS, MIN_ROWS
from newsletter.mail.correction_notices import CorrectionNotice
from newsletter.mail.fragments.cache import DigestFragments
from newsletter.mail.fragments.merge_fields import MergeFields, merge_fields
from newsletter.mail.fragments.sections import SectionFragment
from newsletter.mail.recipient import Recipient
from newsletter.mail.size_limit import MAX_HTML, Version
from newsletter.mail.subject import INBOX_STORIES


class Parts(NamedTuple):
    """HTML and text in pieces; every line has its end. `inbox_key`: what subject and preheader rest on."""

    html: list[bytes]
    text: list[bytes]
    inbox_key: tuple[int, ...]


def assemble(
    fragments: DigestFragments,
    version: Version,
    recipient: Recipient,
    corrections: tuple[CorrectionNotice, ...] = (),
) -> Parts:
    """What this version of a mail says to its reader. Raises LongLineError."""
    sections = fragments.sections.of(version)
    inbox_key = _inbox_key(version.edition, sections)
    fields = merge_fields(fragments.renderer, version.edition, recipient, inbox_key)
    html, text = MessageAssembler(fragments, fields).assemble(version.edition, sections, corrections)
    return Parts(html, text, inbox_key)


def _inbox_key(edition: Edition, sections: Sequence[SectionFragment]) -> tuple[int, ...]:
    """The ids of the stories that the inbox shows (subject.lead_stories), and all that its counts rest on."""
    leads = sorted(chain.from_iterable([section.leads for section in sections]), key=itemgetter(0))[:INBOX_STORIES]
    told = sum([bool(section.leads) for section in sections])
    return (edition.stories_shown, told, *[pk for _rank, pk in leads])


def is_too_large(html: Sequence[bytes]) -> bool:
    """As Django's message counts it, a line's end being one byte and the last line having none."""
    return sum([len(piece) - piece.count(b"\n") for piece in html]) > MAX_HTML + 1


class MessageAssembler:
    """Two lists of bytes, begun at the masthead."""

    def __init__(self, fragments: DigestFragments, fields: MergeFields) -> None:
        self.fragments, self.fields, self.longest = fragments, fields, fields.longest()
        self.html: list[bytes] = []
        self.text: list[bytes] = []

    def assemble(
        self, edition: Edition, sections: Sequence[SectionFragment], corrections: tuple[CorrectionNotice, ...] = ()
    ) -> tuple[list[bytes], list[bytes]]:
        """(HTML, text): every block in its order."""
        document = self.fragments.document
        self._merge(document.masthead())
        self._add(document.corrections(corrections))
        self._add(document.upgrade(edition, [pk for section in sections for pk in section.breaking]))
        self._sentences("summary", edition.summary)
        mute_html, mute_text = self.fields.html["mute_url"], self.fields.text["mute_url"]
        for section in sections:
            if section.html:
                self.html += (*section.html, mute_html, section.end.html)
                self.text += (*section.text, mute_text, section.end.text)
        self._sentences("takeaways", edition.takeaways)
        self._add(document.notice(edition.written_by))
        self._table(edition, sections)
        self._others(edition)
        self.text.append(b"\r\n")
        self._merge(document.foot())
        return self.html, self.text

    def _add(self, piece):
        html, text = piece
        self.html.append(html)
        self.text.append(text)

    def _merge(self, template):
        self.html += template.html.render_parts(self.fields.html, self.longest)
        self.text += template.text.render_parts(self.fields.text, self.longest)

    def _open(self, around):
        self._add((around.opening, around.title))

    def _sentences(self, role, sentences):
        if not sentences:
            return
        around = self.fragments.document.around_sentences(role)
        self._open(around)
        for sentence in sentences:
            self._add(self.fragments.document.sentence(role, sentence))
        self.html.append(around.closing)

    def _table(self, edition, sections: Sequence[SectionFragment]):
        table, shown = self.fragments.table, sections[:MAX_ROWS]
        has_rows, gaps = len(sections) >= MIN_ROWS, [section.gap for section in shown if section.gap]
        if not (has_rows or gaps):
            return
        around = table.around(edition.kinds, has_rows)
        self._open(around)
        if has_rows:
            self.html += [section.row.html for section in shown]
            self.text += [section.row.text for section in shown]
        self._add(table.end(len(sections) - len(shown), has_rows))
        for note in table.notes(edition, gaps, len(shown)):
            self._add(note)
        self.html.append(around.closing)

    def _others(self, edition):
        rows = self.fragments.document.other_rows(edition)
        if not rows:
            return
        around = self.fragments.document.around_others()
        self._open(around)
        for row in rows:
            self._merge(row)
        self.html.append(around.closing)
