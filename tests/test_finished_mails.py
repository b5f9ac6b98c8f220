"""What holds of every mail that the service can send, in the bytes that leave."""

import re
from email import message_from_bytes, policy
from email.header import decode_header, make_header

import pytest

from newsletter.sending.transports import get_transport
from tests import finished_mails as mails
from tests.newsletter.sending.mails_owed import use_smtp
from tests.newsletter.sending.smtp.raw_smtp import EXTENSIONS, raw_smtp

pytestmark = pytest.mark.django_db
LANGUAGES = ("en", "zh-hans")
# A name, a sentence and an address as long as any; with emoji and letters that two code units hold.
NAME = "人工智能基础设施每日要闻与推理引擎更新摘要🚀𠮷，供所有关心它们的工程师阅读"
ENCODED_WORD = re.compile(rb"=\?[^?\s]+\?[BbQq]\?[^?\s]*\?=")
SEVEN_BITS = ("PIPELINING", "SIZE 1000000")


@pytest.fixture(autouse=True)
def a_service_of_a_domain(settings):
    settings.DEFAULT_FROM_EMAIL, settings.NEWSLETTER_NAME = f"{NAME} <daily@news.sender.test>", NAME
    settings.LANGUAGE_CODE = "zh-hans"


def header_lines(content):
    return content.partition(b"\r\n\r\n")[0].split(b"\r\n")


def test_the_mails_are_those_of_the_templates():
    names = {name for name, _message in mails.finished_mails("en")}

    assert names == {*mails.NAMES, "digest, joined", "alert"}
    assert len(mails.NAMES) >= 5


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_message_id_of_every_mail_is_in_the_senders_domain(language):
    for name, message in mails.finished_mails(language):
        found = message_from_bytes(message.content).get_all("Message-ID")

        assert [each.rpartition("@")[2] for each in found] == ["news.sender.test>"], name


@pytest.mark.parametrize("language", LANGUAGES)
def test_headers_are_in_encoded_words_of_75_characters_and_lines_of_76(language):
    for name, message in mails.finished_mails(language):
        for line in header_lines(message.content):
            words = ENCODED_WORD.findall(line)

            assert line.isascii()
            assert len(line) <= (76 if words else 998), (name, line)
            assert not [word for word in words if len(word) > 75]
            for word in words:  # each by itself, as RFC 2047 has it: no character is in two of them
                header = message_from_bytes(b"Subject: " + word + b"\r\n\r\n", policy=policy.default)["Subject"]
                assert "\ufffd" not in header
                assert not header.defects, (name, word)


def read(header):
    return str(make_header(decode_header(header)))


def test_a_long_subject_and_sender_are_whole_again_when_they_are_read():
    found = {name: message_from_bytes(message.content) for name, message in mails.finished_mails("zh-hans")}
    subjects = {name: read(message["Subject"]) for name, message in found.items()}

    assert {read(message["From"]) for message in found.values()} == {f"{NAME} <daily@news.sender.test>"}
    assert NAME in subjects["confirm"]
    assert subjects["digest"] == subjects["digest, joined"]
    assert subjects["digest"].startswith("在 Hopper 上修复分块预填充与推测解码")
    assert read(found["digest"]["List-Id"]) == f"{NAME} <daily.news.sender.test>"


@pytest.mark.parametrize("name", ["digest", "digest, joined"])
def test_a_subject_of_ascii_with_code_in_it_stays_ascii(name):
    message = dict(mails.finished_mails("en"))[name]

    assert b"Subject: flashinfer: Fix torch.compile on Hopper" in header_lines(message.content)


@pytest.mark.parametrize("extensions", [EXTENSIONS, SEVEN_BITS], ids=["8 bits", "7 bits"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_our_engine_tells_the_size_of_what_it_sends(settings, language, extensions):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    messages = [message for _name, message in mails.finished_mails(language)]
    with raw_smtp(extensions) as server:
        use_smtp(settings, server.port)
        transport = get_transport()
        for number, message in enumerate(messages):
            transport.submit(number, message)
        for _message in messages:
            assert transport.next_result(5)[1].status == "sent"
        transport.close()

    assert told(server) == [len(content) for _recipient, content in server.accepted]
    assert len(server.accepted) == len(messages)


@pytest.mark.parametrize("language", LANGUAGES)
def test_djangos_backend_tells_the_size_of_what_it_sends(settings, language):
    messages = [mails.asked_for(kind, language) for kind in mails.ASKED_FOR] + [mails.alert()]
    with raw_smtp() as server:
        use_smtp(settings, server.port)
        for message in messages:
            message.connection = None
            assert message.send() == 1

    assert told(server) == [len(content) for _recipient, content in server.accepted]
    assert len(server.accepted) == len(messages)


def told(server):
    """The sizes that MAIL FROM gave."""
    mails_from = [command for command in server.commands if command.upper().startswith("MAIL FROM")]
    return [int(re.search(r"SIZE=(\d+)", command, re.IGNORECASE)[1]) for command in mails_from]
