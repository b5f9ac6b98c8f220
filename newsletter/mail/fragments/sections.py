"""Fragments of sections: what a mail tells of one repository, its stories, and what follows them."""

from dataclasses import dataclass
from operator import itemgetter

from django.utils.html import escape
from django.utils.safestring import mark_safe

from digest.models import Coverage
from digest.text import printable
from newsletter.mail.fragments.byte_template import (
    SPLIT_MARK,
    ByteTemplate,
    LongLineError,
    TemplatePair,
    encode_html,
    placeholder,
)
from newsletter.mail.fragments.renderer import Around, FragmentRenderer, Piece, cached
from newsletter.mail.fragments.table import TableFragments
from newsletter.mail.markup import more_html, more_item, more_text
from newsletter.mail.more_stories import counted_sentence, more_stories, outside_selection
from newsletter.mail.size_limit import Version
from newsletter.mail.story_order import mail_order
from newsletter.mail.subject import INBOX_STORIES, lead_rank
from newsletter.renderers.text_layout import wrap
from subscribers.signed_links import ANY_TOKEN, token_url


@dataclass(frozen=True, slots=True)
class SectionFragment:
    """One section, ready to be joined; a story's bytes are those of all sections that tell it.

    Between its pieces and its end stands the address by which its reader mutes.
    """

    row: Piece  # of the table
    html: tuple[bytes, ...]  # empty where no story is told
    text: tuple[bytes, ...]
    end: Piece
    breaking: tuple[int, ...]  # the ids of all its stories that can break callers, in their order
    leads: tuple[tuple[int, int], ...]  # (rank, id) of the stories that the inbox may show, best first
    gap: tuple[int, int] | None  # what notes on it rest on: (repository, stories cut); None where all was fetched


class SectionFragments:
    """Of one digest, whatever choice took its sections."""

    def __init__(self, renderer: FragmentRenderer, table: TableFragments) -> None:
        self.renderer, self.table = renderer, table
        self.sections = {section.repository.id: section for section in renderer.edition.sections}
        counts = renderer.content.counts.items()
        self.with_gaps = frozenset(repository for repository, each in counts if _has_gap(each))

    def of(self, version: Version) -> list[SectionFragment]:
        """As many as the edition has sections. Raises LongLineError."""
        edition = version.edition
        cache, shown = self.renderer.selection_caches["section"], _shown(version)
        return [cache.get((one.key, shown)) or self._add(one, version) for one in edition.sections]

    def _add(self, section, version):
        make = lambda: self._fragment(section, version)  # noqa: E731
        return self.renderer.cached_by_selection(make, "section", section.key, _shown(version))

    def _fragment(self, section, version):
        row = self.table.row(section, version.edition.kinds)
        *pieces, end = self._pieces(section, version) if section.stories else (Piece(b"", b""),)
        html, text = tuple(piece.html for piece in pieces), tuple(piece.text for piece in pieces)
        breaking = (story.id for story in section.all_stories if any(fact.is_breaking for fact in story.interface))
        leads, gap = self._leads(section), self._gap(section)
        return SectionFragment(row, html, text, end, tuple(breaking), leads, gap)

    def _leads(self, section):
        ranks = sorted(
            ((lead_rank(section.repository, story), story.id) for story in section.stories), key=itemgetter(0)
        )
        return tuple(ranks[:INBOX_STORIES])

    def _gap(self, section):
        cut = sum(story.is_cut for story in (*section.stories, *section.more_stories))
        return (section.repository.id, cut) if cut or section.repository.id in self.with_gaps else None

    def _pieces(self, section, version):
        """The heading, the stories, what follows them up to the reader's own address, and what follows that."""
        around = self._around(section.repository.id)
        compiled = self._stories(section.repository.id, version.show_quotes)
        stories = [compiled[story.id] for story in mail_order(section)]
        if None in stories:
            raise LongLineError
        rest, end = self._more(section, version)
        return [Piece(around.opening, around.title), *stories, rest, Piece(end.html + around.closing, end.text)]

    @cached
    def _around(self, repository_id: int) -> Around:
        """Opening and heading, closing, and the heading in plain text."""
        opening, heading, *_stories, closing = self._compiled(repository_id, show_quotes=False)
        name = self.sections[repository_id].repository.owner_and_name
        around = self.renderer.around(opening, closing, name)
        return around._replace(opening=around.opening + encode_html(heading))

    @cached
    def _stories(self, repository_id, show_quotes):
        """{story id: Piece} of all that can be told; None for one with a line that no mail may have."""
        _opening, _heading, *pieces, _more, _closing = self._compiled(repository_id, show_quotes)
        stories = mail_order(self.sections[repository_id])
        return {story.id: self._story(story, html, show_quotes) for story, html in zip(stories, pieces, strict=True)}

    def _compiled(self, repository_id, show_quotes):
        context = {"section": self.sections[repository_id], "show_quotes": show_quotes, "titles": 0}
        return self.renderer.split(self.renderer.render("section", context))

    def _story(self, story, html, show_quotes):
        try:
            return Piece(encode_html(html), self.renderer.block("story", {"story": story, "show_quotes": show_quotes}))
        except LongLineError:
            return None

    # What follows the stories

    def _more(self, section, version):
        more = more_stories(section, version.titles)
        words = {"counted": counted_sentence(more), "outside": outside_selection(version.edition, section)}
        items = more_html(more, self._more_item)
        template = self._more_template(section.repository.id, bool(items), *map(bool, words.values()))
        html = {name: printable(escape(value)) for name, value in words.items()} | {"items": printable(items)}
        text = {name: wrap(value) for name, value in words.items()} | {"items": more_text(more)}
        length = len(token_url("subscribers:mute", ANY_TOKEN))
        around = template.html.bind(**html).around(length), template.text.bind(**text).around(length)
        return tuple(map(Piece, *around))

    @cached
    def _more_template(self, repository_id, has_items, has_counted, has_outside):
        """The same for all sections that look alike."""
        has = {"items": has_items, "counted": has_counted, "outside": has_outside}
        more = {name: placeholder(name) if is_there else "" for name, is_there in has.items()}
        context = {"section": self.sections[repository_id], "more": more | {"plain": more["items"]}}
        html = self.renderer.table_row(self.renderer.render("more_stories", context))
        plain = self.renderer.plain("more_stories", context)
        return TemplatePair(ByteTemplate.of_html(html), ByteTemplate(["", *plain.split("\n")], str))

    def _more_item(self, story):
        """A story that is only named, as HTML."""
        return self.renderer.cached(lambda: self._compiled_item(story), "more item", story.id)

    def _compiled_item(self, story):
        blocks = f"<mj-text>{SPLIT_MARK}{more_item(story)}{SPLIT_MARK}</mj-text>"
        _before, html, _after = self.renderer.split(blocks)
        return mark_safe(html)


def _shown(version):
    """What a section looks like beside its own stories rests on this."""
    edition = version.edition
    return (edition.kinds, edition.is_by_topic_only, version.show_quotes, version.titles)


def _has_gap(counts):
    return any(count.status in (Coverage.Status.FAILED, Coverage.Status.PARTIAL) for count in counts.values())
