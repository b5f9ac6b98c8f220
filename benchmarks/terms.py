"""What a sentence claims: its figures, names and number words, found without any code of the gate that it judges.

The gate asks "is this allowed?" sentence by sentence; this asks "where at GitHub does this word stand?".
"""

import re
import unicodedata

HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
CODE = re.compile(r"`([^`]+)`")
RUN = re.compile(r"[A-Za-z0-9]+(?:\.[0-9A-Za-z]+)*")
PIECE = re.compile(r"[A-Za-z]+|\d+")
UNITS = "ms|us|ns|KB|MB|GB|TB|KiB|MiB|GiB|TFLOPS|tokens/s|tok/s"
SPACED_UNIT = re.compile(rf"(?<=\d)\s+(?=%|(?:{UNITS})\b)", re.IGNORECASE)
PARTED_NAME = re.compile(r"(?<![A-Za-z0-9])([A-Z][A-Za-z]*)[ -](\d+[a-z]?)(?![A-Za-z0-9])")
ADDRESS = re.compile(r"https?://\S+")
NUMBER_WORDS = """
two three four five six seven eight nine ten eleven twelve twenty thirty fifty hundred thousand million billion dozen
twice thrice double doubles doubled triple tripled quadruple half halves halved
"""
ENGLISH_NUMBERS = set(NUMBER_WORDS.split())
HAN_NUMBERS = "两二三四五六七八九十百千万亿倍"
# Words that have such a character and are no number.
HAN_WORDS = ("第三方", "二进制", "十分", "百分比", "三角", "万一", "倍数", "四舍五入", "一一")
# What every engineer says of any project; it claims nothing about this one.
COMMON_WORDS = """
api apis ci cli cpu gpu io jit json kv llm llms moe oom os pr prs readme sdk ui url vram yaml docker python issue
release
"""
COMMON = set(COMMON_WORDS.split())


def flat(text):
    """One kind of every letter, dash and space, nothing invisible; units joined to their number."""
    text = unicodedata.normalize("NFKC", text)
    text = "".join(char if unicodedata.category(char) != "Cf" else "" for char in text)
    text = re.sub("[\u2010-\u2015\u2212]", "-", text).replace("\u00d7", "x").replace("μ", "u")
    return SPACED_UNIT.sub("", " ".join(text.split()))


class Source:
    """GitHub's raw words about something, ready to be looked up in."""

    def __init__(self, texts):
        self.text = flat("\n".join(texts))
        self.folded = self.text.casefold()
        self.squeezed = squeeze(self.text)
        runs = {run.casefold() for run in RUN.findall(self.text)}
        self.runs = runs | {run.removeprefix("v") for run in runs} | {run.removesuffix("s") for run in runs}
        self.pieces = {piece.casefold() for piece in PIECE.findall(self.text)}

    def has_run(self, run):
        """Whether it stands there whole: 12 is not in 121, nor 0.6 in 0.6.4; a plural equals its singular."""
        folded = run.casefold()
        return bool({folded, folded.removesuffix("s"), folded.removeprefix("v")} & self.runs)

    def has_code(self, code):
        return squeeze(flat(code)) in self.squeezed


def squeeze(text):
    """Without spaces and marks of code."""
    return re.sub(r"[\s`]", "", text)


def unsupported(line, source):
    """The figures, names, code and number words of this line that the source does not have, in order."""
    codes, prose = parted(line)
    prose = PARTED_NAME.sub(
        lambda found: found[1] + found[2] if source.has_run(found[1] + found[2]) else found[0], prose
    )
    missing = [f"`{code}`" for code in codes if not source.has_code(code)]
    missing += [run for run in claims(prose) if not stands(run, source)]
    missing += [f"{number}%" for number in re.findall(r"(\d[\d.,]*)%", prose) if f"{number}%" not in source.text]
    return list(dict.fromkeys([*missing, *number_words(prose, source)]))


def number_of_claims(line):
    """How many figures, names and pieces of code of this line are looked up."""
    codes, prose = parted(line)
    return len(codes) + len(list(claims(prose)))


def parted(line):
    """(the code of a line, the line without code and addresses)."""
    line = flat(line)
    return CODE.findall(line), CODE.sub(" ; ", ADDRESS.sub(" ", line))


def stands(run, source):
    """Whole; or joined where the source parts it: SM121 stands in SM 121."""
    if source.has_run(run):
        return True
    pieces = [piece.casefold() for piece in PIECE.findall(run)]
    has_letters = any(piece.isalpha() for piece in pieces)
    joined = r"[\s-]?".join(map(re.escape, pieces))
    return has_letters and "." not in run and bool(re.search(rf"(?<![a-z0-9]){joined}(?![a-z0-9])", source.folded))


def claims(prose):
    """Words that must come from somewhere: with a digit, an inner or a second capital, or a capital in mid-sentence."""
    for match in RUN.finditer(prose):
        run = match[0].rstrip(".")
        if run.casefold() in COMMON:
            continue
        before = prose[: match.start()].rstrip(" \"'(（")
        begins = not before or before[-1] in ".:;!?。：；！？"
        if re.search(r"\d|.[A-Z]", run) or (run[0].isupper() and not begins):
            yield run


def number_words(prose, source):
    """Numbers in words; 一 and "one" are free."""
    for word in re.findall(r"[a-z]+", prose.casefold()):
        if (word in ENGLISH_NUMBERS or re.fullmatch(r"[a-z]{3,6}fold", word)) and word not in source.pieces:
            yield word
    han = prose
    for word in HAN_WORDS:
        han = han.replace(word, "")
    yield from (char for char in HAN_NUMBERS if char in han and char not in source.text)
