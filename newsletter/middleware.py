"""What is refused before any page looks at it: a request that asks for too much, and a body that is not UTF-8."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

MAX_ADDRESS = 8_000  # characters of path and query together; a form of five hundred repositories has fewer
UTF8 = ("utf-8", "utf8", "us-ascii")


class RequestBounds:
    """Middleware: 414 for an address that is too long, 400 for a body that is too large and for a NUL in an address."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        status = _refusal(request)
        return HttpResponse(status=status) if status else self.get_response(request)


def _refusal(request: HttpRequest) -> int:
    """The status that refuses this request; 0 where nothing does."""
    query = request.META.get("QUERY_STRING", "")
    if len(request.path) + len(query) > MAX_ADDRESS:
        return 414
    if "\0" in request.path or "%00" in query:  # PostgreSQL takes none, and fails
        return 400
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isascii() or not length.isdigit() or len(length) > 12:
        return 400
    return 400 if _is_too_large(int(length), request.path) else 0


def _is_too_large(length: int, path: str) -> bool:
    """Whether a page takes no body of so many bytes; only the operator's page for tables of readers takes a file."""
    if length <= settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
        return False
    takes_file = path == reverse("admin:subscribers_subscriberimport_add")
    return not takes_file or length > settings.FILE_UPLOAD_MAX_MEMORY_SIZE


class RequireUTF8:
    """A body in another charset is a bad request: browsers send UTF-8, and Python knows codecs that are no charset.

    The answer is made here and not raised: Django's own page for 400 reads the form to check its CSRF token, and a body
    that it refuses to decode would crash that page. For the same reason the other names of UTF-8 become the one name
    under which Django decodes forms.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        charset = (request.content_params or {}).get("charset", "utf-8")
        if charset.strip().strip("\"'").lower() not in UTF8:
            return HttpResponse("a body must be UTF-8", status=400, content_type="text/plain")
        request.encoding = "utf-8"
        return self.get_response(request)
