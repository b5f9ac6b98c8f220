"""A draft of the model on its way to a statement: tidied, checked, stored in every language."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings

from digest import languages
from digest.models import GlossaryTerm, Statement, StatementText
from digest.writing import gate, typography


def tidied(draft: dict[str, Any]) -> dict[str, gate.Words]:
    """{language: Words} of a draft {zh_hans: {headline, detail}, …}, or {zh_hans: "a sentence", …}."""
    return {language: _words(draft[languages.get(language).field], language) for language in settings.DIGEST_LANGUAGES}


def _words(told, language):
    if isinstance(told, str):
        return tidy_words("", told, language)
    return tidy_words(told["headline"], told["detail"], language)


def tidy_words(headline: str, detail: str, language: str) -> gate.Words:
    """In the typography in which all words are checked and stored, a model's and a person's."""
    return gate.Words(typography.tidy_headline(headline, language), typography.tidy(detail, language))


def tidy_all(words: Mapping[str, gate.Words]) -> dict[str, gate.Words]:
    """The same of the words in every language."""
    return {language: tidy_words(told.headline, told.detail, language) for language, told in words.items()}


def check(words: dict[str, gate.Words], evidence: gate.Evidence, importance: int = 3) -> list[gate.Problem]:
    """What is wrong with these words; an empty list if they may be told."""
    return gate.check(words, evidence, GlossaryTerm.objects.free(), importance)


def for_repair(problems: Sequence[str]) -> list[str]:
    """The problems as the repair reads them: each of the gate says whether to write it differently or take it out."""
    return [f"{one}; {one.remedy.value}" if isinstance(one, gate.Problem) else one for one in problems]


def store_texts(statement: Statement, words: dict[str, gate.Words]) -> None:
    """The words of a statement in every language, in place of those it had."""
    statement.texts.all().delete()
    StatementText.objects.bulk_create(
        StatementText(statement=statement, language=language, headline=told.headline, detail=told.detail)
        for language, told in words.items()
    )


def as_stored(words: dict[str, gate.Words]) -> dict[str, Any]:
    """The words as a row keeps them: {language: {headline, detail}}."""
    return {language: {"headline": told.headline, "detail": told.detail} for language, told in words.items()}
