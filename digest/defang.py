"""Breaks what strangers' text has of addresses, so that no mail program makes a link of it; the eye sees no change.

Mail programs link "evil.zip" and "a@evil.example" by themselves. A zero-width non-joiner behind each dot, at sign,
colon and slash of an address ends that: nobody sees it, and no name of a host may have it there (RFC 5892, A.1), while
a word joiner or a zero-width space would be dropped by browsers (UTS 46) and the address would work again.
"""

import re

from linkify_it.tlds import TLDS

BREAK = "\u200c"
DOTS = "[.\u3002\uff0e\uff61]"  # what IDNA takes for a dot
# No one's, or a network's own (RFC 6761, 7686, 9476): on no public list, and linked all the same.
SPECIAL_NAMES = {"alt", "example", "internal", "invalid", "local", "localhost", "onion", "test"}
TOP_LEVEL_DOMAINS = frozenset(name.lower() for name in TLDS) | SPECIAL_NAMES
# Endings of files that are top-level domains, too.
FILE_ENDINGS = {"cc", "cu", "md", "ml", "pl", "ps", "py", "rs", "sh", "so"}
HOST = re.compile(r"(?<![\w.-])(?:[A-Za-z0-9-]{1,63}\.){1,9}(?P<label>[A-Za-z][A-Za-z0-9-]{1,63})(?![\w-]|\.\w)")
CODE = re.compile(r"(`[^`\n]+`)")
# The first dot of an address of a machine; a version has rarely four numbers.
NUMERIC_DOT = r"(?<=[0-9])\.(?=[0-9]{1,3}\.[0-9]{1,3}\.[0-9])"
# Prose: every dot inside a word, but for those of figures; no list of domains, which grows from year to year.
PROSE = re.compile(
    rf"(?<=[^\s.]){DOTS}(?=\w)(?!(?<=[0-9].)[0-9])|{NUMERIC_DOT}"
    r"|(?<=\S)[@\uff20](?=\S)"
    r"|(?<=[A-Za-z0-9+-]):(?=[^\s:])(?!(?<=[0-9]:)[0-9])"
    r"|/(?=/)|\\(?=\\)"
)
# Code: only what is an address to mail programs, so that `torch.compile` is copied as it is.
ADDRESS_IN_CODE = re.compile(
    rf"{NUMERIC_DOT}|(?<=[^\s.]){DOTS}(?=(?P<label>\w[\w-]{{0,63}}))"
    r"|(?P<mailbox>(?<=[\w.+-])@[\w-]{1,63}(?:\.[\w-]{1,63}){1,9})|(?<![\w)\]/])/(?=/\S)"
    r"|(?i:(?<=mailto)|(?<=javascript)|(?<=data)|(?<=tel)|(?<=sms)):(?=\S)"
)


def defang(text: str) -> str:
    """The text without one address that a mail program would link; what stands in `backticks` is code."""
    parts = CODE.split(text)
    return "".join(defang_code(part) if odd % 2 else _prose(part) for odd, part in enumerate(parts))


def defang_code(text: str) -> str:
    """A name from code, a path or a name of a repository: broken only where its end is a top-level domain."""
    return ADDRESS_IN_CODE.sub(_broken_in_code, text)


def refang(text: str) -> str:
    """The text as GitHub has it, for programs and not for mails."""
    return text.replace(BREAK, "")


def address_in(text: str) -> str:
    """The first name of a host or address of a mailbox in this prose, or an empty string; files are none."""
    for match in HOST.finditer(text):
        label = match["label"]
        if label.lower() not in FILE_ENDINGS and is_top_level_domain(label):
            return match[0]
    return ""


def is_top_level_domain(label: str) -> bool:
    """Whether names of hosts may end so; any name outside ASCII may."""
    return not label.isascii() or label.lower() in TOP_LEVEL_DOMAINS


def _prose(text):
    return PROSE.sub(rf"\g<0>{BREAK}", text)


def _broken_in_code(match):
    if match["mailbox"]:
        return re.sub("[@.]", rf"\g<0>{BREAK}", match[0])
    label = match["label"]
    is_name = label is not None and not is_top_level_domain(label)
    return match[0] if is_name else match[0] + BREAK
