"""Correcting what a published day told: the words change, and what they said stays on record."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from digest.models import Correction, Digest, Statement, StatementText
from digest.search.index import index_digest
from digest.writing import drafts
from digest.writing.gate import Words

# Stamped so far ahead that it lies behind every claim that did not see it: longer than storing it takes, and than the
# clocks of our machines differ.
AHEAD = dt.timedelta(seconds=2)


class NotCorrected(Exception):
    """This statement cannot be corrected; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def why_not(digest: Digest, statement: Statement) -> str:
    """The code of NotCorrected, whatever the words, for a statement of this digest; empty where it can be corrected."""
    if not digest.is_closed:
        return "open"
    return "" if statement.by_model else "title"


def correct(
    statement: Statement, words: Mapping[str, Words], reasons: Mapping[str, str], at: dt.datetime, by: Any
) -> Correction:
    """Change the words of this statement and keep what they were. `by`: the user who says so.

    A sentence about the whole day has a detail alone.
    Only languages in which it was told can be corrected. Raises NotCorrected: `open` while its day is not published,
    `title` where it is told by GitHub's title, `same` where no word changes, `empty` where nothing would be left.
    """
    fresh, made_at = drafts.tidy_all(words), at + AHEAD
    with transaction.atomic():
        digest = Digest.objects.select_for_update().get(pk=statement.digest_id)
        texts = _changed(statement.texts.select_for_update(), statement, digest, fresh)
        correction = Correction.objects.create(
            statement=statement,
            before={text.language: {"headline": text.headline, "detail": text.detail} for text in texts},
            after=drafts.as_stored({text.language: fresh[text.language] for text in texts}),
            reasons=dict(reasons),
            made_at=made_at,
            made_by=by,
        )
        for text in texts:
            text.headline, text.detail = fresh[text.language].headline, fresh[text.language].detail
            text.save()
        Digest.objects.filter(pk=digest.pk).update(corrected_at=made_at)
    index_digest(digest)
    return correction


def require_correctable(statement: Statement, words: Mapping[str, Words]) -> None:
    """Raises NotCorrected where `correct` would, and changes nothing."""
    _changed(statement.texts.all(), statement, statement.digest, drafts.tidy_all(words))


def _changed(
    stored: QuerySet[StatementText], statement: Statement, digest: Digest, fresh: dict[str, Words]
) -> list[StatementText]:
    """Those of the stored texts that would change."""
    if code := why_not(digest, statement):
        raise NotCorrected(code)
    texts = list(stored.filter(language__in=fresh))
    if any(fresh[text.language] == Words() for text in texts):
        raise NotCorrected("empty")
    changed = [text for text in texts if Words(text.headline, text.detail) != fresh[text.language]]
    if not changed:
        raise NotCorrected("same")
    return changed
