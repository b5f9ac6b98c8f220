"""`load_sample`: the day that ships with the project, and two readers who get it in the local mailbox."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from digest import build
from digest.models import Repository
from digest.sample import NotEmptyError, load_day
from newsletter.deliveries.publish import publish
from newsletter.models import Delivery
from newsletter.sending.sender import send_all
from subscribers.mail.safety import is_local_backend
from subscribers.models import Selection, Subscriber

# Different repositories, topics and languages show what an edition is. Nobody has these addresses.
READERS = [
    {
        "email": "lin@example.org",
        "language": "zh-hans",
        "time_zone": "Asia/Shanghai",
        "repositories": ["flashinfer-ai/flashinfer", "vllm-project/vllm", "sgl-project/sglang", "NVIDIA/cutile-python"],
        "topics": [],
    },
    {
        "email": "ada@example.org",
        "language": "en",
        "time_zone": "Europe/London",
        "repositories": [],
        "topics": ["attention", "moe", "fp8-fp4", "quantization", "bug-fixes"],
    },
]


class Command(BaseCommand):
    help = "Load the sample repositories, topics and day into an empty database, and mail it to two sample readers."

    def handle(self, *args, **options):
        try:
            digest = load_day()
        except NotEmptyError as error:
            raise CommandError(str(error)) from error
        build.write(digest)
        for reader in READERS:
            make_reader(digest, **reader)
        # As at its time: each reader's hour after the day, so that today's date stays free for a live digest.
        publish([digest], digest.ends_at)
        if not is_local_backend():
            self.stderr.write("Mail leaves this machine: the sample readers, whose addresses are nobody's, get none.")
        counts = send_all(Delivery.objects.filter(digest=digest), timezone.now())
        sent = counts[Delivery.Status.SENT]
        self.stderr.write(f"The sample of {digest.date} is loaded; {sent} mails are in the mailbox.")


def make_reader(digest, email, language, time_zone, repositories, topics):
    """An active reader, as if confirmed before the day."""
    ids = Repository.objects.filter(full_name__in=repositories).values_list("pk", flat=True)
    selection = Selection.objects.of(language, ids, topics)
    Subscriber.objects.create(
        email=email, status="active", selection=selection, time_zone=time_zone, confirmed_at=digest.starts_at
    )
