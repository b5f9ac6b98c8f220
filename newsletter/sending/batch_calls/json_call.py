"""JSON calls: an array of mails is posted, as Postmark and Resend take it, and an answer read for each."""

from collections.abc import Sequence
from itertools import zip_longest
from typing import Any
from urllib.parse import urljoin

from anymail.exceptions import AnymailRequestsAPIError
from django.core.mail import EmailMessage, get_connection

from newsletter.deliveries.outcome import Outcome
from newsletter.models import Delivery
from newsletter.sending.batch_calls.batch_api import EncodedMail

NO_ANSWER = Outcome(Delivery.Status.UNCERTAIN, "the provider's answer does not speak of this mail")


class JsonCall:
    """What Anymail's backends ask of a payload when they post it."""

    def __init__(self, endpoint: str, mails: Sequence[EncodedMail], headers: dict[str, str]) -> None:
        self.endpoint, self.mails, self.headers = endpoint, mails, headers

    def get_request_params(self, api_url: str) -> dict[str, Any]:
        data = b"[" + b",".join([mail.data for mail in self.mails]) + b"]"
        headers = self.mails[0].headers | self.headers
        return {"method": "POST", "url": urljoin(api_url, self.endpoint), "data": data, "headers": headers}


class JsonBatchApi:
    """A BatchApi of a provider whose single call takes one JSON object, and whose batch takes a list of them."""

    endpoint: str
    max_mails: int
    max_bytes: int
    headers: dict[str, str] = {}

    def __init__(self) -> None:
        self.backend: Any = get_connection()  # only builds mails, and is never opened

    def encode(self, message: EmailMessage) -> EncodedMail:
        payload = self.backend.build_message_payload(message, self.backend.send_defaults)
        request = payload.get_request_params(self.backend.api_url)
        return EncodedMail(message.to[0], request["data"].encode(), request["headers"])

    def send(self, backend: Any, mails: Sequence[EncodedMail]) -> list[Outcome]:
        call = JsonCall(self.endpoint, mails, self.headers)
        response = backend.post_to_esp(call, None)
        if response.status_code != 200:  # Anymail lets pass what it reads itself
            raise AnymailRequestsAPIError(response=response, backend=backend)
        answers = self.answers(backend.deserialize_json_response(response, call, None), mails)
        pairs = zip_longest(mails, answers[: len(mails)], fillvalue=NO_ANSWER)
        return [outcome for _mail, outcome in pairs]

    def answers(self, answer: Any, mails: Sequence[EncodedMail]) -> list[Outcome]:
        """The Outcomes of the first so many mails; of what is missing nobody knows."""
        raise NotImplementedError
