"""How much one request may ask for; what asks for more is refused before anything of it is read."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

MAX_ADDRESS = 8_000  # characters of path and query together; a form of five hundred repositories has fewer


class RequestBounds:
    """Middleware: 414 for an address that is too long, 400 for a body that is too large and for a NUL in an address."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        status = refusal(request)
        return HttpResponse(status=status) if status else self.get_response(request)


def refusal(request: HttpRequest) -> int:
    """The status that refuses this request; 0 where nothing does."""
    query = request.META.get("QUERY_STRING", "")
    if len(request.path) + len(query) > MAX_ADDRESS:
        return 414
    if "\0" in request.path or "%00" in query:  # PostgreSQL takes none, and fails
        return 400
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isascii() or not length.isdigit() or len(length) > 12:
        return 400
    return 400 if int(length) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE else 0
