"""The table of languages: all that is different about each, in one place.

A further language is one more row here, its name in DIGEST_LANGUAGES and a translation under locale/. What has no row
is served too, with what Django knows of it and with the defaults of a language in Latin letters. A language in other
letters also needs them in digest/writing/gate/marks.py, which lets nobody write in a script that it cannot check.
"""

from dataclasses import dataclass
from enum import Enum

from django.conf import settings
from django.conf.locale import LANG_INFO
from django.utils.translation import gettext_noop, to_locale

HAN_PER_MINUTE, WORDS_PER_MINUTE = 380, 230  # reading speed


class Script(Enum):
    """The letters of a language; they decide line heights, punctuation and how its words are checked."""

    LATIN = "latin"
    HAN = "han"


@dataclass(frozen=True)
class Language:
    """`name` and `short_name` are English msgids: the full name, and as in "in Chinese"; `own_name` is its own word."""

    code: str  # Django's, such as zh-hans
    name: str
    short_name: str
    own_name: str
    script: Script = Script.LATIN
    time_zone: str = "UTC"  # proposed to whoever signs up in it
    headline_columns: int = 66
    short_code: str = ""  # in the addresses of pages, where it is not the code itself

    @property
    def tag(self) -> str:
        """As BCP 47 writes it, for `lang` and Content-Language: zh-Hans."""
        return to_locale(self.code).replace("_", "-")

    @property
    def slug(self) -> str:
        """As addresses of pages begin with it: zh, en."""
        return self.short_code or self.code

    @property
    def field(self) -> str:
        """The name of its words in the model's answers: zh_hans."""
        return self.code.replace("-", "_")

    @property
    def is_han(self) -> bool:
        return self.script is Script.HAN


TABLE: dict[str, Language] = {
    language.code: language
    for language in (
        Language("en", gettext_noop("English"), gettext_noop("English"), "English"),
        Language(
            "zh-hans",
            gettext_noop("Simplified Chinese"),
            gettext_noop("Chinese"),
            "中文",
            script=Script.HAN,
            time_zone="Asia/Shanghai",
            headline_columns=56,
            short_code="zh",
        ),
    )
}


def get(code: str) -> Language:
    """The language of this code; one that is not in the table has Django's names and the defaults."""
    return TABLE.get(code) or _unlisted(code)


def _unlisted(code: str) -> Language:
    known = LANG_INFO.get(code, {})
    name = known.get("name", code)
    return Language(code, name, name, known.get("name_local", code))


def slugs() -> dict[str, str]:
    """{slug: code} of the languages that digests are written in."""
    return {get(code).slug: code for code in settings.DIGEST_LANGUAGES}


def nearest(code: str | None) -> str:
    """This language where digests are written in it, else the first that they are written in."""
    return code if code and code in settings.DIGEST_LANGUAGES else str(settings.DIGEST_LANGUAGES[0])


def offered() -> list[tuple[str, str]]:
    """(code, own name) of the languages that digests are written in, as choices of a form."""
    return [(code, get(code).own_name) for code in settings.DIGEST_LANGUAGES]
