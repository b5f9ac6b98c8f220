"""An alert from its beginning to its end: one row, told once, and once that it is over."""

import datetime as dt
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from newsletter.alerts import notify, watch
from newsletter.alerts.problem import WHAT_TO_DO, Problem
from newsletter.models import Alert, Heartbeat

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 2, 20, 8, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)
HELD = Problem("day_held", "2026-02-19")


@pytest.fixture(autouse=True)
def quiet(settings, monkeypatch):
    settings.ADMINS = [("", "operator@reader.test")]
    monkeypatch.setattr(watch, "CONDITIONS", [lambda _at: iter(wrong)])
    wrong.clear()


wrong: list[Problem] = []


class Monitor(ThreadingHTTPServer):
    """Takes what is posted, and answers as it is told to."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Taker)
        self.taken, self.status, self.url = [], 200, f"http://127.0.0.1:{self.server_port}"


class Taker(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        self.server.taken.append((self.path, body))
        self.send_response(self.server.status)
        self.send_header("Location", "/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args):
        pass


@pytest.fixture
def monitor():
    server = Monitor()
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def subjects(mailoutbox):
    return [message.subject for message in mailoutbox]


def test_a_problem_is_told_once_and_its_end_once(mailoutbox):
    wrong.append(HELD)
    for minute in range(3):
        watch.watch(NOW + minute * MINUTE)
    wrong.clear()
    for minute in range(3, 12):
        watch.watch(NOW + minute * MINUTE)

    alert = Alert.objects.get()
    assert (alert.since, alert.ended_at) == (NOW, NOW + 3 * MINUTE)
    assert subjects(mailoutbox) == [
        "AI Infra Daily: a day waits for approval: 2026-02-19",
        "AI Infra Daily: over: a day waits for approval: 2026-02-19",
    ]
    assert "Approve or reject it" in mailoutbox[0].body
    assert "Over since: 2026-02-20 08:03 UTC" in mailoutbox[1].body


def test_what_comes_and_goes_is_one_alert_and_one_mail(mailoutbox):
    for minute in range(20):
        wrong[:] = [HELD] if minute % 2 == 0 else []
        watch.watch(NOW + minute * MINUTE)

    assert Alert.objects.count() == 1
    assert len(mailoutbox) == 1


def test_a_new_reason_is_kept_and_not_told_again(mailoutbox):
    for reason in ("first", "second"):
        wrong[:] = [HELD._replace(reason=reason)]
        watch.watch(NOW)

    assert Alert.objects.get().reason == "second"
    assert len(mailoutbox) == 1


def test_what_could_not_be_told_is_told_at_the_next_watch(mailoutbox, monkeypatch):
    wrong.append(HELD)
    with monkeypatch.context() as away:
        away.setattr("subscribers.mail.encoded_words.Message.send", lambda *_: 1 / 0)
        watch.watch(NOW)
    assert Alert.objects.get().told_at is None

    watch.watch(NOW + MINUTE)

    assert len(mailoutbox) == 1


def test_a_condition_that_fails_hides_no_other(monkeypatch):
    def failing(_at):
        raise OSError("no disk")
        yield

    monkeypatch.setattr(watch, "CONDITIONS", [failing, lambda _at: iter([HELD])])

    assert list(watch.problems(NOW)) == [HELD]


def test_nobody_is_mailed_at_a_sample_address(settings, mailoutbox):
    settings.ADMINS, settings.DEFAULT_FROM_EMAIL = [], "daily@example.org"
    wrong.append(HELD)

    watch.watch(NOW)

    assert mailoutbox == []
    assert Alert.objects.open().count() == 1


def test_a_webhook_gets_beginning_and_end_as_json(settings, monitor):
    settings.ALERT_WEBHOOK_URL, settings.ADMINS = f"{monitor.url}/hook", []
    wrong.append(HELD)
    watch.watch(NOW)
    wrong.clear()
    for minute in range(1, 6):
        watch.watch(NOW + minute * MINUTE)

    documents = [json.loads(body) for _path, body in monitor.taken]
    assert [(one["event"], one["kind"], one["subject"]) for one in documents] == [
        ("opened", "day_held", "2026-02-19"),
        ("ended", "day_held", "2026-02-19"),
    ]
    assert documents[0]["what_to_do"] == str(WHAT_TO_DO["day_held"])


@pytest.mark.parametrize("status", [301, 404, 500])
def test_a_webhook_that_refuses_is_asked_again_and_followed_nowhere(settings, monitor, status):
    settings.ALERT_WEBHOOK_URL, settings.ADMINS, monitor.status = f"{monitor.url}/hook", [], status
    wrong.append(HELD)

    watch.watch(NOW)
    watch.watch(NOW + MINUTE)

    assert [path for path, _body in monitor.taken] == ["/hook", "/hook"]
    assert Alert.objects.get().told_at is None


def test_a_monitor_outside_hears_that_the_clock_ticks_or_what_is_wrong(settings, monitor):
    settings.ALERT_PING_URL = f"{monitor.url}/ping/1"
    watch.watch(NOW)
    wrong.append(HELD)
    watch.watch(NOW + MINUTE)

    assert monitor.taken == [("/ping/1", ""), ("/ping/1/fail", "a day waits for approval: 2026-02-19")]
    assert Heartbeat.objects.last_seen("beat") == NOW + MINUTE


def test_a_monitor_that_is_away_stops_nothing(settings):
    settings.ALERT_PING_URL = "http://127.0.0.1:9/ping"
    wrong.append(HELD)

    watch.watch(NOW)

    assert Alert.objects.open().count() == 1


def test_every_kind_says_what_to_do():
    assert set(WHAT_TO_DO) == set(Alert.Kind.values)


def test_a_strangers_words_become_no_link():
    alert = Alert(kind="sending_stopped", reason="550 see http://evil.test/", since=NOW)

    assert "http://evil.test" not in notify.message_of(alert, is_over=False).body
