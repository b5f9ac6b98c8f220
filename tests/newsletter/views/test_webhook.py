"""The provider's page: one provider, with proof; no body that anybody could write makes it fail."""

import hmac
import json
from base64 import b64encode

import pytest
from anymail.urls import urlpatterns
from django.db import OperationalError
from hypothesis import HealthCheck, given
from hypothesis import settings as effort
from hypothesis import strategies as st

from newsletter.models import DeliveryEvent
from subscribers.models import Suppression
from tests.factories import make_delivery, make_digest, make_subscriber
from tests.newsletter.deliveries.test_tracking import HARD_BOUNCE

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore::anymail.exceptions.AnymailWarning")]

PROVIDERS = [
    *("amazon_ses", "brevo", "mailersend", "mailgun", "mailjet", "mailtrap", "mandrill", "postal", "postmark"),
    *("resend", "sendgrid", "sparkpost", "unisender_go"),
]
KEYS = {
    "WEBHOOK_SECRET": "user:word",
    "MAILGUN_WEBHOOK_SIGNING_KEY": "key",
    "MAILERSEND_SIGNING_SECRET": "key",
    "MAILTRAP_WEBHOOK_SIGNING_SECRET": "key",
    "MANDRILL_WEBHOOK_KEY": "key",
    "UNISENDER_GO_API_KEY": "key",
}
PROOF = {"Authorization": "Basic " + b64encode(b"user:word").decode()}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(exclude_categories=[])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
many = effort(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def provider(settings, request):
    settings.EMAIL_BACKEND = f"anymail.backends.{request.param}.EmailBackend"
    settings.ANYMAIL = KEYS
    return request.param


def post(client, provider, body, content_type="application/json", **headers):
    path = f"/anymail/{provider}/tracking/"
    body = body if isinstance(body, bytes) else body.encode()
    return client.generic("POST", path, body, content_type, headers=PROOF | headers)


@pytest.mark.parametrize("provider", ["postmark", "mailgun"], indirect=True)
def test_no_page_of_anymail_is_there_but_that_of_the_configured_provider(client, provider):
    there = f"/anymail/{provider}/tracking/"
    paths = ["/anymail/" + str(pattern.pattern).strip("^$").replace("(_mime)?", "") for pattern in urlpatterns]

    assert there in paths
    assert {client.post(path, "{}", "application/json").status_code for path in paths if path != there} == {404}
    assert client.post(there, "{}", "application/json").status_code == 400
    assert client.head(there).status_code == 200


@pytest.mark.parametrize("backend", ["anymail.backends.test.EmailBackend", "newsletter.embedded.maildir.EmailBackend"])
def test_where_no_provider_sends_there_is_no_page(client, settings, backend):
    settings.EMAIL_BACKEND = backend

    assert client.post("/anymail/test/tracking/", "{}", "application/json").status_code == 404
    assert client.post("/anymail/postmark/tracking/", "{}", "application/json").status_code == 404


@pytest.mark.parametrize("provider", PROVIDERS, indirect=True)
@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ("[1]", "application/json"),
        ("1", "application/json"),
        ("{", "application/json"),
        ("", "application/json"),
        ("[" * 100_000, "application/json"),
        ('{"a": ' * 50_000, "application/json"),
        ("9" * 5_000, "application/json"),
        (b"\xff\xfe\x00", "application/json"),
        ('{"a": 1}'.encode("utf-16"), "application/json; charset=utf-16"),
        ('{"a": 1}', "application/json; charset=no-such-charset"),
        ("x" * 1_000_001, "application/json"),
        ("a=1&b=2", "application/x-www-form-urlencoded"),
        ("a=1", "application/x-www-form-urlencoded; charset=utf-16"),
        ("x", "multipart/form-data; boundary=x"),
        ("x", "multipart/form-data"),
    ],
    ids=lambda value: repr(value[:12]),
)
def test_what_is_no_report_is_a_bad_request(client, provider, body, content_type):
    assert post(client, provider, body, content_type).status_code == 400
    assert not DeliveryEvent.objects.exists()


def test_a_provider_without_its_key_believes_nobody(client, settings):
    settings.EMAIL_BACKEND, settings.ANYMAIL = "anymail.backends.mailgun.EmailBackend", {}

    assert post(client, "mailgun", "{}").status_code == 400


@pytest.mark.parametrize("provider", ["postmark", "brevo", "mailjet", "sendgrid", "sparkpost"], indirect=True)
@given(body=JSON)
@many
def test_any_json_is_taken_or_refused_and_never_breaks_the_page(client, provider, body):
    assert post(client, provider, json.dumps(body)).status_code in (200, 400)


@pytest.mark.parametrize("provider", ["postmark"], indirect=True)
@given(changes=st.dictionaries(st.sampled_from(sorted(HARD_BOUNCE)), JSON, max_size=4))
@many
def test_a_report_with_any_part_replaced_is_taken_or_refused(client, provider, changes):
    assert post(client, provider, json.dumps(HARD_BOUNCE | changes)).status_code in (200, 400)


@pytest.mark.parametrize("provider", ["mailgun"], indirect=True)
@given(data=st.fixed_dictionaries({}, optional=dict.fromkeys(("event", "id", "recipient", "timestamp"), JSON)))
@many
def test_a_signed_report_may_say_anything(client, provider, data):
    stamp = {"timestamp": "1", "token": "t", "signature": hmac.new(b"key", b"1t", "sha256").hexdigest()}
    body = {"signature": stamp, "event-data": data | {"user-variables": {"delivery": data.get("id")}}}

    assert post(client, provider, json.dumps(body)).status_code in (200, 400)


@pytest.mark.parametrize("provider", ["postmark"], indirect=True)
@given(body=st.binary(max_size=300))
@many
def test_any_bytes_are_a_bad_request_or_json(client, provider, body):
    assert post(client, provider, body).status_code in (200, 400)


@pytest.mark.parametrize("provider", ["postmark"], indirect=True)
def test_what_could_not_be_kept_is_asked_for_again(client, provider, monkeypatch):
    def locked(**_kwargs):
        raise OperationalError("database is locked")

    monkeypatch.setattr(DeliveryEvent.objects, "get_or_create", locked)
    client.raise_request_exception = False

    assert post(client, provider, json.dumps(HARD_BOUNCE)).status_code == 500


@pytest.mark.parametrize("provider", ["postmark"], indirect=True)
def test_a_report_names_whom_it_suppresses_only_if_we_mailed_them(client, provider):
    make_subscriber("victim@reader.test")
    reader = make_subscriber("ada@reader.test")
    make_delivery(make_digest(), reader, status="sent", esp_message_id=HARD_BOUNCE["MessageID"])

    assert post(client, provider, json.dumps(HARD_BOUNCE | {"Email": "victim@reader.test"})).status_code == 200
    assert not Suppression.objects.exists()
    assert post(client, provider, json.dumps(HARD_BOUNCE | {"ID": 2})).status_code == 200
    assert Suppression.objects.count() == 1
