"""What is refused before any page looks at it."""

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse

UTF8 = ("utf-8", "utf8", "us-ascii")


class RequireUTF8:
    """A body in another charset is a bad request: browsers send UTF-8, and Python knows codecs that are no charset."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        charset = (request.content_params or {}).get("charset", "utf-8")
        if charset.strip().strip("\"'").lower() not in UTF8:
            raise BadRequest("a body must be UTF-8")
        return self.get_response(request)
