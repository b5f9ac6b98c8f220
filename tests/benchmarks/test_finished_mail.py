"""The evaluation reads a mail as it left the house: every story, sentence, number and link of it, planted ones too."""

import pytest

from benchmarks import finished_mail
from newsletter.editions import content
from newsletter.editions.links import digest_url
from newsletter.editions.selection import Budget, select
from newsletter.mail.compose import compose
from newsletter.mail.recipient import Recipient
from subscribers.models import Selection
from tests.factories import make_activity, make_repository, make_statement, make_subscriber
from tests.newsletter.a_day import make_a_day

pytestmark = pytest.mark.django_db


def mail_of(digest, language, budget=None):
    everything = content.load_content([digest], language)
    edition = select(everything, Selection(language=language), budget)
    return (
        compose(edition, Recipient.of(make_subscriber(language=language), digest_url(digest.date, language)))
        .message()
        .as_bytes()
    )


def test_every_story_is_read_with_its_words_and_its_links():
    mail = finished_mail.read(mail_of(make_a_day(), "en"))

    told, quoted = mail.sections[0].stories
    assert (mail.sections[0].repository, told.headline) == ("flashinfer-ai/flashinfer", "Skip-Softmax covers `MLA`")
    assert told.detail == "On Hopper; off by default."
    assert "https://github.com/flashinfer-ai/flashinfer/pull/2547" in told.links
    assert not told.is_quoted
    assert quoted.is_quoted
    assert quoted.headline == "[BUG] <b>NaN</b> in *cutlass* [x](http://evil.example) fp8_kernel"


def test_sentences_of_the_day_stand_apart_from_their_references():
    mail = finished_mail.read(mail_of(make_a_day(), "zh-hans"))

    assert "`MLA` 也支持了。" in [sentence.text for sentence in mail.sentences]
    assert mail.language == "zh-Hans"


def test_a_sentence_that_jumps_to_a_story_refers_to_what_the_story_refers_to():
    digest = make_a_day()
    for number in range(4):
        make_statement(digest, texts={"en": (f"Headline {number}", "")})

    mail = finished_mail.read(mail_of(digest, "en", Budget()))

    assert mail.sentences[0].text == "`MLA` is covered."
    assert "https://github.com/flashinfer-ai/flashinfer/pull/2547" in mail.sentences[0].links


def test_the_table_is_read_row_by_row():
    digest = make_a_day()
    make_statement(digest)
    make_statement(digest, make_activity(make_repository("NVIDIA/cutlass"), digest=digest))

    mail = finished_mail.read(mail_of(digest, "en"))

    assert mail.table["flashinfer"]["cells"][-1] == "3 of 5"


def test_what_the_budget_leaves_out_is_read_below_the_stories():
    mail = finished_mail.read(mail_of(make_a_day(), "en", Budget(stories=1)))

    assert mail.sections[0].tail_text.endswith("2 more: 1 on tests and CI, 1 nightly. Mute flashinfer")
    assert ("#2595", "https://github.com/flashinfer-ai/flashinfer/issues/2595") in mail.sections[0].tail


def test_an_address_is_a_link_wherever_it_stands():
    data = mail_of(make_a_day(), "en").replace(b"off by default.", b"from https://evil.example/now.")

    mail = finished_mail.read(data)

    assert "https://evil.example/now" in mail.links


def test_a_script_is_noticed():
    data = mail_of(make_a_day(), "en").replace(b"</body>", b"<script>x</script></body>")

    assert "script" in finished_mail.read(data).unwanted


@pytest.mark.parametrize(
    ("href", "item"),
    [
        ("https://github.com/NVIDIA/cutlass/pull/7", ("nvidia/cutlass", "number", "7")),
        ("https://github.com/NVIDIA/cutlass/issues/7", ("nvidia/cutlass", "number", "7")),
        ("https://github.com/NVIDIA/cutlass/commit/86af9ba", ("nvidia/cutlass", "commit", "86af9ba")),
        ("https://github.com/NVIDIA/cutlass/releases/tag/v1", ("nvidia/cutlass", "release", "v1")),
        ("https://github.com.evil.example/NVIDIA/cutlass/pull/7", None),
        ("https://github.com/NVIDIA/cutlass/pull/7/files", None),
    ],
)
def test_an_item_is_known_by_its_address(href, item):
    assert finished_mail.item_of(href) == item
