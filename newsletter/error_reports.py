"""Django's pages and reports about an error, without secrets: on a page of DEBUG as well, since screens are shared."""

import re
from typing import Any

from django.http import HttpRequest
from django.views.debug import ExceptionReporter, SafeExceptionReporterFilter

from newsletter.redaction import redact


class ReportFilter(SafeExceptionReporterFilter):
    """Hides settings and headers by name, variables of that name, and in all others what is known as secret."""

    hidden_settings = re.compile(
        "API|AUTH|TOKEN|KEY|SECRET|PASS|SIGN|COOKIE|DATABASES|REDIS|BROKER|EMAIL|ADMINS|MANAGERS|ANYMAIL|FORWARDED",
        re.I,
    )

    def is_active(self, request: HttpRequest | None) -> bool:
        return True

    def cleanse_setting(self, key: Any, value: Any) -> Any:
        cleansed = super().cleanse_setting(key, value)
        return redact(cleansed) if isinstance(cleansed, str) else cleansed

    def get_traceback_frame_variables(self, request: Any, tb_frame: Any) -> Any:
        return [
            (name, self.cleansed_substitute if self.hidden_settings.search(name) else value)
            for name, value in super().get_traceback_frame_variables(request, tb_frame)
        ]


class Reporter(ExceptionReporter):
    """The page and the text; whatever found its way into them is redacted once more."""

    def get_traceback_html(self) -> str:  # type: ignore[override]  # where Django has it marked safe, a text does
        return redact(super().get_traceback_html())

    def get_traceback_text(self) -> str:  # type: ignore[override]  # where Django has it marked safe, a text does
        return redact(super().get_traceback_text())
