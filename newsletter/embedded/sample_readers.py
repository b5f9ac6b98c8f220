"""The sample readers: two subscribers whose editions show what a choice of repositories, topics and language does."""

from dataclasses import dataclass

from digest.models import Digest, Repository
from subscribers.models import Selection, Subscriber


@dataclass(frozen=True)
class SampleReader:
    """Nobody has this address."""

    email: str
    language: str
    time_zone: str
    repositories: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()


READERS = (
    SampleReader(
        "lin@example.org",
        "zh-hans",
        "Asia/Shanghai",
        repositories=(
            "flashinfer-ai/flashinfer",
            "vllm-project/vllm",
            "sgl-project/sglang",
            "NVIDIA/cutile-python",
        ),
    ),
    SampleReader(
        "ada@example.org",
        "en",
        "Europe/London",
        topics=("attention", "moe", "fp8-fp4", "quantization", "bug-fixes"),
    ),
)


def make_reader(digest: Digest, reader: SampleReader) -> Subscriber:
    """An active subscriber, as if confirmed before the day."""
    ids = Repository.objects.filter(full_name__in=reader.repositories).values_list("pk", flat=True)
    return Subscriber.objects.create(
        email=reader.email,
        status=Subscriber.Status.ACTIVE,
        selection=Selection.objects.of(reader.language, ids, list(reader.topics)),
        time_zone=reader.time_zone,
        confirmed_at=digest.starts_at,
    )
