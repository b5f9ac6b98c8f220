"""Every mail that the service can send, finished: found by the directories of their templates."""

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone

from newsletter.alerts import notify
from newsletter.mail.compose import compose_delivery
from newsletter.mail.fragments.fast_compose import compose_raw
from newsletter.mail.raw_message import RawMessage
from newsletter.models import Alert
from subscribers.mail import transactional
from subscribers.models import MailRequest
from subscribers.models.suppression import address_hash
from tests.factories import make_activity, make_delivery, make_digest, make_statement, make_subscriber

NAMES = sorted(path.parent.name for path in Path(settings.BASE_DIR).glob("templates/mails/*/body.mjml"))
ASKED_FOR = sorted(set(NAMES) - {"digest"})
TITLE = "Fix torch.compile on Hopper"
HEADLINE = "在 Hopper 上修复分块预填充与推测解码一起使用时的崩溃并支持更长的上下文"


def asked_for(kind: str, language: str = "en", **fields: str) -> EmailMessage:
    """The mail of this kind that somebody asked for."""
    status = "pending" if kind == "confirm" else "active"
    reader = make_subscriber(status=status, language=language, **{"new_email": "new@reader.test", **fields})
    reader.consents.create(requested_at=timezone.now(), wording="I ask", language=language)
    to = reader.new_email if kind == "new_address" else reader.email
    message = transactional.compose(MailRequest(kind=kind, subscriber=reader, address_hash=address_hash(to)))
    assert message is not None
    return message


def alert(reply: str = "421 closing") -> EmailMessage:
    """What the operators get when sending has stopped."""
    settings.ADMINS = [("Operator", "operator@reader.test")]
    return notify.message_of(Alert(kind=Alert.Kind.SENDING_STOPPED, reason=reply, since=timezone.now()), is_over=False)


def owed(language: str):
    """A delivery of a day with one story."""
    digest = make_digest(status="ready")
    activity = make_activity(title=TITLE, digest=digest)
    make_statement(digest, activity, importance=5, texts={"zh-hans": (HEADLINE, "")} if language != "en" else {})
    return make_delivery(digest, make_subscriber(language=language))


def finished_mails(language: str) -> Iterator[tuple[str, RawMessage]]:
    """(name, what leaves) of each of them in this language, a digest by both ways of composing."""
    for kind in ASKED_FOR:
        yield kind, RawMessage.of(asked_for(kind, language))
    yield "alert", RawMessage.of(alert())
    delivery = owed(language)
    yield "digest", RawMessage.of(compose_delivery(delivery))
    yield "digest, joined", compose_raw(delivery)
