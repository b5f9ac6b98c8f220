"""Pages travel compressed, but for those that hold a secret."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware


class CompressPages(GZipMiddleware):
    """Middleware: gzip for what may be cached.

    What nobody may keep has a reader's link, a form's token or the operator's rows in it; from how well a page can be
    compressed such a secret may be guessed (BREACH). Those pages go out as they are.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if "no-store" in response.get("Cache-Control", ""):
            return response
        return super().process_response(request, response)
