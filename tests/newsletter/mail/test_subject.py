"""What the inbox shows: what happened first and where, cut at words, never a link, never empty."""

import datetime as dt

import pytest
from django.utils import translation
from wcwidth import width

from digest.defang import BREAK
from newsletter.editions import content
from newsletter.editions.selection import Budget, select
from newsletter.editions.types import RepositoryInfo
from newsletter.mail import subject
from newsletter.mail.compose import compose
from subscribers.models import Selection
from tests.factories import make_activity, make_digest, make_repository, make_statement
from tests.newsletter.edition_values import FLASHINFER, VLLM, edition, section, story

pytestmark = pytest.mark.django_db


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

    assert evil == f"flashinfer: See evil.{BREAK}zip now"
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
    assert subject.inbox_text(subject.Lead(FLASHINFER, story(label=label, headline=headline))) == shown


def test_a_title_keeps_its_backticks_and_a_sentence_loses_them():
    assert subject.text_of(story(headline="a `b`", by_title=True)) == "a `b`"
    assert subject.text_of(story(headline="a `b`")) == "a b"
    assert subject.text_of(story(headline="", detail="only `detail`")) == "only detail"


def test_the_preheader_goes_on_with_the_second_and_third_story_of_any_section():
    shown = edition(section(story(1)), section(story(2), story(3), story(4), repository=VLLM))

    assert subject.preheader(shown) == "Headline 2; Headline 3"


def test_sections_without_stories_are_passed_over():
    bare = section(repository=RepositoryInfo(3, "a/b", "https://github.com/a/b"))

    assert subject.subject(edition(bare, section(story(5)))) == "Headline 5"


# Of stored days


@pytest.fixture
def digest():
    return make_digest()


@pytest.fixture
def vllm():
    return make_repository("vllm-project/vllm")


def tell(digest, repository, headline="It works", detail="", **fields):
    activity = {name: fields.pop(name) for name in ("title", "number", "files_total") if name in fields}
    main = make_activity(repository, digest=digest, **activity)
    fields = {"texts": {"en": (headline, detail), "zh-hans": (f"中文 {headline}", detail)}, "score": -main.pk} | fields
    return make_statement(digest, main, **fields)


def title(digest, repository, words, **fields):
    return tell(digest, repository, title=words, texts=None, **fields)


def inbox(digest, language="en"):
    """(subject, preheader) in this language."""
    everything = content.load_content([digest], language)
    with translation.override(language):
        edition = select(everything, Selection(language=language), Budget())
        return subject.subject(edition), subject.preheader(edition)


def test_the_subject_is_the_first_headline_and_the_count(digest, vllm):
    tell(digest, vllm, "Qwen3.5 FP8 no longer gives NaN on Hopper", importance=5)
    tell(digest, vllm, "Second")
    tell(digest, vllm, "Third")
    tell(digest, vllm, "Fourth")

    assert inbox(digest) == ("Qwen3.5 FP8 no longer gives NaN on Hopper, and 3 more", "Second; Third")


def test_a_subject_with_line_breaks_is_one_line(digest, vllm):
    title(digest, vllm, "Fix\r\nBcc: everybody")

    mail = compose(select(content.load_content([digest], "en"), Selection(language="en"), Budget()))

    assert mail.message()["Subject"] == "vllm: Fix Bcc: everybody"


def test_without_sentences_a_title_leads_with_its_repository_and_without_its_tags(digest, vllm):
    title(digest, vllm, "[Kernel] feat(fp4): one-shot launch config (#12).", importance=4)
    title(digest, vllm, "Second")

    assert inbox(digest) == ("vllm: one-shot launch config, and 1 more", "vllm: Second")


def test_what_only_a_tag_called_a_fix_is_called_one_by_its_label(digest, vllm):
    title(digest, vllm, "[Bugfix] FP4 launch config", label="fixed")

    assert inbox(digest)[0] == "vllm: FP4 launch config (Fixed)"


