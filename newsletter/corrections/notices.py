"""The notices of a mail, from the rows that say what it has to correct."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from digest.models import Statement
from newsletter.editions.links import digest_url, story_anchor
from newsletter.editions.references import own_reference
from newsletter.editions.shown_text import model_words
from newsletter.editions.stories import repository_of
from newsletter.mail.correction_notices import CorrectionNotice
from newsletter.models import CorrectionDelivery
from newsletter.renderers.corrections import running


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
    before = first.before.get(read_in, {})
    after = last.after.get(read_in) or first.after.get(read_in, {})
    if before == after:
        return
    statement = first.statement
    yield CorrectionNotice(
        day=statement.digest.date,
        name=_name(statement),
        url=digest_url(statement.digest.date, language, story_anchor(statement.pk) if statement.repository_id else ""),
        language=read_in,
        before=_words(before, after),
        after=_words(after, before),
        reason=model_words(last.reason(language)),
    )


def _words(texts: dict[str, str], others: dict[str, str]) -> str:
    """What differs from the others: an unchanged headline or detail is not said twice."""
    kept = {name: model_words(text) for name, text in texts.items() if text != others.get(name)}
    return running(kept.get("headline", ""), kept.get("detail", ""))


def _name(statement: Statement) -> str:
    if statement.repository_id is None or statement.main is None:
        return ""
    return f"{repository_of(statement).name} {own_reference(statement.main).text}"
