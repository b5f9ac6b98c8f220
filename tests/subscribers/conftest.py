"""What the tests of the reader's side share: the visitor, the form as a browser sends it, and the mails that follow."""

import pytest

from subscribers.client_info import ClientInfo
from subscribers.models import MailRequest
from subscribers.tasks import send_requested_mail


@pytest.fixture
def client_info():
    return ClientInfo("203.0.113.7", "Firefox")


@pytest.fixture
def filled_in():
    """The sign-up form of somebody who takes everything."""
    return {
        "email": "ada@example.org",
        "repository_scope": "all",
        "topic_scope": "all",
        "kinds": ["merged", "issues", "releases"],
        "language": "en",
        "time_zone": "Europe/Berlin",
        "minute": "450",
        "website": "",
    }


@pytest.fixture
def post_office(mailoutbox):
    """Call it to do what the worker does; it returns the mails sent so far."""

    def deliver():
        for request in MailRequest.objects.filter(sent_at=None).order_by("pk"):
            send_requested_mail(request.pk)
        return mailoutbox

    return deliver


def link_in(message, path):
    """The link in this mail that leads to this path, without the host."""
    found = next(word for word in message.body.split() if path in word)
    return "/" + found.split("/", 3)[3]
