"""Decides which sentences of the model may reach a reader: it proves words, not meaning.

It stops invented figures, names, links and languages. A subject swapped for another or a direction turned round it
cannot see; the design keeps that risk small by telling one story of one repository at a time.
"""

import re
from dataclasses import dataclass, field

from wcwidth import width

from digest import languages
from digest.defang import address_in
from digest.text import HAN_CHARACTER as HAN
from digest.writing import tokens
from digest.writing.diff_evidence import DiffEvidence, check_changes
from digest.writing.instructions import instruction_in
from digest.writing.tokens import CODE, W, stands_in, stands_verbatim

DETAIL_COLUMNS = 170
READ_CAP = 1000  # characters; what is so much too long is refused unread, since expressions must stay quick
LATIN_WORDS_LEFT = 2  # of a Chinese sentence, after all that stands in the evidence or the glossary
LATIN_RUN = 6  # more words in a row without a Han character are another language, not a name

# With their capital: "decodes 8" and "may 4" are no dates.
MONTHS = (
    "Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    "|Nov(?:ember)?|Dec(?:ember)?"
)
MARKS = {
    "a reference": rf"#\d|(?<![{W}])GH-\d",
    "a commit hash": rf"(?<![{W}])(?=[a-f]*\d)(?=\d*[a-f])[0-9a-f]{{7,40}}(?![{W}])",
    "a link": rf"://|(?<![{W}])www\.|(?<![{W}])(?:[A-Za-z0-9-]+\.)+(?:com|org|net|cn|xyz|ru|de|uk)(?![{W}])",
    "a mention": r"@[A-Za-z0-9]",
    "markup": r"\*\*|~~|\]\(|!\[|&#?\w+;|^\s*(?:[-*>]|#+|\d+\.)\s",
    "filler": "建议关注|值得关注|持续关注|敬请|(?i:stay tuned|keep an eye on|worth watching|don't miss|exciting)",
    "an emoji": "[\u2600-\u27bf\U0001f000-\U0001faff\ufe0f]",
    "a date": r"(?:19|20)\d\d\s?[-/.年]\s?\d{1,2}\s?[-/.月]|\d\s?月\s?\d|[一二三四五六七八九十]月|"
    rf"(?<![{W}])(?:{MONTHS})\.? \d{{1,2}}(?![\d{W}])|(?<![{W}.])\d{{1,2}} (?:{MONTHS})(?![{W}])",
    "a relative day": "今天|今日|昨[天日晚]|明[天日]|前天|[本上下这](?:周(?!期)|星期|个?月|季度)|今年|去年|明年|近日|"
    "日前|(?<![一每\\d])周[一二三四五六日天]|星期[一二三四五六日天]|"
    r"(?i:(?<![a-z])(?:today|yesterday|tomorrow|tonight|(?:this|last|next) (?:week|month|quarter|year|morning|night)|"
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day)(?![a-z]))",
}
# Words of weight in both languages: any of a row in the evidence supports all of it.
WEIGHTS = [
    {"significant", "significantly", "substantial", "substantially", "显著", "明显"},
    {"major", "重大"},
    {"dramatic", "dramatically", "drastically", "massive", "massively", "greatly", "huge", "大幅", "极大", "巨大"},
    {"critical", "critically", "severe", "crucial", "serious", "严重", "至关重要"},
]
RELEASED = re.compile(rf"(?<![{W}])released(?![{W}])|(?<![{W}])releases? v?\d|发布|发版", re.IGNORECASE)
PAIR = re.compile(r"(?<![A-Za-z0-9])([A-Za-z0-9]+)\s?\(([^()]*[^\W\d_][^()]*)\)")
REVERSED_PAIR = re.compile(r"((?:[A-Z][a-z]+[ -]){1,5}[A-Z]?[a-z]+)\s?\(([A-Z][A-Za-z]*[A-Z])\)")
# No homoglyph passes: Latin, Han and a few Greek letters of formulas only.
LETTERS = re.compile("[A-Za-z\u00c0-\u024fαβγδεθλμσω]")


