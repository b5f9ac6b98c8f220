"""A language that only stands in the settings is offered, asked for, checked, composed and shown like the others."""

import pytest
from django.urls import reverse

from digest import languages
from digest.models import StatementText
from digest.writing import gate, prompts
from newsletter.mail.compose import compose_delivery
from newsletter.mail.fragments.fast_compose import compose_raw
from subscribers.mail.compose import render_mail
from subscribers.preferences import defaults_for, describe
from tests.factories import make_delivery, make_subscriber
from tests.newsletter.a_day import make_a_day

pytestmark = pytest.mark.django_db
GERMAN = ("Skip-Softmax deckt `MLA` ab", "Auf Hopper; ab Werk ausgeschaltet.")


@pytest.fixture(autouse=True)
def german(settings):
    settings.LANGUAGES = [*settings.LANGUAGES, ("de", "German")]
    settings.DIGEST_LANGUAGES = ["zh-hans", "en", "de"]


@pytest.fixture
def delivery():
    digest = make_a_day()
    story = digest.statements.get(label="new")
    StatementText.objects.create(statement=story, language="de", headline=GERMAN[0], detail=GERMAN[1])
    return make_delivery(digest, make_subscriber("leser@example.org", language="de"), status="sending")


def test_it_goes_by_the_names_that_django_knows():
    german = languages.get("de")

    assert (german.name, german.own_name, german.tag) == ("German", "Deutsch", "de")
    assert languages.get("zh-hant").tag == "zh-Hant"
    assert languages.get("tlh").own_name == "tlh"


def test_a_row_of_the_table_decides_over_what_django_knows(monkeypatch):
    row = languages.Language("de", "German", "German", "Hochdeutsch", time_zone="Europe/Berlin")
    monkeypatch.setitem(languages.TABLE, "de", row)

    assert ("de", "Hochdeutsch") in languages.offered()
    assert defaults_for("de").time_zone == "Europe/Berlin"


def test_its_reader_gets_a_mail_in_it(delivery):
    message = compose_delivery(delivery)
    html = message.alternatives[0][0]

    assert message.extra_headers["Content-Language"] == "de"
    assert 'lang="de"' in html
    assert GERMAN[1] in html
    assert GERMAN[1] in message.body


def test_its_reader_gets_the_same_mail_on_the_fast_way(delivery):
    assert b"ab Werk ausgeschaltet." in compose_raw(delivery).content


@pytest.mark.parametrize("name", ["confirm", "manage"])
def test_the_small_mails_name_it(name):
    html = render_mail(name, {"described": {}}, "de")[2]

    assert 'lang="de"' in html


def test_pages_and_forms_offer_it(client, delivery):
    page = client.get(reverse("subscribers:sign_up"), headers={"Accept-Language": "de"}).content.decode()

    assert 'lang="de"' in page
    assert "Deutsch" in client.get(reverse("subscribers:sign_up"), headers={"Accept-Language": "en"}).content.decode()
    assert describe(delivery.subscriber)["language"] == "German"


def test_the_model_is_asked_for_it_and_its_words_are_checked():
    form = prompts.form_of_stories("en", "de").model_json_schema()["$defs"]["Story"]
    evidence = gate.Evidence(("feat: MLA on Hopper",))
    words = {"de": gate.Words("MLA läuft auf Hopper", "")}

    assert "de" in form["properties"]
    assert gate.check(words, evidence, frozenset()) == []
    assert gate.check({"de": gate.Words("在 Hopper 上支持", "")}, evidence, frozenset()) != []
