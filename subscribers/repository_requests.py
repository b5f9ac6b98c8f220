"""Asking for a repository that is not tracked, within caps, and telling who asked once it is."""

import datetime as dt

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from digest.models import Repository
from digest.tracking import parse_repository
from subscribers.models import MailRequest, RepositoryAsk, RepositoryRequest, Subscriber
from subscribers.models.suppression import address_hash

DAY = dt.timedelta(days=1)
COUNTED_FOR = dt.timedelta(days=30)  # as long as a network is kept
MAX_PER_NETWORK, MAX_IN_ALL = 10, 500  # wishes a day
MAX_PER_READER = 20  # wishes of one reader in all
MAX_NAMES = 2_000  # repositories that were asked for
MAX_TOLD_AT_ONCE = 200  # readers


class CannotAsk(ValueError):
    """Why a wish is not noted: its `code` is "name", "tracked" or "enough"."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@transaction.atomic
def ask_for(full_name: str, network: str, subscriber: Subscriber | None = None) -> RepositoryRequest:
    """Note that somebody would like this repository (see `name_of`); the same wish again changes nothing.

    Raises CannotAsk. GitHub is not asked whether it exists: strangers must not make us call it.
    """
    if Repository.objects.active().filter(full_name__iexact=full_name).exists():
        raise CannotAsk("tracked")
    known = RepositoryRequest.objects.filter(full_name__iexact=full_name).first()
    if known and known.asks.filter(**_asker(network, subscriber)).exists():
        return known
    if _is_enough(network, subscriber) or (known is None and RepositoryRequest.objects.count() >= MAX_NAMES):
        raise CannotAsk("enough")
    request = known or RepositoryRequest.objects.create(full_name=full_name)
    request.asks.create(subscriber=subscriber, network=network, asked_at=timezone.now())
    RepositoryRequest.objects.filter(pk=request.pk).update(times_asked=F("times_asked") + 1)
    return request


def name_of(text: str) -> str:
    """owner/name of what somebody typed or pasted. Raises CannotAsk."""
    try:
        return parse_repository(text[:300])
    except ValueError as error:
        raise CannotAsk("name") from error


def keep_for(subscriber: Subscriber, names: list[str], network: str) -> None:
    """What a visitor asked for becomes the wish of the reader as whom they signed up, so that they can be told."""
    asks = RepositoryAsk.objects.filter(subscriber=None, network=network)
    for name in names[:MAX_PER_READER]:
        ask = asks.filter(request__full_name__iexact=name).order_by("pk").first()
        if ask and not subscriber.repository_asks.filter(request=ask.request_id).exists():
            RepositoryAsk.objects.filter(pk=ask.pk).update(subscriber=subscriber)


def tell_askers(now: dt.datetime) -> int:
    """Order one mail for each active reader who waits for repositories that are tracked by now. Returns how many."""
    waiting = RepositoryAsk.objects.filter(told_at=None, request__in=RepositoryRequest.objects.answered())
    readers = Subscriber.objects.filter(status=Subscriber.Status.ACTIVE, repository_asks__in=waiting).distinct()
    return sum(_tell(reader, now) for reader in readers.order_by("pk")[:MAX_TOLD_AT_ONCE])


def names_told(subscriber: Subscriber, at: dt.datetime) -> list[str]:
    """What the mail ordered at this moment tells of."""
    names = RepositoryRequest.objects.filter(asks__subscriber=subscriber, asks__told_at=at)
    return list(names.order_by("full_name").values_list("full_name", flat=True))


def purge(now: dt.datetime) -> None:
    """Forget networks after their time; who asked without being a reader is a number from then on."""
    old = RepositoryAsk.objects.filter(asked_at__lt=now - COUNTED_FOR)
    old.filter(subscriber=None).delete()
    old.exclude(network="").update(network="")


def _asker(network: str, subscriber: Subscriber | None) -> dict[str, Subscriber | str | None]:
    return {"subscriber": subscriber} if subscriber else {"subscriber": None, "network": network}


def _is_enough(network: str, subscriber: Subscriber | None) -> bool:
    asks = RepositoryAsk.objects.filter(asked_at__gt=timezone.now() - DAY)
    if subscriber and subscriber.repository_asks.count() >= MAX_PER_READER:
        return True
    return asks.filter(network=network).count() >= MAX_PER_NETWORK or asks.count() >= MAX_IN_ALL


@transaction.atomic
def _tell(subscriber: Subscriber, now: dt.datetime) -> bool:
    """The wishes are claimed with the order, so that of two workers one orders the mail."""
    answered = RepositoryRequest.objects.answered().values("pk")
    claimed = subscriber.repository_asks.filter(told_at=None, request__in=answered).update(told_at=now)
    if claimed:
        hashed = address_hash(subscriber.email)
        kind = MailRequest.Kind.TRACKED
        MailRequest.objects.create(kind=kind, subscriber=subscriber, address_hash=hashed, created_at=now)
    return bool(claimed)
