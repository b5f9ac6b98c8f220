"""The notice at the top of a mail: what an earlier one told wrongly, what is right, and why."""

import datetime as dt
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from digest import languages
from newsletter.mail import subject
from newsletter.renderers import dates
from newsletter.renderers.inline_code import without_backticks


@dataclass(frozen=True, slots=True)
class CorrectionNotice:
    """One statement, in the language in which its reader read it; the reason in the language of the mail."""

    day: dt.date
    name: str  # `vllm #34914`; empty for a sentence about the whole day
    url: str  # of its page
    language: str
    before: str
    after: str
    reason: str

    @property
    def tag(self) -> str:
        """For the lang attribute of what is quoted."""
        return languages.get(self.language).tag

    @property
    def heading(self) -> str:
        """`19 February, vllm #34914`."""
        day = dates.day(self.day)
        return _("%(day)s, %(name)s") % {"day": day, "name": self.name} if self.name else day


def correction_subject(notice: CorrectionNotice) -> str:
    """Of a mail that has nothing else to tell."""
    words = without_backticks(notice.after)
    return subject.cut(_("Correction: %(text)s") % {"text": words}, subject.SUBJECT_COLUMNS)


def correction_preheader(corrections: tuple[CorrectionNotice, ...]) -> SafeString:
    """What the inbox shows of such a mail behind its subject: why."""
    reasons = " ".join(without_backticks(notice.reason) for notice in corrections)
    return subject.padded(subject.cut(reasons, subject.PREHEADER_COLUMNS))
