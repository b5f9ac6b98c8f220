"""The notice at the top of a mail: what an earlier one told wrongly, what is right, and why."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext as _

from digest import languages
from digest.models import Statement
from newsletter.editions.links import digest_url, story_anchor
from newsletter.editions.stories import model_words, own_reference, repository_of
from newsletter.mail import subject
from newsletter.models import CorrectionDelivery
from newsletter.renderers import dates
from newsletter.renderers.corrections import running
from newsletter.renderers.inline_code import without_backticks


@dataclass(frozen=True, slots=True)
class CorrectionNotice:
    """One statement, in the language in which its reader read it; the reason in the language of the mail."""

    day: dt.date
    name: str  # `vllm #34914`; empty for a sentence about the whole day
    url: str  # of its page
    language: str
    before: str
    after: str
    reason: str

    @property
    def tag(self) -> str:
        """For the lang attribute of what is quoted."""
        return languages.get(self.language).tag

    @property
    def heading(self) -> str:
        """`19 February, vllm #34914`."""
        day = dates.day(self.day)
        return _("%(day)s, %(name)s") % {"day": day, "name": self.name} if self.name else day


def notices(rows: Iterable[CorrectionDelivery], language: str) -> tuple[CorrectionNotice, ...]:
    """Of these rows of one reader, for a mail in this language: one for each statement, whatever was corrected of it.

    The rows have their correction joined, and its statement with digest, repository and main activity.
    """
    ordered = sorted(rows, key=lambda row: (row.correction.statement_id, row.correction.made_at))
    grouped = (list(group) for _pk, group in groupby(ordered, key=lambda row: row.correction.statement_id))
    return tuple(notice for group in grouped for notice in _notice(group, language))


def _notice(rows: list[CorrectionDelivery], language: str) -> Iterator[CorrectionNotice]:
    """None where the last correction took back the first."""
    first, last, read_in = rows[0].correction, rows[-1].correction, rows[0].language
    before, after = _words(first.before, read_in), _words(last.after, read_in) or _words(first.after, read_in)
    if before == after:
        return
    statement = first.statement
    yield CorrectionNotice(
        day=statement.digest.date,
        name=_name(statement),
        url=digest_url(statement.digest.date, language, story_anchor(statement.pk) if statement.repository_id else ""),
        language=read_in,
        before=before,
        after=after,
        reason=model_words(last.reason(language)),
    )


def _words(texts: dict[str, dict[str, str]], language: str) -> str:
    words = texts.get(language, {})
    return running(model_words(words.get("headline", "")), model_words(words.get("detail", "")))


def _name(statement: Statement) -> str:
    if statement.repository_id is None or statement.main is None:
        return ""
    return f"{repository_of(statement).name} {own_reference(statement.main).text}"


def correction_subject(notice: CorrectionNotice) -> str:
    """Of a mail that has nothing else to tell."""
    words = without_backticks(notice.after)
    return subject.cut(_("Correction: %(text)s") % {"text": words}, subject.SUBJECT_COLUMNS)


def correction_preheader(corrections: tuple[CorrectionNotice, ...]) -> str:
    """What the inbox shows of such a mail behind its subject: why."""
    reasons = " ".join(without_backticks(notice.reason) for notice in corrections)
    return subject.padded(subject.cut(reasons, subject.PREHEADER_COLUMNS))
