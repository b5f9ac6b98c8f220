"""What a repair may change of a draft: what was refused in it, and nothing else that it said.

Form may be said anew, and in one language alone where only that one was refused; what the evidence lacks may go. A
repaired sentence with other figures, names or directions than its draft, or with nothing left of its title, is another
sentence, and a true one may have become a false one: it is not taken.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from digest import languages
from digest.writing import tokens
from digest.writing.gate import Problem, Remedy, Words
from digest.writing.gate.agreement import opposed_pairs
from digest.writing.gate.length import TooWide
from digest.writing.gate.parity import canonical_names, is_same_figure
from digest.writing.gate.passages import passages
from digest.writing.number_words import known_numbers
from digest.writing.quantities import Figure, figures_of


@dataclass(frozen=True)
class Said:
    """The figures and names of a text."""

    figures: frozenset[Figure]
    names: frozenset[str]

    @classmethod
    def of(cls, text: str) -> "Said":
        plain = tokens.normalise_lines(text).replace("`", "")
        return cls(frozenset(figures_of(plain) | known_numbers(plain)), frozenset(canonical_names(plain, ())))

    def beyond(self, others: Sequence["Said"]) -> set[str]:
        """What is here and in none of the others."""
        known = [figure for other in others for figure in other.figures]
        figures = {str(one) for one in self.figures if not any(is_same_figure(one, figure) for figure in known)}
        return figures | set(self.names.difference(*(other.names for other in others)))


def restored(draft: dict[str, Any], repaired: dict[str, Any], problems: Sequence[str]) -> dict[str, Any]:
    """The repaired draft; where only the form of some languages was refused, the draft with those languages anew."""
    wrong = {_language_of(one) for one in problems if _remedy_of(one) is Remedy.REWRITE}
    if not problems or "" in wrong or any(_remedy_of(one) is not Remedy.REWRITE for one in problems):
        return repaired
    fields = [languages.get(language).field for language in settings.DIGEST_LANGUAGES if language in wrong]
    return draft | {field: repaired[field] for field in fields}


def departures(
    before: dict[str, Words], after: dict[str, Words], problems: Sequence[str], title: str = ""
) -> list[Problem]:
    """Why these repaired words of every language are not what the draft said; its problems may be put right."""
    old, new = ([Said.of(words.whole) for words in told.values()] for told in (before, after))
    asked = " ".join(problems).casefold()
    reasons = [*_of_title(old, new, asked, title)]
    remedies = {_remedy_of(one) for one in problems}
    if Remedy.CORRECT not in remedies:
        is_form = remedies == {Remedy.REWRITE} and not any(isinstance(one, TooWide) for one in problems)
        reasons += [*_of_marks(old, new, asked, is_form), *_of_direction(before, after)]
    return [Problem(reason, Remedy.CORRECT) for reason in reasons]


def _remedy_of(problem: str) -> Remedy:
    return problem.remedy if isinstance(problem, Problem) else Remedy.CORRECT


def _language_of(problem: str) -> str:
    return problem.language if isinstance(problem, Problem) else ""


def _of_marks(old, new, asked, is_form) -> Iterator[str]:
    """What came to the figures and names of the draft, and what all languages lost of them for mere form."""
    if added := {mark for one in new for mark in one.beyond(old)}:
        yield f"the repair has what the draft had not: {', '.join(sorted(added))}"
    common = [{mark for mark in one.beyond(new) if mark.casefold() not in asked} for one in old]
    if is_form and (lost := set.intersection(*common)):
        yield f"the repair lost what the draft had: {', '.join(sorted(lost))}"


def _of_direction(before, after) -> Iterator[str]:
    for language in before.keys() & after.keys():
        old, new = (passages(tokens.normalise_lines(told[language].whole)) for told in (before, after))
        for pair in opposed_pairs(old, new):
            yield f"the repair says the opposite of the draft ({pair})"


def _of_title(old, new, asked, title) -> Iterator[str]:
    """Whether the draft told names of its title, and none of them is left, though none was refused."""
    told = {name for one in old for name in one.names}
    named = {name for name in Said.of(title).names & told if name not in asked}
    if named and not any(named & one.names for one in new):
        yield f"the repair says less than the title: {', '.join(sorted(named))}"
