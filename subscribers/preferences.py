"""What a reader does on the page of choices, besides choosing: pause, move to another address, take the data along."""

from django.db import IntegrityError, transaction
from django.db.models import F

from subscribers import throttle
from subscribers.models import MailRequest, Subscriber, Suppression

KIND = MailRequest.Kind


def pause(subscriber, until):
    """No mail before this date (the reader's own calendar)."""
    subscriber.paused_until = until
    subscriber.save(update_fields=["paused_until"])


def resume(subscriber):
    """Mail again from the next digest on."""
    subscriber.paused_until = None
    subscriber.save(update_fields=["paused_until"])


@transaction.atomic
def ask_new_address(subscriber, email, visit):
    """The new address gets a mail to confirm, the old one is told. Nothing moves yet.

    An address that is taken or suppressed is answered alike, and no mail goes there.
    """
    Subscriber.objects.select_for_update().get(pk=subscriber.pk)
    request = throttle.admit(KIND.NEW_ADDRESS, email, visit.network)
    if request is None or email.lower() == subscriber.email.lower():
        return
    subscriber.new_email = email
    subscriber.save(update_fields=["new_email"])
    if not _is_taken(email, subscriber) and not Suppression.objects.covers(email):
        throttle.order(request, subscriber)
    if notice := throttle.admit(KIND.OLD_ADDRESS, subscriber.email, visit.network):
        throttle.order(notice, subscriber)


@transaction.atomic
def keep_address(subscriber):
    """Call the change off, and revoke every link to the choices: somebody else may hold one."""
    subscriber.new_email = ""
    subscriber.link_version = F("link_version") + 1
    subscriber.save(update_fields=["new_email", "link_version"])
    subscriber.refresh_from_db()


def confirm_new_address(subscriber):
    """Move to the address that is to come, and revoke the links that the old one holds. False where it is taken."""
    if _is_taken(subscriber.new_email, subscriber):
        return False
    try:
        _move(subscriber)
        is_moved = True
    except IntegrityError:  # another reader took it just now
        is_moved = False
    subscriber.refresh_from_db()
    return is_moved


@transaction.atomic
def _move(subscriber):
    email = subscriber.new_email
    Subscriber.objects.filter(email__iexact=email, confirmed_at=None).exclude(pk=subscriber.pk).delete()
    subscriber.email, subscriber.new_email = email, ""
    subscriber.suppressed = Suppression.objects.covers(email)
    subscriber.link_version = F("link_version") + 1
    subscriber.save(update_fields=["email", "new_email", "suppressed", "link_version"])


def export(subscriber):
    """Everything that we hold about this reader: {model: [row]}, without the keys of our tables."""
    return dict(_rows_about(Subscriber.objects.filter(pk=subscriber.pk)), choices=_chosen(subscriber))


def _chosen(subscriber):
    chosen = subscriber.selection
    return {name: getattr(chosen, name) for name in ("language", "repositories", "topics", "kinds")}


def _rows_about(rows):
    """These rows and all that hang on them, whichever app they are in: a new table cannot be forgotten here."""
    fields = [field.name for field in rows.model._meta.concrete_fields if not field.is_relation]
    yield rows.model._meta.model_name, list(rows.values(*(name for name in fields if name != "id")))
    for relation in rows.model._meta.related_objects:
        if not relation.many_to_many:
            yield from _rows_about(relation.related_model.objects.filter(**{f"{relation.field.name}__in": rows}))


def _is_taken(email, subscriber):
    """Whether another reader has this address; a sign-up that nobody confirmed does not hold it."""
    others = Subscriber.objects.filter(email__iexact=email).exclude(pk=subscriber.pk)
    return others.filter(confirmed_at__isnull=False).exists()
