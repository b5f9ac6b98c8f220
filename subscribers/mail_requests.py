"""The worker's half of what a form asked for: whose address it was, and which consent now waits to be confirmed.

The page only notes what was asked, the same for every address; looked up there, nobody can read from how long the page
took whether an address is known.
"""

import datetime as dt
from dataclasses import asdict
from typing import Any

from django.db import transaction

from subscribers import repository_requests
from subscribers.models import Consent, MailRequest, Subscriber, Suppression
from subscribers.preferences import Preferences


@transaction.atomic
def resolve(request: MailRequest) -> None:
    """Find the reader of a typed address. A newcomer gets a row, who asks to be a reader a consent to confirm.

    An active reader's choices, and the state of one who left, are not changed by a sign-up: anybody may have made it.
    The request is left without a subscriber where no mail may go out. Repeated, it changes nothing.
    """
    email, sign_up = request.email, request.sign_up
    if not email:
        return
    request.email, request.sign_up = "", None
    if not Suppression.objects.covers(email):
        known = Subscriber.objects.with_address(email).first()
        request.subscriber = _signed_up(email, known, sign_up, request.network) if sign_up else known
    request.save(update_fields=["email", "sign_up", "subscriber"])


def _signed_up(email: str, known: Subscriber | None, sign_up: dict[str, Any], network: str) -> Subscriber:
    """The reader of this address, with a consent that waits for its confirmation unless they are active."""
    asked = Preferences.from_json(sign_up["asked"])
    subscriber = known or _newcomer(email, asked)
    if subscriber.status != Subscriber.Status.ACTIVE:
        requested_at = dt.datetime.fromisoformat(sign_up["requested_at"])
        Consent.objects.create(
            subscriber=subscriber, requested_at=requested_at, asked=asdict(asked), **sign_up["proof"]
        )
        repository_requests.keep_for(subscriber, sign_up.get("wanted", []), network)
    return subscriber


def _newcomer(email: str, asked: Preferences) -> Subscriber:
    own = {name: getattr(asked, name) for name in ("time_zone", "minute", "frequency")}
    fields = {"email": email, "selection": asked.selection(), **own}
    return Subscriber.objects.with_address(email).get_or_create(defaults=fields)[0]
