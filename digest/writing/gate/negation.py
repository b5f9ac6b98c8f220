"""What a sentence denies the evidence denies, too, and what it says plainly the evidence does not deny."""

import re
from collections.abc import Iterable, Iterator

from digest.writing.gate import lexicon
from digest.writing.gate.direction import context_of
from digest.writing.gate.passages import STOP, Passage, Token, shared, stem
from digest.writing.gate.phrases import INVERTED

PAST = frozenset({"did", "was", "were", "had"})  # what was denied is not denied any more
DENIAL_REACH = (3, 5)  # words behind and before a word where a denial may be about it
COMPANY_REACH = 4  # words behind "with" and "without" that say what is there
ALIKE = 0.8  # what two places of a word must share to speak of one thing
LACKING = frozenset(map(stem, lexicon.LACKING.split()))
NEGATOR = lexicon.NEGATORS.replace(" ", "|")
# "It does know X" stands against a denial before it; alone it is what is left of "does not know".
EMPHATIC = re.compile(
    r"(?<!so )(?<!as )(?<!can )(?<!cannot )(?<!could )(?<!to )(?<!not )(?<!may )(?<!will )(?<!would )(?<!should )"
    r"(?<!must )(?<!might )\b(?:do|does|did) (?!not|no\b|so\b|it\b|the\b|this\b|that\b|an?\b|with|all\b|some\b|more\b"
    r"|less\b|fewer\b|much\b|most\b|you\b|we\b|they\b)[a-z]{3,30}\b"
)
DENIAL = re.compile(rf"\b(?:{NEGATOR})\b|n't\b|\black|\bfail", re.IGNORECASE)
# Words that stand with a denial only.
WITH_DENIAL = re.compile(r"\b(?:yet|either|any ?more|at all|any longer)(?=\s?[.,;:)]|\s?$)", re.IGNORECASE)
# Begins a sentence, or a clause of its own, only behind a denial: "Neither can it read that."
LIKEWISE = re.compile(rf"(?:^|[.;:\n] ?)(?:neither|nor) {INVERTED}", re.IGNORECASE)
DENIAL_BEFORE = re.compile(rf"\b(?:{NEGATOR}|only|(?:lack|fail|un|in)[a-z]{{1,20}})\b|n't\b", re.IGNORECASE)
NOT_ONLY = re.compile(r"\bnot only\b", re.IGNORECASE)
ALSO = re.compile(r"\b(?:also|too|as well|both)\b", re.IGNORECASE)
MORE = re.compile(r"not only|not just|\balso\b|as well|\bboth\b|\btoo\b|besides|in addition|furthermore", re.IGNORECASE)
# One denial right upon the other says yes, and hardly ever what an author meant.
DOUBLE = re.compile(
    r"\b(?:cannot|(?:do|does|is|are|can) not|never)(?: [a-z]{1,20}){0,2} (?:without|no|never|not)\b"
    r"|(?:不可以?|不能|不会|不再|没有?|未|并非|不是)[再会能]?"
    r"(?:不(?!同|一|稳|足|符|匹|少|便|必|仅|只|限|等|变)|没有|未(?!来|知|定义|经)|无法)",
    re.IGNORECASE,
)
FAILING = frozenset(map(stem, ["raises", "throws", "errors"]))
DENYING = frozenset(map(stem, lexicon.DENYING.split()))


def check_negations(told: list[Passage], known: tuple[Passage, ...]) -> Iterator[str]:
    """Each denial of these told passages that nothing in the evidence is like."""
    for passage in told:
        if _denies(passage) and not any(has_lack(one) for one in known):
            yield "nothing in the evidence denies what is denied here"


def check_affirmations(told: list[Passage], known: tuple[Passage, ...]) -> Iterator[str]:
    """Each word that only the known passages negate, wherever they have it."""
    for passage in told:
        for token in () if _says_it_fails(passage) else passage.tokens:
            is_plain = _is_content(token) and not token.is_negated and not _is_near_denial(passage, token)
            if is_plain and _is_negated(passage, token, known):
                yield f'the evidence negates "{token.concept}"'


