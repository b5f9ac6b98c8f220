"""Long texts that make an expression slow if anything does, made from its own words and signs."""

import re

LENGTH = 5_000
SIGNS = set("aA1 _-./:@#\\`[(<\"'*>\n\t,，。请=&%x")
UNITS = {
    "a.",
    "a.-",
    "1.",
    "1,",
    "- ",
    "a/",
    "a:",
    "a@",
    "[a](",
    "<a ",
    "\n ",
    "\n- [x] a",
    "a\n",
    "(#1",
    "<!--",
    "<details>",
}
MAX_WORDS = 12


def pumped(pattern: str) -> list[str]:
    """Texts of LENGTH characters: each sign and word of the pattern again and again, and behind each of its words."""
    plain = re.sub(r"\\.|\(\?P?<\w+>|\(\?\w+", " ", pattern)
    words = sorted(set(re.findall(r"[A-Za-z]{2,}|[\u4e00-\u9fff]+", plain)))[:MAX_WORDS]
    signs = sorted(SIGNS | set(re.findall(r"[^\w\s]", pattern)))[:60]
    texts = [unit * (LENGTH // len(unit)) for unit in (*signs, *sorted(UNITS), *words)]
    for word in words:
        texts += [word + unit * (LENGTH // len(unit)) + "!" for unit in (" ", "a", "1", "a.")]
    return texts
