"""The button “Ask for it” under the list of repositories, on sign-up and in the preference centre."""

from dataclasses import dataclass

from django.http import HttpRequest

from subscribers.client_info import client_info
from subscribers.models import Subscriber
from subscribers.repository_requests import CannotAsk, ask_for, name_of

MAX_CARRIED = 10  # wishes that a sign-up form carries along
NOTED = "noted"


@dataclass(frozen=True, slots=True)
class Wish:
    """What was typed, or the name that it means, and what became of it: noted, or the code of a CannotAsk."""

    name: str
    outcome: str


def wish_of(request: HttpRequest, subscriber: Subscriber | None = None) -> Wish | None:
    """Note the wish that this form was sent for; None where it was sent for something else."""
    if request.method != "POST" or "ask" not in request.POST:
        return None
    name = request.POST.get("wanted", "").strip()[:300]
    try:
        name = name_of(name)
        ask_for(name, client_info(request).network, subscriber)
    except CannotAsk as error:
        return Wish(name, error.code)
    return Wish(name, NOTED)


def carried_wishes(request: HttpRequest, wish: Wish | None = None) -> list[str]:
    """The names that a visitor asked for on this form so far; they are told of them once they are a reader."""
    names = [name[:140] for name in request.POST.getlist("asked_for")]
    names += [wish.name] if wish and wish.outcome in (NOTED,) else []
    return list(dict.fromkeys(names))[:MAX_CARRIED]
