"""No secret reaches a log, an error page or a report, and no stranger makes the service mail its operators."""

import base64
import logging
import subprocess
import sys
from io import StringIO

import pytest
from django.conf import settings as ours
from django.core import mail
from django.test import Client, RequestFactory
from django.utils.log import configure_logging
from django.views.debug import technical_500_response
from hypothesis import given
from hypothesis import strategies as st

from newsletter.redaction import MAX_LINE, redact

SECRETS = {
    "SECRET_KEY": "key/of&all'links",
    "SECRET_KEY_FALLBACKS": ["former-key"],
    "REDIS_URL": "redis://:red-pass@redis.internal:6379/0",
    "CELERY_BROKER_URL": "redis://:red-pass@redis.internal:6379/0",
    "EMAIL_HOST_USER": "smtp-user",
    "EMAIL_HOST_PASSWORD": "smtp-word",
    "GITHUB_TOKEN": "github_pat_11AAAAAAA",
    "ANTHROPIC_API_KEY": "sk-ant-api03-zzzz",
    "ANYMAIL": {"POSTMARK_SERVER_TOKEN": "post-token", "WEBHOOK_SECRET": "hook-user:hook-word"},
}
VALUES = [
    *("key/of&all'links", "former-key", "redis://:red-pass@redis.internal:6379/0", "smtp-user", "smtp-word"),
    *("github_pat_11AAAAAAA", "sk-ant-api03-zzzz", "post-token", "hook-user:hook-word", "db-word", "ada@reader.test"),
]
PATHS = [
    "/preferences/SECRET/pause/",
    "/u/SECRET",
    "/confirm/SECRET/",
    "/edition/SECRET/",
    "/latest/SECRET/",
    "/mute/SECRET/",
    "/feed/SECRET/feed.atom",
]


@pytest.fixture
def secrets(settings, monkeypatch):
    for name, value in SECRETS.items():
        setattr(settings, name, value)
    monkeypatch.setitem(settings.DATABASES["default"], "PASSWORD", "db-word")


@pytest.fixture
def log():
    """What a handler that knows nothing of us writes."""
    stream = StringIO()
    handler = logging.StreamHandler(stream)
    logging.getLogger().addHandler(handler)
    yield stream
    logging.getLogger().removeHandler(handler)


@pytest.mark.parametrize("logger", ["django.request", "celery.worker", "granian.access", "anybody"])
@pytest.mark.parametrize("value", VALUES)
def test_a_secret_never_reaches_a_log_by_whichever_logger(secrets, log, logger, value):
    logging.getLogger(logger).error("in the text: " + value)
    logging.getLogger(logger).error("as an argument: %s, quoted: %r", value, [value])
    logging.getLogger(logger).error("%(path)s", {"path": f"/admin/?q={value}"})
    try:
        raise ValueError(value)
    except ValueError:
        logging.getLogger(logger).exception("in a traceback")

    assert "in the text" in log.getvalue()
    assert "ValueError" in log.getvalue()
    assert value not in log.getvalue()


@pytest.mark.parametrize("path", PATHS)
def test_a_token_in_an_address_never_reaches_the_log(log, path):
    logging.getLogger("django.request").warning("%s: %s", "Not Found", path)

    assert log.getvalue() == "Not Found: " + path.replace("SECRET", "…") + "\n"


def test_a_password_in_an_address_and_a_header_of_authorization_are_hidden():
    proof = "Basic " + base64.b64encode(b"user:password").decode()

    assert redact(f"amqp://guest:pw@host/ {proof}") == "amqp://…@host/ Basic …"


def test_what_names_no_person_stays_as_it_is():
    told = "sender@machine ready; vllm-project/vllm@main at 2026-02-20T08:00:05Z, http://127.0.0.1:8000/archive/"

    assert redact(told) == told


@given(st.text() | st.sampled_from(["a" * 50_000, "://" * 20_000, "a@" * 20_000, "a.-" * 20_000, "/u/" * 20_000]))
def test_any_text_is_redacted_at_once_and_twice_is_once(text):
    assert redact(redact(text)) == redact(text)


def test_a_line_of_the_log_has_an_end(log):
    logging.getLogger("anybody").error("Malformed body: %s", "x" * 1_000_000)

    assert len(log.getvalue()) == MAX_LINE + 1


def test_arguments_that_do_not_fit_are_written_down_and_redacted(log):
    logging.getLogger("anybody").error("%d of %d", "ada@reader.test")

    assert log.getvalue() == "%d of %d ('…@…',)\n"


def page_of_an_error(request, values):
    api_key, mail_server = values[6], {"url": values[2], "told": values}
    try:
        raise ValueError(f"{values} {api_key} {mail_server}")
    except ValueError:
        return technical_500_response(request, *sys.exc_info()).text


@pytest.mark.parametrize("debug", [True, False])
@pytest.mark.parametrize("accept", ["text/html", "text/plain"])
def test_no_error_page_or_report_shows_a_secret(secrets, settings, debug, accept):
    settings.DEBUG = debug
    headers = {"Accept": accept, "Authorization": "Basic aG9vay11c2VyOmhvb2std29yZA==", "Cookie": "sessionid=session"}
    request = RequestFactory().post("/preferences/TOKEN/", {"email": "ada@reader.test"}, headers=headers)

    page = page_of_an_error(request, VALUES)

    assert "ValueError" in page
    for value in [*VALUES, "red-pass", "aG9vay11c2VyOmhvb2std29yZA", "TOKEN/", "sessionid=session"]:
        assert value not in page
        assert value.replace("&", "&amp;").replace("'", "&#x27;") not in page


def hostile_requests(client):
    """Each of them makes Django log an error."""
    yield client.get("/", headers={"Host": "evil.example"})
    yield client.post("/", {f"field{number}": "x" for number in range(1_100)})
    yield client.post("/anymail/postmark/tracking/", "[1]", content_type="application/json")
    yield client.get("/en/archive/")


@pytest.mark.django_db
def test_no_stranger_makes_the_service_mail_its_operators(settings, monkeypatch):
    def broken(*_args, **_kwargs):
        raise ValueError("broken")

    monkeypatch.setattr("newsletter.views.archive.activate_language", broken)
    settings.ADMINS = [("", "operator@reader.test")]
    client = Client(raise_request_exception=False)
    configure_logging(settings.LOGGING_CONFIG, settings.LOGGING)

    answers = [answer.status_code for answer in hostile_requests(client)]

    assert answers[-1] == 500
    assert min(answers) >= 400
    assert mail.outbox == []


@pytest.mark.parametrize(
    "start", ["import django; django.setup()", "from newsletter.celery import app; app.log.setup('INFO')"]
)
def test_no_handler_of_any_logger_mails_and_all_records_are_redacted(start):
    program = f"""
import logging, os
os.environ["DJANGO_SETTINGS_MODULE"] = "newsletter.settings"
{start}
loggers = [logging.getLogger(), *map(logging.getLogger, logging.root.manager.loggerDict)]
print(sorted({{type(handler).__name__ for logger in loggers for handler in logger.handlers}} - {{"NullHandler"}}))
logging.getLogger("celery").error("/u/TOKEN of ada@reader.test")
"""
    done = subprocess.run([sys.executable, "-c", program], cwd=ours.BASE_DIR, capture_output=True, text=True)

    assert done.stdout == "['StreamHandler']\n"
    assert done.stderr.endswith("ERROR celery: /u/… of …@…\n")
