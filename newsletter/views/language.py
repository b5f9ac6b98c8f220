"""The language of a page: that of its address; an address without one leads to the visitor's."""

from typing import Any
from urllib.parse import parse_qsl

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.urls import resolve, reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.http import urlencode

from digest import languages


class LanguageConverter:
    """zh in an address is zh-hans in a view; languages that no digest is written in are not found."""

    regex = r"[a-z]{2,3}(?:-[a-z0-9]{2,8})*"

    def to_python(self, value: str) -> str:
        try:
            return languages.slugs()[value]
        except KeyError as error:
            raise ValueError(f"no digest is written in {value}") from error

    def to_url(self, value: str) -> str:
        return languages.get(languages.nearest(value)).slug


def activate_language(request: HttpRequest, language: str) -> None:
    translation.activate(language)
    request.LANGUAGE_CODE = language


def to_language(request: HttpRequest, **route: Any) -> HttpResponse:
    """From an address without a language to the same page in one, with its query.

    `?lang=`, as addresses had it once, decides for good; else the visitor's browser or cookie does, this time.
    """
    query = parse_qsl(request.META["QUERY_STRING"], keep_blank_values=True)
    wanted = dict(query).get("lang")
    language = languages.nearest(wanted or translation.get_language())
    address = reverse(resolve(request.path_info).view_name, kwargs={"language": language, **route})
    rest = urlencode([(key, value) for key, value in query if key != "lang"])
    kind = HttpResponsePermanentRedirect if wanted == language else HttpResponseRedirect
    response = kind(f"{address}?{rest}" if rest else address)
    patch_vary_headers(response, ["Accept-Language", "Cookie"])
    return response
