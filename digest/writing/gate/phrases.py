"""English phrases that mean one thing, written as one word: no longer, at most, turned off, read-only."""

import re

NOT_ALL = re.compile(r"(?<![A-Za-z])not (?=(?:all|every|each|only|just|necessarily)\b)", re.IGNORECASE)
NO_LONGER = re.compile(
    r"(?<![A-Za-z])(?:no longer|not any ?more|never again|stop(?:s|ped)?(?= [a-z]{2,20}ing\b))(?![A-Za-z])",
    re.IGNORECASE,
)
SWITCHED = re.compile(
    r"\b((?:turn|switch)(?:s|ed|ing)?(?: [\w.`-]{1,40}){0,4}?|is|are|was|were|be|stays?|both|default(?:s|ed)?|cache"
    r"|mode)"
    r" (on|off)\b(?= (?:by|in|on|for|if|when|unless|again|now)\b|[.,;]|$)",
    re.IGNORECASE,
)
BY_DEFAULT = re.compile(r"\b(on|off)(?= by default\b)", re.IGNORECASE)
ASSIGNED = {
    " switchedon": re.compile(r"(?<=[\w\]]) ?= ?True\b"),
    " switchedoff": re.compile(r"(?<=[\w\]]) ?= ?False\b"),
}
EMPHASIS = re.compile(r"(?<![\w*`])([*_]{1,2})(no|not|never|only|without|cannot)\1(?![\w*`])", re.IGNORECASE)
SHOUTED = re.compile(r"(?<![\w`.-])(?:NO|NOT|NEVER|ONLY|WITHOUT|CANNOT)(?![\w`.-])")
BOUNDS = {
    "atmost": re.compile(r"(?<![A-Za-z])(?:at most|up to)(?![A-Za-z])", re.I),
    "atleast": re.compile(r"(?<![A-Za-z])at least(?![A-Za-z])", re.I),
    "notabove": re.compile(
        r"(?<![A-Za-z])(?:not? (?:above|over|exceed(?:ing)?|(?:more|larger|greater|higher) than))\b", re.I
    ),
    "notbelow": re.compile(r"(?<![A-Za-z])(?:not? (?:below|under|(?:less|fewer|smaller|lower) than))\b", re.I),
}
READ_OR_WRITE_ONLY = re.compile(r"\b(read|write)-?\s?only\b", re.IGNORECASE)  # nobody reads or writes there
# Behind "neither" and "nor" where they begin a sentence, or a clause of its own: "Neither can it read that."
INVERTED = r"(?:can|do|does|did|is|are|was|were|will|has|have)\b"
LIKEWISE = re.compile(rf"\b(?:neither|nor) (?={INVERTED})", re.IGNORECASE)
ADDED_UP = re.compile(r"(?<![A-Za-z])add(?:ed|s|ing)? up(?![A-Za-z])", re.IGNORECASE)
# "It was 7 before.", "Before, it was 7": no time of something else, but what was and what is.
AT_THE_END = {
    " formerly": re.compile(r"(?:^| )before(?=\s?[.,;:)]|\s?$)", re.IGNORECASE),
    " afterwards": re.compile(r"(?:^| )after(?=\s?[.,;:)]|\s?$)", re.IGNORECASE),
}
# Of a figure: "drops from 16 ms", "loses 12% of its time".
DROPS = re.compile(
    r"\b(?:drop(?:s|ped|ping)?(?= (?:from|to|by)(?: [\w.-]{1,20}){0,2} [~≈]?\d)"
    r"|los(?:es?|t|ing|s of)(?= (?:[a-z]{1,10} )?\d))",
    re.IGNORECASE,
)
NOT_NONE = re.compile(r"\b(?:is )?not None\b")
FAIL_FAST = re.compile(r"\b(fail(?:s|ed|ing)?) fast\b", re.IGNORECASE)
NOT_ANY_MORE = re.compile(r"(?<![A-Za-z])not((?: [A-Za-z]{1,20}){1,6}) any ?more(?![A-Za-z])")


def in_one_word(text: str) -> str:
    """The text with one word for "no longer", and for "on" and "off" where they say how a switch stands."""
    text = NOT_NONE.sub("given", DROPS.sub("falls", FAIL_FAST.sub(r"\1 early", text)))
    text = NOT_ANY_MORE.sub(r" nolonger\1", text)
    text = READ_OR_WRITE_ONLY.sub(r"\1only", text)
    text = SHOUTED.sub(lambda match: match[0].lower(), text)
    text = EMPHASIS.sub(r"\2", text).replace("n't", " not").replace("cannot", "can not")
    for word, pattern in BOUNDS.items():
        text = pattern.sub(word, text)
    text = NOT_ALL.sub(" partly ", NO_LONGER.sub(" nolonger ", text))
    text = LIKEWISE.sub("likewise ", text)
    for word, pattern in (*AT_THE_END.items(), *ASSIGNED.items()):
        text = pattern.sub(word, text)
    text = SWITCHED.sub(r"\1 switched\2", BY_DEFAULT.sub(r"switched\1", text))
    return ADDED_UP.sub("sum", text)
