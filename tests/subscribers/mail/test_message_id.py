"""Every mail names itself in the sender's domain, and never tells the name of the machine."""

from subscribers.mail.compose import new_message_id


def test_a_message_id_is_in_the_domain_of_the_sender(settings):
    settings.DEFAULT_FROM_EMAIL = "AI Infra Daily <daily@news.example.org>"

    assert new_message_id().endswith("@news.example.org>")
