"""What is refused before any page looks at it."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

UTF8 = ("utf-8", "utf8", "us-ascii")


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
