"""One input per language for a text that is stored as {language code: text}, so that nobody edits raw JSON."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _


def language_name(code: str) -> str:
    """The language's own name: 简体中文, English."""
    return get_language_info(code)["name_local"]


class TextsWidget(forms.MultiWidget):
    """A row of labelled inputs, one per language of DIGEST_LANGUAGES."""

    template_name = "admin/widgets/texts.html"
    use_fieldset = True

    def __init__(self, attrs=None):
        self.languages = list(settings.DIGEST_LANGUAGES)
        inputs: dict[str, forms.Widget | type[forms.Widget]] = {
            code: forms.TextInput({"lang": code, "class": "vTextField"}) for code in self.languages
        }
        super().__init__(inputs, attrs)

    def decompress(self, value: dict[str, str] | None) -> list[str]:
        return [(value or {}).get(code, "") for code in self.languages]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        for code, part in zip(self.languages, context["widget"]["subwidgets"], strict=True):
            part["label"] = language_name(code)
        return context


class TextsField(forms.MultiValueField):
    """{language: text}; empty ones are left out. With `required`, every language must have its text."""

    def __init__(self, *, required=True, max_length=200, **kwargs):
        self.languages = list(settings.DIGEST_LANGUAGES)
        fields = [forms.CharField(required=required, max_length=max_length) for _code in self.languages]
        super().__init__(
            fields,
            required=required,
            require_all_fields=False,
            widget=TextsWidget,
            error_messages={"incomplete": _("Fill in every language.")},
            **kwargs,
        )

    def compress(self, values: list[str]) -> dict[str, str]:
        return {code: text for code, text in zip(self.languages, values, strict=False) if text}


class TextsMixin:
    """For a ModelAdmin: the JSON fields named in `texts` are edited one language at a time."""

    texts: Mapping[str, str | Promise] = {}  # name of the field to its help text

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> forms.Field | None:
        if db_field.name not in self.texts:
            return super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]  # ModelAdmin has it
        return TextsField(
            required=not db_field.blank,
            label=db_field.verbose_name.capitalize(),
            help_text=self.texts[db_field.name],
        )
