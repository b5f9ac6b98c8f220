"""What strangers and the model wrote, as readers see it: in one line, and unable to be a link or to turn text round."""

from digest.defang import defang, defang_code
from digest.mixed_scripts import show_mixed_scripts
from digest.text import one_line

MAX_TITLE = 300  # characters; a commit's first line can have thousands


def quoted(title: str) -> str:
    """GitHub's title in one line, without controls and characters that turn text round; never a link by itself."""
    shown = one_line(title)
    return _harmless(shown if len(shown) <= MAX_TITLE else shown[:MAX_TITLE].rstrip() + "…")


def shown_tag(tag: str) -> str:
    """A release's tag in one line, unable to turn the text round or to be a link."""
    return _harmless(one_line(tag))


def shown_path(path: str) -> str:
    """A path in one line, unable to turn the text round; whole for pages and programs, mails defang it."""
    return show_mixed_scripts(one_line(path))


def model_words(text: str) -> str:
    """What nobody sees is dropped first: dropped later, it would join again what was broken."""
    return defang(one_line(text))


def harmless_code(text: str) -> str:
    """Source text in one line, unable to turn the text round or to be a link."""
    return defang_code(show_mixed_scripts(one_line(text)))


def _harmless(line: str) -> str:
    return defang(show_mixed_scripts(line))
