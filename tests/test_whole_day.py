"""A whole day with real rows and templates: from GitHub to two different mails, by the clock's own tasks."""

import datetime as dt
import json
import mailbox

import pytest
import time_machine

from digest import tasks as digest_tasks
from digest.models import Completion, Digest
from newsletter import tasks
from newsletter.models import Delivery
from tests.digest.github.github_server import github_server
from tests.digest.writing.claude_server import claude_server, message
from tests.factories import make_repository, make_subscriber, make_topic

pytestmark = pytest.mark.django_db

MIDNIGHT = dt.datetime(2026, 2, 20, 0, 1, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(MIDNIGHT, tick=False) as clock:
        yield clock


@pytest.fixture(autouse=True)
def no_broker(monkeypatch):
    """A task that rings another is answered by the next tick, as after a lost message."""
    for task in (digest_tasks.write_next, tasks.send_due):
        monkeypatch.setattr(task, "delay", lambda: None)


@pytest.fixture
def github(settings):
    """Two repositories that moved on the day: an attention feature, and a fix of MoE beside a question."""
    with github_server() as fake:
        settings.GITHUB_API_URL, settings.GITHUB_TOKEN = fake.url, "token"
        flashinfer = fake.add("flashinfer-ai/flashinfer", 1)
        flashinfer.pull(
            2547, "2026-02-18T08:00:00Z", "2026-02-19T10:00:00Z", title="Skip softmax in attention", merge_sha="a" * 40
        )
        flashinfer.commit("a" * 40, "2026-02-19T10:00:00Z", "Skip softmax in attention (#2547)")
        vllm = fake.add("vllm-project/vllm", 2)
        vllm.pull(
            34850, "2026-02-18T08:00:00Z", "2026-02-19T11:00:00Z", title="Fix MoE crash on Hopper", merge_sha="b" * 40
        )
        vllm.commit("b" * 40, "2026-02-19T11:00:00Z", "Fix MoE crash on Hopper (#34850)")
        vllm.issue(34900, "2026-02-19T12:00:00Z", title="How to install the wheel?")
        yield fake


def answer(request):
    """Claude, who says of each story what its title says, in both languages."""
    asked = json.loads(request["messages"][0]["content"])
    if "stories" not in asked:
        return message({"summary": [], "takeaways": []})
    told = {
        "Skip softmax in attention": ("attention 可以跳过 softmax", "Attention can skip softmax"),
        "Fix MoE crash on Hopper": ("修复 MoE 在 Hopper 上的崩溃", "MoE no longer crashes on Hopper"),
        "How to install the wheel?": ("询问如何安装 wheel", "A question about how to install the wheel"),
        "How to use sleep mode?": ("询问如何使用 sleep 模式", "A question about how to use sleep mode"),
    }
    drafts = [
        {"id": story["id"], "label": "changed", "importance": 3, "topics": []}
        | {
            name: {"headline": text, "detail": ""}
            for name, text in zip(("zh_hans", "en"), told[story["title"]], strict=True)
        }
        for story in asked["stories"]
    ]
    return message({"stories": drafts})


@pytest.fixture
def claude(settings):
    with claude_server(settings) as server:
        server.otherwise = answer
        yield server


@pytest.fixture
def readers(settings):
    """Lin reads of attention in flashinfer, in Chinese, in Shanghai; Ada all of vllm, in English, in London."""
    settings.EMAIL_BACKEND = "newsletter.embedded.maildir.EmailBackend"
    make_topic("attention", words=["attention"])
    flashinfer, vllm = make_repository(), make_repository("vllm-project/vllm")
    lin = {
        "repositories": [flashinfer.pk],
        "topics": ["attention"],
        "time_zone": "Asia/Shanghai",
        "minute": 9 * 60 + 10,
    }
    ada = {"repositories": [vllm.pk], "time_zone": "Europe/London", "minute": 7 * 60}
    return make_subscriber("lin@example.org", language="zh-hans", **lin), make_subscriber("ada@example.org", **ada)


def tick():
    """All that beat rings for each minute, in any order that it likes: here the worst."""
    for task in (
        tasks.send_due,
        tasks.publish_ready,
        digest_tasks.write_next,
        digest_tasks.collect_next,
        tasks.sweep,
    ):
        task()


def live(clock, until):
    """Let the clock run to this time of 20 February, a tick every quarter of an hour."""
    now = dt.datetime.now(dt.UTC)
    while now < until:
        tick()
        now += 15 * MINUTE
        clock.move_to(now)


def mails(settings):
    found = {}
    for mail in mailbox.Maildir(settings.MAILBOX_DIR, create=False):
        assert mail["To"] not in found
        found[mail["To"]] = {
            part.get_content_type(): part.get_payload(decode=True).decode() for part in mail.get_payload()
        }
    return found


def test_two_readers_get_two_mails_each_at_their_hour(github, claude, readers, settings, clock):
    live(clock, MIDNIGHT.replace(hour=9))

    digest = Digest.objects.get(status="published")
    assert digest.date == dt.date(2026, 2, 19)
    lin, ada = (Delivery.objects.get(subscriber=reader) for reader in readers)
    assert (lin.status, ada.status) == ("sent", "sent")
    assert lin.due_at == dt.datetime(2026, 2, 20, 1, 10, tzinfo=dt.UTC) <= lin.sent_at <= lin.due_at + 15 * MINUTE
    assert ada.due_at == dt.datetime(2026, 2, 20, 7, 0, tzinfo=dt.UTC) <= ada.sent_at <= ada.due_at + 15 * MINUTE
    told = mails(settings)
    for part in ("text/plain", "text/html"):
        assert "跳过 softmax" in told["lin@example.org"][part]
        assert "MoE" not in told["lin@example.org"][part]
        assert "MoE no longer crashes on Hopper" in told["ada@example.org"][part]
        assert "softmax" not in told["ada@example.org"][part]


def test_a_second_run_of_everything_mails_nobody_and_asks_nobody(github, claude, readers, settings, clock):
    live(clock, MIDNIGHT.replace(hour=9))
    asked, requests = len(claude.requests), len(github.requests)
    bills = Completion.objects.count()

    live(clock, MIDNIGHT.replace(hour=20))

    assert len(mails(settings)) == 2
    assert (len(claude.requests), len(github.requests), Completion.objects.count()) == (asked, requests, bills)


def test_without_a_key_the_newsletter_goes_out_with_titles(github, readers, settings, clock):
    live(clock, MIDNIGHT.replace(hour=9))

    told = mails(settings)
    assert "Skip softmax in attention" in told["lin@example.org"]["text/plain"]
    assert "Fix MoE crash on Hopper" in told["ada@example.org"]["text/plain"]


def test_a_morning_without_github_ends_in_one_late_mail(github, claude, readers, settings, clock):
    github.fail(".", status=502)
    live(clock, MIDNIGHT.replace(hour=10))
    assert Delivery.objects.count() == 0

    github.faults.clear()
    live(clock, MIDNIGHT.replace(hour=16))

    assert {delivery.status for delivery in Delivery.objects.all()} == {"sent"}
    assert len(mails(settings)) == 2


def test_days_missed_in_an_outage_come_as_one_mail(github, claude, readers, settings, clock):
    type(make_repository()).objects.update(created_at=MIDNIGHT)
    github.repositories[1].issue(34990, "2026-02-20T09:00:00Z", title="How to use sleep mode?")
    back = MIDNIGHT + dt.timedelta(days=2)
    clock.move_to(back)

    live(clock, back.replace(hour=9))

    published = Digest.objects.filter(status="published")
    assert [str(digest) for digest in published] == ["2026-02-21", "2026-02-20", "2026-02-19"]
    lin, ada = (mails(settings)[reader.email]["text/plain"] for reader in readers)
    assert "跳过 softmax" in lin
    assert "MoE no longer crashes on Hopper" in ada
    assert "A question about how to use sleep mode" in ada
    assert sorted(Delivery.objects.values_list("status", flat=True)) == ["sent"] * 2 + ["skipped"] * 4
