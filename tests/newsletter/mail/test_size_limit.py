"""What a mail gives up, step by step, until it is small enough."""

from itertools import pairwise

import pytest

from newsletter.editions import content
from newsletter.editions.selection import select
from newsletter.mail.size_limit import smaller_versions
from subscribers.models import Selection
from tests.factories import make_activity, make_digest, make_repository, make_sentence, make_statement
from tests.newsletter.edition_values import edition, reference, section, sentence, story

pytestmark = pytest.mark.django_db


@pytest.fixture
def versions():
    digest, vllm = make_digest(), make_repository("vllm-project/vllm")
    stories = [
        make_statement(digest, make_activity(vllm, digest=digest), {"en": (f"Story {n}", "")}, score=-n, importance=4)
        for n in range(4)
    ]
    make_sentence(digest, stories[-1:], texts={"en": ("", "On the last.")})
    make_sentence(digest, stories[:1], texts={"en": ("", "On the first.")})
    return list(smaller_versions(select(content.load_content([digest], "en"), Selection(language="en"))))


def test_titles_go_first_then_files_then_stories_down_to_one(versions):
    assert [(bool(each.titles), each.show_quotes, each.edition.stories_shown) for each in versions] == [
        (True, True, 4),
        (False, True, 4),
        (False, False, 4),
        (False, False, 3),
        (False, False, 2),
        (False, False, 1),
    ]


def test_the_best_story_stays_and_those_dropped_are_counted_below_in_their_order(versions):
    (section,) = versions[-1].edition.sections

    assert [story.headline for story in section.stories] == ["Story 0"]
    assert [story.headline for story in section.more_stories] == ["Story 1", "Story 2", "Story 3"]


def test_a_sentence_goes_with_the_story_that_it_cites(versions):
    assert [sentence.text for sentence in versions[0].edition.summary] == ["On the last.", "On the first."]
    for longer, shorter in pairwise(versions[2:]):
        assert shorter.edition.stories_found == longer.edition.stories_found
        assert [sentence.text for sentence in shorter.edition.summary] == ["On the first."]


def tail(stories=1, **fields):
    return section(*(story(number, **fields) for number in range(stories)), more_stories=(story(100),) * 9)


def titles(*sections, **fields):
    return next(smaller_versions(edition(*sections, **fields))).titles


def test_the_more_links_a_mail_has_anyway_the_fewer_of_its_tails_are_named():
    assert [titles(*[tail()] * number) for number in (0, 1, 4, 8, 12, 40)] == [5, 5, 5, 1, 0, 0]
    assert [titles(*[tail(stories)] * 4) for stories in (2, 3, 4, 5)] == [4, 2, 0, 0]


def test_further_sources_of_stories_and_sentences_count_and_hashes_do_not():
    sources = (reference("#1"), reference("#2"), reference("a1b2c3d", "sha"))

    assert titles(*[tail(2)] * 4) == 4
    assert titles(*[tail(2, references=sources)] * 4) == 2
    assert titles(*[tail(2)] * 4, takeaways=(sentence(cites=(1, 2, 3, 4)),)) == 3
