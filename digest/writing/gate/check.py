"""Holds a draft in all its languages against the evidence, one subject after the other."""

from collections.abc import Collection

from digest import languages
from digest.writing import tokens
from digest.writing.diff_evidence import check_changes
from digest.writing.gate.agreement import check_agreement
from digest.writing.gate.beside import check_beside
from digest.writing.gate.binding import check_bindings
from digest.writing.gate.bounds import check_bounds
from digest.writing.gate.denials import check_denials
from digest.writing.gate.direction import check_directions, check_sides
from digest.writing.gate.evidence import Evidence, Words
from digest.writing.gate.figures import check_figures
from digest.writing.gate.hedges import check_hedges
from digest.writing.gate.language import check_language
from digest.writing.gate.length import check_length
from digest.writing.gate.marks import check_marks
from digest.writing.gate.modals import check_modals
from digest.writing.gate.names import check_names
from digest.writing.gate.negation import (
    check_affirmations,
    check_company,
    check_double_denials,
    check_lost_denials,
    check_negations,
)
from digest.writing.gate.objects import check_objects
from digest.writing.gate.parity import check_parity
from digest.writing.gate.passages import passages
from digest.writing.gate.problems import Problem, Remedy
from digest.writing.gate.roles import check_roles
from digest.writing.gate.scope import check_scope
from digest.writing.gate.state import check_certainty, check_state
from digest.writing.gate.states import State
from digest.writing.gate.weights import check_weights

READ_CAP = 1000  # characters; what is so much too long is refused unread, since expressions must stay quick


def check(draft: dict[str, Words], evidence: Evidence, glossary: Collection[str], importance: int = 3) -> list[Problem]:
    """Why this draft must not be told; an empty list if it may.

    `draft` is {language: Words} for every language of the digest, `glossary` the casefolded words that are free.
    `importance` (1 to 5) decides how much a detail may say.
    """
    problems = [problem for language, words in draft.items() for problem in check_length(words, language, importance)]
    if any(len(words.whole) > READ_CAP for words in draft.values()):
        return problems
    texts = {language: readable(words, evidence) for language, words in draft.items()}
    for language, text in texts.items():
        form = (*check_marks(text, evidence), *check_language(text, language, evidence, glossary))
        facts = (*check_figures(text, evidence), *check_names(text, evidence, glossary))
        changes = check_changes(text, evidence.diff, evidence.said)
        problems += [Problem(reason, Remedy.REWRITE, language) for reason in form]
        problems += [Problem(reason, Remedy.REMOVE, language) for reason in (*facts, *check_weights(text, evidence))]
        problems += [Problem(reason, Remedy.CORRECT, language) for reason in changes]
    problems += [Problem(reason, Remedy.CORRECT) for reason in check_scope(list(texts.values()), evidence)]
    return [*problems, *check_parity(texts, glossary), *_of_meaning(texts, evidence)]


def _of_meaning(texts, evidence):
    """What the words of English and Chinese say that the evidence, or the other language, does not."""
    chinese = next((language for language in texts if languages.get(language).is_han), None)
    read = {words: language for language, words in (("en", "en"), (chinese, "zh")) if language and language in texts}
    told = {words: passages(texts[language]) for words, language in read.items()}
    for words, language in read.items():
        for reason in check_state(texts[language], words, evidence):
            yield Problem(reason, Remedy.CORRECT, language)
        for reason in _of_one_language(texts[language], told[words], words, evidence):
            yield Problem(reason, Remedy.CORRECT, language, is_doubt=True)
    agreement = check_agreement(texts["en"], texts[chinese]) if len(read) == 2 else ()
    for reason in (*_of_both_languages(told, evidence), *agreement):
        yield Problem(reason, Remedy.CORRECT, is_doubt=True)


def _of_both_languages(told, evidence):
    """What the passages `told`, by language "en" and "zh", say together that the evidence does not."""
    if not evidence.joins_stories:
        yield from (*check_objects([*told.values()], evidence), *check_beside(told, evidence))
    if evidence.state is not State.REPORT:  # what is wanted is missing, whether its author denies anything or not
        yield from check_denials(told, evidence.sentences)


def _of_one_language(text, told, words, evidence):
    """Why this text, read as the passages `told`, says something else than the evidence; `words` is "en" or "zh"."""
    known = evidence.passages
    yield from (*check_certainty(text, words, evidence), *check_roles(text, evidence))
    yield from (*check_bounds(text, evidence), *check_hedges(text, told, words, evidence))
    yield from check_double_denials(text, evidence.said)
    if words == "en":
        yield from (*check_lost_denials(text, told), *check_company(told, known), *check_modals(text, evidence.verbs))
    if words == evidence.language:
        yield from _of_same_language(told, evidence)


def _of_same_language(told, evidence):
    """What is compared word by word with an author who wrote in the language of the passages `told`."""
    known = evidence.passages
    yield from (*check_sides(told, known, evidence.state), *check_bindings(told, known))
    if not evidence.joins_stories:  # of one story what is said of a word elsewhere is said of the same
        yield from check_directions(told, known, evidence.state)
        yield from check_affirmations(told, evidence.sentences)
    if evidence.state is not State.REPORT:  # what is wanted is missing, whether its author denies anything or not
        yield from check_negations(told, known)


def readable(words: Words, evidence: Evidence) -> str:
    """The whole text, normalised, a line for the headline and a line for the detail."""
    lines = (tokens.normalise(line) for line in (words.headline, words.detail) if line)
    return tokens.join_spaced("\n".join(lines), evidence.folded)
