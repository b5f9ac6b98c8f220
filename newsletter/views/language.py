"""The language of a page: the address decides, then the visitor's browser or cookie."""

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation


def page_language(request: HttpRequest) -> str:
    """`?lang=` where it names one of ours, else the visitor's; active from here on."""
    wanted = [request.GET.get("lang"), translation.get_language(), *settings.DIGEST_LANGUAGES]
    language = next(code for code in wanted if code in settings.DIGEST_LANGUAGES)
    activate_language(request, language)
    return language


def activate_language(request: HttpRequest, language: str) -> None:
    translation.activate(language)
    request.LANGUAGE_CODE = language
