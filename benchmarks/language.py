"""Whether a line of a mail is in the language that its reader chose."""

import re

from benchmarks.terms import CODE, HAN, flat

# The small words that hold an English sentence together; no name and no term of code is among them.
SMALL_WORDS = """
the a an of in on at to for from with without by as and or but not no is are was were be been has have had does do it
its this that these those which when where while if than then now can may will would only also more most into you your
they their there here after before because so
"""
GLUE = set(SMALL_WORDS.split())
MAX_GLUE = 1  # a Chinese line may quote "end of file", but not say a sentence


def is_wrong(line, language, source=None):
    """Whether this line is not in `language` (zh-hans or en); words of the source, quoted, are in any."""
    prose = CODE.sub(" ", flat(line))
    if language.startswith("zh"):
        return is_not_chinese(prose)
    han = "".join(HAN.findall(prose))
    return bool(han) and not (source and han in source.text)


def is_not_chinese(prose):
    """No Han character at all among words, or an English sentence."""
    words = re.findall(r"(?<![\w.-])[A-Za-z]+(?![\w-])", prose)
    glue = [word for word in words if word in GLUE]
    lower = [word for word in words if word.islower() and len(word) > 2]
    han = len(HAN.findall(prose))
    return len(glue) > MAX_GLUE or (bool(lower) and han < 2) or len(lower) > han