@dataclass(frozen=True)
class Words:
    """What is told in one language: a headline, a detail, or both."""

    headline: str = ""
    detail: str = ""

    @property
    def whole(self):
        return f"{self.headline}\n{self.detail}".strip()


@dataclass(frozen=True)
class Evidence:
    """Exactly what the prompt carried for the cited activities, ready to be looked up in.

    `texts` are the author's words, and `said` is them casefolded; names may also come from the lines of the diff.
    """

    texts: tuple[str, ...]
    has_release: bool = False
    diff: DiffEvidence = field(default_factory=DiffEvidence)
    plain: str = field(init=False)
    folded: str = field(init=False)
    said: str = field(init=False)
    figures: frozenset[str] = field(init=False)

    def __post_init__(self):
        texts = [tokens.normalise(text) for text in self.texts]
        object.__setattr__(self, "plain", "\n".join((*texts, *self.diff.texts)))
        object.__setattr__(self, "folded", self.plain.casefold())
        object.__setattr__(self, "said", "\n".join(texts).casefold())
        figures = frozenset().union(*(tokens.figures(text) for text in texts)) | self.diff.figures
        object.__setattr__(self, "figures", figures)

    def has(self, token):
        return stands_in(token, self.folded)


def check(draft, evidence, glossary):
    """Why this draft must not be told; an empty list if it may.

    `draft` is {language: Words} for every language of the digest, `glossary` the casefolded words that are free.
    """
    reasons = [reason for language, words in draft.items() for reason in check_length(words, language)]
    if any(len(words.whole) > READ_CAP for words in draft.values()):
        return reasons
    texts = {language: readable(words, evidence) for language, words in draft.items()}
    for language, text in texts.items():
        found = (*check_marks(text), *check_figures(text, evidence), *check_names(text, evidence, glossary))
        weights = (*check_weights(text, evidence), *check_language(text, language, evidence, glossary))
        changes = check_changes(text, evidence.diff, evidence.said)
        reasons += [f"{language}: {reason}" for reason in (*found, *weights, *changes)]
    return reasons + check_parity(texts, glossary)


def readable(words, evidence):
    """The whole text, normalised, a line for the headline and a line for the detail."""
    lines = (tokens.normalise(line) for line in (words.headline, words.detail) if line)
    return tokens.join_spaced("\n".join(lines), evidence.folded)


def check_length(words, language):
    """Rule 9, in columns: a Han character is two; marks of code are not shown."""
    if not words.whole:
        yield f"{language}: the text is empty"
    limits = {"headline": languages.get(language).headline_columns, "detail": DETAIL_COLUMNS}
    for name, limit in limits.items():
        columns = width(getattr(words, name).replace("`", ""))
        if columns > limit:
            yield f"{language}: the {name} has {columns} columns, at most {limit} are allowed"


def check_marks(text):
    """Rule 5: code adds references, hashes, links and dates; nobody wants markup, filler or emoji; and news tells its
    reader to do nothing."""
    if found := instruction_in(text):
        yield f"the reader is told to do something: {found!r}"
    if found := address_in(CODE.sub(" ", text)):
        yield f"an address does not belong into the text: {found!r}"
    for name, pattern in MARKS.items():
        if found := re.search(pattern, text, re.MULTILINE):
            yield f"{name} does not belong into the text: {found[0].strip()!r}"
    if "`" in CODE.sub("", text) or re.search(r"<[/!]?[\w-]|\[.*\]\s?\(", CODE.sub("", text)):
        yield "markup does not belong into the text"
    strange = {char for char in text if char.isalpha() and not LETTERS.match(char) and not HAN.match(char)}
    if strange:
        yield f"letters of another script: {''.join(sorted(strange))}"


def check_figures(text, evidence):
    """Rule 3: figures stand in the evidence with their unit; number words count as figures."""
    for figure in sorted(tokens.figures(text.replace("`", "")) - evidence.figures):
        yield f'the figure "{figure}" is not in the evidence'
    for word in sorted(tokens.number_words(text)):
        if not (word in evidence.said if HAN.match(word) else stands_in(word, evidence.said)):
            yield f'the number word "{word}" is not in the evidence'


