"""What no sentence may carry: what code adds beside it, markup, filler, orders to the reader, other scripts."""

import re
from collections.abc import Iterator

from digest.defang import address_in
from digest.text import CODE
from digest.text import HAN_CHARACTER as HAN
from digest.writing.gate.evidence import Evidence
from digest.writing.instructions import instruction_in
from digest.writing.tokens import W, stands_verbatim

# With their capital: "decodes 8" and "may 4" are no dates.
MONTHS = (
    "Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    "|Nov(?:ember)?|Dec(?:ember)?"
)
# Searched in prose and in code: no name of code needs them, and a reader might follow or trust them.
MARKS = {
    "a reference": rf"#\d|(?<![{W}])GH-\d",
    "a commit hash": rf"(?<![{W}-])(?=[a-f]*\d)(?=\d*[a-f])[0-9a-f]{{7,40}}(?![{W}])",
    "a link": rf"://|(?<![{W}])www\.",
    "filler": "建议关注|值得关注|持续关注|敬请|(?i:stay tuned|keep an eye on|worth watching|don't miss|exciting)",
    "an emoji": "[\u2600-\u27bf\U0001f000-\U0001faff\ufe0f]",
    "a date": r"(?:19|20)\d\d\s?[-/.年]\s?\d{1,2}\s?[-/.月]|\d\s?月\s?\d|[一二三四五六七八九十]月|"
    rf"(?<![{W}])(?:{MONTHS})\.? \d{{1,2}}(?![\d{W}])|(?<![{W}.])\d{{1,2}} (?:{MONTHS})(?![{W}])",
    "a relative day": "今天|今日|昨[天日晚]|明[天日]|前天|[本上下这](?:周(?!期)|星期|个?月|季度)|今年|去年|明年|近日|"
    "日前|(?<![一每\\d])周[一二三四五六日天]|星期[一二三四五六日天]|"
    r"(?i:(?<![a-z])(?:today|yesterday|tomorrow|tonight|(?:this|last|next) (?:week|month|quarter|year|morning|night)|"
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day)(?![a-z]))",
}
# Searched outside of `code` that stands in the evidence letter for letter: that is shown as code, never as a link.
MARKS_OF_PROSE = {
    "a link": rf"(?<![{W}-])(?:[A-Za-z0-9-]{{1,63}}\.){{1,9}}(?:com|org|net|cn|xyz|ru|de|uk)(?![{W}])",
    "a mention": r"@[A-Za-z0-9]",
    "markup": r"\*\*|~~|\]\(|!\[|&#?\w+;|^[^\S\n]*(?:[-*>]|#+|\d+\.)\s",
}
ALL_TEXT, PROSE = (
    {name: re.compile(source, re.MULTILINE) for name, source in marks.items()} for marks in (MARKS, MARKS_OF_PROSE)
)
# A name in capitals, as TMA.RED: nobody writes an address so, and the common ones are left out.
NAME_IN_CAPITALS = re.compile(
    rf"(?<![{W}.@/-])[A-Z][A-Z0-9_]{{0,30}}\.(?!(?:COM|ORG|NET|CN|XYZ|RU|DE|UK|IO)(?![{W}]))[A-Z][A-Z0-9_]{{1,30}}(?![{W}/.-])"
)
# A version that is named by its day: of a release it is the name.
VERSION_OF_DAY = re.compile(r"(?<![\d.])20\d\d\.\d{1,2}(?:\.\d{1,4}){0,2}(?![\d.]*\d)")
# No homoglyph passes: Latin, Han and a few Greek letters of formulas only.
LETTERS = re.compile("[A-Za-z\u00c0-\u024fαβγδεθλμσω]")


def check_marks(text: str, evidence: Evidence) -> Iterator[str]:
    """Each mark that does not belong into this normalised text."""
    if found := instruction_in(text):
        yield f"the reader is told to do something: {found!r}"
    prose = without_proven(text, evidence)
    if found := address_in(prose.replace("`", " ")):
        yield f"an address does not belong into the text: {found!r}"
    for searched, marks in ((without_versions(text, evidence), ALL_TEXT), (prose, PROSE)):
        for name, pattern in marks.items():
            if match := pattern.search(searched):
                yield f"{name} does not belong into the text: {match[0].strip()!r}"
    if "`" in CODE.sub("", text) or re.search(r"<[/!]?[\w-]|\[.*\]\s?\(", CODE.sub("", text)):
        yield "markup does not belong into the text"
    strange = {char for char in text if char.isalpha() and not LETTERS.match(char) and not HAN.match(char)}
    if strange:
        yield f"letters of another script: {''.join(sorted(strange))}"


def without_versions(text: str, evidence: Evidence) -> str:
    """The text without versions of the evidence that look like a date."""
    return VERSION_OF_DAY.sub(lambda match: " x " if stands_verbatim(match[0], evidence.plain) else match[0], text)


def without_proven(text: str, evidence: Evidence) -> str:
    """The text without `code` of the evidence and without the names of its repositories, which may have a dot."""
    text = CODE.sub(lambda match: " x " if stands_verbatim(match[1].strip(), evidence.plain) else match[0], text)
    text = NAME_IN_CAPITALS.sub(lambda match: " x " if stands_verbatim(match[0], evidence.plain) else match[0], text)
    for repository in evidence.repositories:
        for name in (repository, repository.rpartition("/")[2]):
            text = re.sub(rf"(?<![{W}.@/-]){re.escape(name)}(?![{W}/-]|\.\w)", " x ", text, flags=re.IGNORECASE)
    return text
