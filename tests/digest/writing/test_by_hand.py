"""The sample day in sentences that a person wrote."""

import pytest

from digest import build
from digest.models import Completion, Statement
from digest.sample import load_day
from digest.writing import by_hand

pytestmark = pytest.mark.django_db


@pytest.fixture
def sample(settings):
    settings.DIGEST_APPROVAL, settings.ANTHROPIC_API_KEY = False, "a key that is not used"
    digest = load_day()
    build.write(digest, by_hand.write_by_hand)
    return digest


def test_nobody_is_asked_and_the_day_is_ready(sample):
    assert not Completion.objects.exists()
    assert sample.status == "ready"


def test_everything_that_was_written_passes_the_gate_and_is_told(sample):
    stories = sample.statements.filter(role="story", outcome="hand")
    written = [by_hand.recorded(name)["stories"] for name in ("vllm-project/vllm", "Dao-AILab/flash-attention")]
    own = stories.filter(repository__full_name__in=["vllm-project/vllm", "Dao-AILab/flash-attention"])

    assert stories.count() >= 30
    assert own.count() == sum(map(len, written))
    assert not sample.statements.filter(outcome="rejected").exists()


def test_it_is_told_in_both_languages(sample):
    for statement in sample.statements.filter(outcome="hand"):
        texts = {text.language: text.headline or text.detail for text in statement.texts.all()}
        assert all(texts.values())
        assert set(texts) == {"en", "zh-hans"}


def test_summary_and_takeaways_cite_told_stories(sample):
    sentences = sample.statements.exclude(role="story")

    assert set(sentences.values_list("role", flat=True)) == {"summary", "takeaway"}
    assert {story.outcome for sentence in sentences for story in sentence.cites.all()} == {"hand"}


def test_what_nobody_wrote_keeps_its_title(sample):
    assert sample.statements.filter(role="story", outcome="title").exists()


def test_what_the_gate_refuses_is_told_by_its_title(settings, monkeypatch):
    settings.DIGEST_APPROVAL = False
    row = by_hand.recorded("vllm-project/vllm")["stories"][0]
    invented = row | {"en": row["en"] | {"detail": "It is 97% faster on `H900`."}}
    monkeypatch.setattr(by_hand, "recorded", lambda name: {"stories": [invented], "summary": [], "takeaways": []})
    digest = load_day()
    build.write(digest, by_hand.write_by_hand)

    assert not Statement.objects.filter(outcome="hand").exists()


@pytest.mark.parametrize("title", ["Fix it (#123)", "Fix it", " Fix it "])
def test_a_title_is_known_with_and_without_its_reference(title):
    assert by_hand.bare(title) == "Fix it"


def test_of_a_repository_without_sentences_nothing_is_recorded():
    assert by_hand.recorded("nobody/nothing") == {}
