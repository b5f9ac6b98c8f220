"""What we hold about a reader: to export it, to erase it, and what is purged by itself."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.db.models import CASCADE, ManyToOneRel, Model, QuerySet

from subscribers.models import Consent, MailRequest, Selection, Subscriber, Suppression

UNCONFIRMED_FOR = dt.timedelta(days=7)  # how long a request may wait for its confirmation
SWEPT_AT_ONCE = 5000  # selections
COUNTED_FOR = dt.timedelta(days=31)  # the longest span that a cap looks back


def export(subscriber: Subscriber) -> dict[str, Any]:
    """Everything that we hold about this reader: {model: [row]}, without the keys of our tables."""
    return dict(_rows_about(Subscriber.objects.filter(pk=subscriber.pk)), choices=_chosen(subscriber))


@transaction.atomic
def erase(subscriber: Subscriber) -> None:
    """Remove the reader and everything that belongs to them; only keyed hashes of the address stay."""
    # Held first: a mail that is made for them just now would keep them from being removed.
    Subscriber.objects.select_for_update().filter(pk=subscriber.pk).first()
    subscriber.delete()


def erased_models(model: type[Model] = Subscriber) -> set[type[Model]]:
    """The models of which erasing a reader removes rows, whichever app they are in."""
    relations = [relation for relation in model._meta.related_objects if relation.on_delete is CASCADE]
    return {model}.union(*(erased_models(relation.related_model) for relation in relations))


def erase_and_suppress(subscriber: Subscriber) -> None:
    """Erase, and keep a hash of the address so that nobody can have it mailed again."""
    with transaction.atomic():
        Suppression.objects.suppress(subscriber.email, Suppression.Reason.MANUAL, note="asked for when erased")
        erase(subscriber)


@transaction.atomic
def purge(now: dt.datetime) -> None:
    """Drop what nobody confirmed within a week: a newcomer entirely, a former reader goes back to unsubscribed."""
    old = now - UNCONFIRMED_FOR
    Consent.objects.filter(confirmed_at=None, requested_at__lt=old).delete()
    waiting = Consent.objects.filter(confirmed_at=None).values("subscriber")
    lapsed = Subscriber.objects.filter(status=Subscriber.Status.PENDING, created_at__lt=old).exclude(pk__in=waiting)
    lapsed.filter(confirmed_at__isnull=False).update(status=Subscriber.Status.UNSUBSCRIBED)
    lapsed.filter(confirmed_at=None).delete()
    asked = MailRequest.objects.filter(kind=MailRequest.Kind.NEW_ADDRESS, created_at__gte=old, subscriber__isnull=False)
    Subscriber.objects.exclude(new_email="").exclude(pk__in=asked.values("subscriber")).update(new_email="")
    MailRequest.objects.filter(created_at__lt=now - COUNTED_FOR).delete()
    _sweep_selections()


def _sweep_selections() -> None:
    """Drop the choices that neither a reader has nor any row of another app shows."""
    unchosen = list(Selection.objects.filter(subscribers=None).values_list("pk", flat=True))
    for start in range(0, len(unchosen), SWEPT_AT_ONCE):
        some = set(unchosen[start : start + SWEPT_AT_ONCE])
        for relation in Selection._meta.get_fields(include_hidden=True):
            if isinstance(relation, ManyToOneRel):
                rows = relation.related_model._base_manager.filter(**{f"{relation.field.name}__in": some})
                some -= set(rows.order_by().values_list(relation.field.name, flat=True).distinct())
        Selection.objects.filter(pk__in=some).delete()


def _chosen(subscriber: Subscriber) -> dict[str, Any]:
    chosen = subscriber.selection
    return {
        name: getattr(chosen, name) for name in ("language", "repositories", "topics", "kinds", "threshold", "muted")
    }


def _rows_about(rows: QuerySet) -> Iterator[tuple[str, list]]:
    """These rows and all that hang on them, whichever app they are in: a new table cannot be forgotten here."""
    fields = [field.name for field in rows.model._meta.concrete_fields if not field.is_relation]
    yield str(rows.model._meta.model_name), list(rows.values(*(name for name in fields if name != "id")))
    for relation in rows.model._meta.related_objects:
        if not relation.many_to_many:
            yield from _rows_about(relation.related_model.objects.filter(**{f"{relation.field.name}__in": rows}))
