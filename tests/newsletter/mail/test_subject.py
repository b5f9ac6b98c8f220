"""What the inbox shows: cut at words, never a link, three stories in all."""

import pytest
from django.utils import translation
from wcwidth import width

from digest.defang import BREAK
from newsletter.editions.types import RepositoryInfo
from newsletter.mail import subject
from tests.newsletter.edition_values import FLASHINFER, VLLM, edition, section, story


@pytest.mark.parametrize(
    ("text", "limit", "shown"),
    [
        ("short", 10, "short"),
        ("exactly ten", 11, "exactly ten"),
        ("a headline, that goes on", 12, "a headline…"),
        ("unbreakable" * 3, 10, "unbreakab…"),
        ("两个字宽的标题", 7, "两个字…"),
        ("two\n lines", 20, "two lines"),
        ("", 10, ""),
    ],
)
def test_a_text_is_cut_at_the_end_of_a_word(text, limit, shown):
    assert subject.cut(text, limit) == shown


@pytest.mark.parametrize("text", ["word " * 40, "很长的标题，" * 20, "混合 mixed 标题 " * 10, "x" * 200])
def test_no_cut_text_is_wider_than_its_limit(text):
    for limit in (10, 60, 61, 100):
        assert width(subject.cut(text, limit)) <= limit


def test_a_subject_counts_the_other_stories():
    assert subject.subject(edition(section(story(1)))) == "Headline 1"
    assert subject.subject(edition(section(story(1), story(2), story(3)))) == "Headline 1, and 2 more"


def test_a_chinese_subject_counts_in_chinese():
    with translation.override("zh-hans"):
        text = subject.subject(edition(section(story(1, headline="支持 `MLA`"), story(2))))

    assert text.startswith("支持 MLA")
    assert "1" in text
    assert "more" not in text


def test_a_long_headline_stands_alone():
    long = "A headline that fills the whole line of an inbox with words!"
    shown = subject.subject(edition(section(story(1, headline=long), story(2))))

    assert shown == long
    assert width(shown) == subject.SUBJECT_COLUMNS


def test_a_headline_beyond_the_line_is_cut_without_a_count():
    shown = subject.subject(edition(section(story(1, headline="word " * 30), story(2))))

    assert shown.endswith("word…")
    assert "more" not in shown


def test_an_address_in_a_title_is_no_link_and_a_dotted_name_stays_ascii():
    evil = subject.subject(edition(section(story(1, headline="See evil.zip now", by_title=True))))
    code = subject.subject(edition(section(story(1, headline="Faster `torch.compile`"))))

    assert evil == f"See evil.{BREAK}zip now"
    assert code == "Faster torch.compile"


@pytest.mark.parametrize(
    ("label", "headline", "shown"),
    [
        ("released", "v0.6.4", "flashinfer v0.6.4"),
        ("released", "FlashInfer 0.6.4 is out", "FlashInfer 0.6.4 is out"),
        ("fixed", "v0.6.4", "v0.6.4"),
    ],
)
def test_a_release_is_named_with_its_repository_once(label, headline, shown):
    assert subject.inbox_text(FLASHINFER, story(label=label, headline=headline)) == shown


def test_a_title_keeps_its_backticks_and_a_sentence_loses_them():
    assert subject.text_of(story(headline="a `b`", by_title=True)) == "a `b`"
    assert subject.text_of(story(headline="a `b`")) == "a b"
    assert subject.text_of(story(headline="", detail="only `detail`")) == "only detail"


def test_the_preheader_goes_on_with_the_second_and_third_story_of_any_section():
    shown = edition(section(story(1)), section(story(2), story(3), story(4), repository=VLLM))

    assert subject.preheader(shown) == "Headline 2; Headline 3"


def test_the_preheader_of_a_single_story_is_empty():
    assert subject.preheader(edition(section(story(1)))) == ""


def test_sections_without_stories_are_passed_over():
    bare = section(repository=RepositoryInfo(3, "a/b", "https://github.com/a/b"))

    assert subject.subject(edition(bare, section(story(5)))) == "Headline 5"
