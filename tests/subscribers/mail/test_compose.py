"""Three templates become one message to one person."""

import pytest
from django.utils import translation

from subscribers.addresses import AddressError
from subscribers.mail.compose import compose_mail, new_message_id, render_mail
from tests.factories import make_subscriber

pytestmark = pytest.mark.django_db
NAMES = {"newsletter_name": "AI Infra Daily", "postal_address": "Road 1"}
NO_ADDRESS = ["ada@example.org,bob@example.org", "Ada <ada@example.org>", "ada", "a@b.org\nBcc: c@d.org", "a @b.org"]
MAILS = ["confirm", "manage", "new_address", "old_address"]


def context(**fields):
    values = {
        "url": "https://letters.example.com/c/x/",
        "newsletter_name": "AI Infra Daily",
        "postal_address": "Road 1",
    }
    return {"subscriber": make_subscriber(), **values} | fields


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_mail_has_a_subject_in_one_line_a_text_and_a_document(language):
    subject, text, html = render_mail("confirm", context(), language)

    assert subject == " ".join(subject.split()) != ""
    assert text.endswith("\n")
    assert not text.startswith("\n")
    assert "<html" in html
    assert f'lang="{"zh-Hans" if language == "zh-hans" else "en"}"' in html


def test_the_language_of_a_mail_is_the_readers_and_leaves_ours_alone():
    with translation.override("en"):
        chinese, _text, _html = render_mail("confirm", context(), "zh-hans")
        english, _text, _html = render_mail("confirm", context(), "en")
        assert translation.get_language() == "en"

    assert chinese != english
    assert english.isascii()


@pytest.mark.parametrize("name", MAILS)
def test_a_newsletter_name_with_markup_is_text_in_html_and_as_it_is_in_the_subject(name):
    subject, _text, html = render_mail(name, context(newsletter_name="R&D <b>"), "en")

    assert "R&D <b>" in subject
    assert "<b>" not in html


def test_a_message_goes_to_one_address_and_says_that_a_machine_wrote_it():
    message = compose_mail("confirm", context(), "en", "ada@example.org")

    assert message.to == ["ada@example.org"]
    assert message.cc == message.bcc == []
    assert message.extra_headers["Auto-Submitted"] == "auto-generated"
    assert [kind for _content, kind in message.alternatives] == ["text/html"]


def test_a_preview_goes_to_nobody():
    assert compose_mail("confirm", context(), "en", "").recipients() == []


@pytest.mark.parametrize(
    "to", ["ada@example.org,bob@example.org", "Ada <ada@example.org>", "ada", "a@b.org\nBcc: c@d.org"]
)
def test_what_is_not_one_plain_address_is_refused(to):
    with pytest.raises(AddressError):
        compose_mail("confirm", context(), "en", to)


def test_a_message_id_is_in_the_senders_domain_and_new_each_time(settings):
    settings.DEFAULT_FROM_EMAIL = "AI Infra Daily <daily@letters.example.com>"
    ids = {new_message_id() for _number in range(3)}

    assert len(ids) == 3
    assert all(each.endswith("@letters.example.com>") for each in ids)