def test_a_title_that_names_its_repository_names_it_once(digest, vllm):
    title(digest, vllm, "vLLM runs on SM121")

    assert inbox(digest)[0] == "vLLM runs on SM121"


def test_a_chinese_mail_of_english_titles_counts_in_the_subject_and_tells_in_the_preheader(digest, vllm):
    title(digest, vllm, "FP4 one-shot launch config", importance=4)
    title(digest, make_repository("NVIDIA/cutlass"), "Second")

    told = inbox(digest, "zh-hans")

    assert told == ("vllm 等 2 个仓库：2 条动态", "vllm：FP4 one-shot launch config；cutlass：Second")


def test_a_chinese_mail_of_one_repository_names_it_alone(digest, vllm):
    title(digest, vllm, "FP4 one-shot launch config")

    assert inbox(digest, "zh-hans") == ("vllm：1 条动态", "vllm：FP4 one-shot launch config")


def test_a_sentence_leads_before_a_title(digest, vllm):
    title(digest, vllm, "A title of more importance", importance=4)
    tell(digest, vllm, "A sentence", importance=3)

    assert inbox(digest) == ("A sentence, and 1 more", "vllm: A title of more importance")


@pytest.mark.parametrize(
    ("words", "label"),
    [("Revert the thing", "reverted"), ("chore: tidy up", "changed"), ("[CI] new runner", "changed"), ("v0.6.4", "")],
)
def test_a_revert_a_chore_or_a_bare_version_leads_only_where_there_is_nothing_else(digest, vllm, words, label):
    title(digest, vllm, words, label=label, importance=5)
    alone = inbox(digest)[0]
    title(digest, make_repository("NVIDIA/cutlass"), "Real news", importance=3)

    assert "Real" not in alone
    assert inbox(digest)[0] == "cutlass: Real news, and 1 more"


def test_a_sentence_about_a_revert_does_not_lead(digest, vllm):
    tell(digest, vllm, "The new sampler is gone again", label="reverted", importance=5)
    tell(digest, vllm, "Real news")

    assert inbox(digest)[0] == "Real news, and 1 more"


def test_a_single_story_has_its_detail_in_the_preheader(digest, vllm):
    tell(digest, vllm, "New option `--mamba-backend`", "Set `flashinfer` on Hopper.")

    assert inbox(digest) == ("New option --mamba-backend", "Set flashinfer on Hopper.")


def test_details_are_joined_without_their_full_stops(digest, vllm):
    tell(digest, vllm, "First", "One detail.", importance=4)
    tell(digest, vllm, "Second", "Another.")

    assert inbox(digest)[1] == "Second; One detail; Another."


def test_a_preheader_is_never_empty(digest, vllm):
    title(digest, vllm, "Only a title", number=34914, files_total=3)

    assert inbox(digest)[1] == "vllm #34914 · 3 files"


def test_a_preheader_does_not_repeat_the_subject_of_another_story_with_the_same_words(digest, vllm):
    tell(digest, vllm, "The same", importance=4)
    tell(digest, make_repository("NVIDIA/cutlass"), "The same")
    tell(digest, make_repository("sgl-project/sglang"), "Another")

    assert inbox(digest) == ("The same, and 2 more", "Another")


def test_a_long_preheader_ends_at_a_word_and_a_short_one_is_padded(digest, vllm):
    tell(digest, vllm, "First", importance=5)
    tell(digest, vllm, "Second " * 40, importance=4)
    other = make_digest(dt.date(2026, 2, 20))
    tell(other, vllm, "First")
    tell(other, vllm, "Second")
    long, short = (
        subject.padded_preheader(select(content.load_content([each], "en"), Selection(language="en")))
        for each in (digest, other)
    )

    assert (long.count(subject.FILLER), short.count(subject.FILLER)) == (1, 60)
    assert width(long.partition("\u034f")[0]) <= 201
