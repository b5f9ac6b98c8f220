"""`load_sample`: the day that ships with the project, and two readers who get it in the local mailbox."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from digest import build
from digest.sample import NotEmptyError, load_day
from digest.writing.by_hand import write_by_hand
from newsletter.deliveries.publish import publish
from newsletter.embedded.sample_readers import READERS, make_reader
from newsletter.models import Delivery
from newsletter.sending.sender import send_all
from subscribers.mail.safety import is_local_backend


class Command(BaseCommand):
    help = "Load the sample repositories, topics and day into an empty database, and mail it to two sample readers."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            digest = load_day()
        except NotEmptyError as error:
            raise CommandError(str(error)) from error
        build.write(digest, write_by_hand)
        for reader in READERS:
            make_reader(digest, reader)
        # As at its time: each reader's hour after the day, so that today's date stays free for a live digest.
        publish([digest], digest.ends_at)
        if not is_local_backend():
            self.stderr.write("Mail leaves this machine: the sample readers, whose addresses are nobody's, get none.")
        counts = send_all(Delivery.objects.filter(digest=digest), timezone.now())
        sent = counts[Delivery.Status.SENT]
        self.stderr.write(f"The sample of {digest.date} is loaded; {sent} mails are in the mailbox.")