def check_names(text, evidence, glossary):
    """Rule 4: code, identifiers, names and expanded abbreviations stand in the evidence."""
    for code in CODE.findall(text):
        if not stands_verbatim(code.strip(), evidence.plain):
            yield f'"{code}" is not a literal part of the evidence'
    prose = CODE.sub(" ", text)
    for name in dict.fromkeys([*tokens.identifiers(prose), *names(prose)]):
        if not (evidence.has(name) or is_free(name, glossary)):
            yield f'the name "{name}" is not in the evidence'
    plain = text.replace("`", "")
    pairs = [match for match in PAIR.finditer(plain) if len(re.findall("[A-Z]", match[1])) > 1]
    for match in (*pairs, *REVERSED_PAIR.finditer(plain)):
        outside, inside = (re.escape(part.strip().casefold()) for part in match.groups())
        if not re.search(rf"{outside}\s?\(\s?{inside}\s?\)", evidence.folded.replace("`", "")):
            yield f'the pair "{match[0]}" is not in the evidence'


def names(prose):
    """Capitalised words that do not owe their capital to the beginning of a sentence; in Chinese no word does."""
    is_chinese = HAN.search(prose)
    for match in tokens.NAME.finditer(prose):
        before = prose[: match.start()].rstrip(" \"'(")
        if is_chinese or (before and before[-1] not in ".:;!?\n"):
            yield match[0]


def is_free(word, glossary):
    """Only words without digits are free: never FP8, a model or a piece of hardware."""
    folded = word.casefold()
    return not re.search(r"\d", word) and (folded in glossary or folded.removesuffix("s") in glossary)


def check_weights(text, evidence):
    """Rule 6: words of weight need their like in the evidence; "released" needs a Release."""
    folded = text.casefold()
    for group in WEIGHTS:
        used = sorted(word for word in group if weighs(word, folded))
        if used and not any(weighs(word, evidence.said) for word in group):
            yield f'the evidence does not say "{used[0]}"'
    if (found := RELEASED.search(text)) and not evidence.has_release:
        yield f'"{found[0]}" needs a release among the evidence'


def weighs(word, folded):
    return word in folded if HAN.match(word) else stands_in(word, folded)


def check_language(text, language, evidence, glossary):
    """Rule 8: what is neither evidence nor glossary is in the language that it should be in."""
    prose = CODE.sub(" ", text)
    if not languages.get(language).is_han:
        left = [run for run in re.findall(f"{HAN.pattern}+", prose) if run.casefold() not in evidence.folded]
        if left:
            yield f"Chinese characters in a text that is not Chinese: {left[0]}"
        if not tokens.LATIN_WORD.search(prose):
            yield "there is no word in Latin letters in it"
        return
    if len(HAN.findall(prose)) < 4:
        yield "fewer than four Chinese characters"
    left = [word for word in tokens.LATIN_WORD.findall(prose) if not (evidence.has(word) or is_free(word, glossary))]
    if len(left) > LATIN_WORDS_LEFT:
        yield f"English words in a Chinese text: {', '.join(left)}"
    for run in re.findall(r"[^\u2e80-\uffef,.;:()\n]+", prose):
        if len(tokens.LATIN_WORD.findall(run)) > LATIN_RUN:
            yield f"an English sentence in a Chinese text: {run.strip()!r}"


def check_parity(texts, glossary):
    """Rule 7: the figures and the identifiers are the same in all languages."""
    plain = {language: text.replace("`", "") for language, text in texts.items()}
    kinds = {"figures": tokens.figures, "names": lambda text: canonical_names(text, glossary)}
    for kind, find in kinds.items():
        found = {language: find(text) for language, text in plain.items()}
        everywhere = set.intersection(*found.values())
        for language in found:
            odd = sorted(found[language] - everywhere)
            if odd:
                return [f"the {kind} differ between the languages: {', '.join(odd)} only in {language}"]
    return []


def canonical_names(text, glossary):
    return {tokens.canonical(name) for name in tokens.identifiers(text) if not is_free(name, glossary)}