def check_lost_denials(text: str, told: list[Passage]) -> Iterator[str]:
    """Each place of this English text that only a denial makes good English, and that has none."""
    for line in text.split("\n"):
        for match in EMPHATIC.finditer(line):
            if not DENIAL.search(line[: match.start()]):
                yield f'"{match[0]}" stands against a denial, and none is told'
    for match in LIKEWISE.finditer(text):
        if not DENIAL_BEFORE.search(text[: match.start()]):
            yield f'"{match[0].strip(" .;:")}" follows a denial, and none is told'
    for passage in told:
        if (found := WITH_DENIAL.search(passage.text)) and not has_lack(passage):
            yield f'"{found[0]}" belongs to a denial, and none is told'


def check_double_denials(text: str, said: str) -> Iterator[str]:
    """Each denial of a denial in this text of any language where the evidence, `said`, has none like it."""
    if (found := DOUBLE.search(text)) and not DOUBLE.search(said):
        yield f'the evidence does not deny twice: "{found[0]}"'
    if NOT_ONLY.search(text) and not (MORE.search(said) or ALSO.search(text)):
        yield 'the evidence does not say "not only"'


def _is_content(token: Token) -> bool:
    return (
        token.kind == "word"
        and not token.is_negator
        and not token.sides
        and token.concept not in STOP
        and len(token.concept) > 2
    )


def _is_near_denial(passage, token):
    behind, before = DENIAL_REACH
    return any(
        _lacks(one) or one.concept in DENYING or any(pair == "limit" for pair, _sign in one.sides)
        for one in passage.near(token, before, behind)
        if one is not token
    )


def _says_it_fails(passage):
    """Whether it tells of an error, or denies something itself: who knows of what."""
    return any(token.concept in FAILING or token.is_negator for token in passage.tokens)


def ends(passage: Passage) -> bool:
    """Whether it tells of what was and is no longer: the evidence then names the fault, and denies nothing."""
    return any(token.concept == "nolonger" for token in passage.tokens)


def _denies(passage):
    """Whether something is not so; that it begins with "without" says when it is so."""
    return any(
        (token.is_negator and (token.concept != "without" or token.place)) or token.concept in DENYING
        for token in passage.tokens
    )


def has_lack(passage: Passage) -> bool:
    """Whether it has a negator, or a word that says that something is missing or wrong."""
    return any(_lacks(token) for token in passage.tokens)


def _lacks(token):
    return token.is_negator or token.concept in LACKING or stem(token.concept) in LACKING


def _is_negated(passage, token, known):
    """Whether the evidence has the word only right behind a negator."""
    present = [one for one in known if not any(token.concept in PAST for token in one.tokens)]
    places = [(one, other) for one in present for other in one.tokens if other.concept == token.concept]
    if not places or not all(other.is_negated for _one, other in places):
        return False
    return _is_alike(passage, token, [one for one, _other in places])


def _is_alike(passage, token, found):
    """Whether a passage with this word speaks of something else of the sentence, too."""
    context = context_of(passage, token)
    return any(
        shared(context, context_of(one, other)) > ALIKE
        for one in found
        for other in one.tokens
        if other.concept == token.concept
    )


def check_company(told: list[Passage], known: tuple[Passage, ...]) -> Iterator[str]:
    """Each "with" of the English told passages where the known ones have "without", and the other way round."""
    for word, near in _company(told):
        least = min(2, len(near))
        speaking = [one for one in known if len(near & one.anchors.keys()) >= least]
        said = [[other for other, its in _company([one]) if len(near & its) >= least] for one in speaking]
        if said and all(each and word not in each for each in said):
            yield f'the evidence does not say "{word} {" ".join(sorted(near))}"'


def _company(passages: Iterable[Passage]) -> Iterator[tuple[str, frozenset[str]]]:
    """("with" or "without", the few words behind it)."""
    for passage in passages:
        for token in passage.tokens:
            if token.concept in ("with", "without"):
                behind = [one for one in passage.near(token, 0, COMPANY_REACH) if one.kind != "part"]
                near = [one.concept for one in behind if one.concept not in STOP and not one.is_negator]
                if near:
                    yield token.concept, frozenset(near[:3])
