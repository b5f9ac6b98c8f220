"""Several days in one mail: what went on meanwhile is told once, with its end."""

import datetime as dt

import pytest

from digest.models import Statement
from digest.stories import statements
from newsletter.editions import content, selection
from newsletter.editions.selection import Budget, select
from subscribers.models import Selection
from tests.factories import DAY, make_activity, make_digest, make_repository, make_sentence, write_texts

pytestmark = pytest.mark.django_db
SDAR = "Add SDAR model support"


@pytest.fixture
def days():
    return [make_digest(DAY + dt.timedelta(days=number)) for number in range(3)]


@pytest.fixture
def sglang():
    return make_repository("sgl-project/sglang")


def edition_of(days, budget=None, **chosen):
    """One after the other, as the days were built; then all in one edition."""
    for digest in days:
        statements.prepare(digest)
        digest.status = "ready"
        digest.save()
    return select(content.load_content(days, "en"), Selection(language="en", **chosen), budget)


def stories_of(edition):
    return [story for section in edition.sections for story in section.stories]


def issue(digest, action="opened", **fields):
    return make_activity(kind="issue", action=action, digest=digest, **fields)


def relations_of(story):
    return [(relation.word, relation.reference.text) for relation in story.relations]


def test_what_was_reverted_meanwhile_is_told_once_as_reverted(days, sglang):
    first = make_activity(sglang, digest=days[0], number=18318, title=SDAR)
    body = "Reverts sgl-project/sglang#18318"
    revert = make_activity(sglang, digest=days[2], number=19032, title=f'Revert "{SDAR}"', body=body)

    edition = edition_of(days)
    (story,) = stories_of(edition)

    assert (story.headline, story.label) == (f'Revert "{SDAR}"', "reverted")
    assert relations_of(story) == [("reverts", "#18318")]
    assert story.follow_up is None
    assert set(story.evidence) == {revert.url, first.url}
    assert (edition.stories_found, edition.stories_shown) == (1, 1)


def test_what_was_reverted_and_came_back_meanwhile_is_told_once_with_both(days, sglang):
    make_activity(sglang, digest=days[0], number=18318, title=SDAR)
    body = "Reverts sgl-project/sglang#18318"
    make_activity(sglang, digest=days[1], number=19032, title=f'Revert "{SDAR}"', body=body)
    body = "Second attempt of #18318 after its revert in #19032."
    make_activity(sglang, digest=days[2], number=19044, title="Feature/sdar support", body=body)

    (story,) = stories_of(edition_of(days))

    assert story.references[0].text == "#19044"
    assert relations_of(story) == [("relands", "#18318"), ("reverted_by", "#19032")]


def test_an_issue_opened_and_closed_meanwhile_is_told_as_closed(days):
    issue(days[0], number=2264, title="[Bug] Segfault")
    issue(days[1], "closed", number=2264, title="[Bug] Segfault")

    (story,) = stories_of(edition_of(days))

    assert (story.label, story.follow_up) == ("closed", None)


def test_a_report_and_its_fix_of_another_day_are_told_as_the_fix(days):
    issue(days[0], number=2266, title="[Bug] NaN")
    make_activity(digest=days[1], number=2300, title="Clamp", body="Fixes #2266")
    issue(days[2], "closed", number=2266, title="[Bug] NaN")

    (story,) = stories_of(edition_of(days))

    assert (story.references[0].text, story.label, story.follow_up) == ("#2300", "merged", None)
    assert relations_of(story) == [("fixes", "#2266")]
    assert story.kinds == {"merged", "issues"}


def test_who_heard_of_the_report_before_reads_of_its_fix_as_an_update(days):
    issue(days[0], number=2266, title="[Bug] NaN")
    make_activity(action="opened", digest=days[1], number=2300, title="Clamp", body="Fixes #2266")
    make_activity(digest=days[2], number=2300, title="Clamp", body="Fixes #2266")
    edition_of(days)

    (story,) = stories_of(select(content.load_content(days[1:], "en"), Selection(language="en")))

    assert (story.label, story.follow_up.headline) == ("update", "[Bug] NaN")


def test_a_proposal_that_was_merged_meanwhile_is_told_as_merged(days):
    make_activity(action="opened", digest=days[0], number=7, title="Add a kernel")
    make_activity(digest=days[1], number=7, title="Add a kernel")

    assert [story.label for story in stories_of(edition_of(days))] == ["merged"]


def test_a_change_leads_to_the_release_that_shipped_it_meanwhile(days):
    make_activity(digest=days[0], number=2547, title="Add a kernel")
    body = "Add a kernel in https://github.com/flashinfer-ai/flashinfer/pull/2547, and #2541"
    make_activity(kind="release", action="published", digest=days[2], key="v0.6.4", title="v0.6.4", body=body)

    release, change = stories_of(edition_of(days))

    assert (release.references[0].text, release.relations) == ("v0.6.4", ())
    assert relations_of(change) == [("released_in", "v0.6.4")]


def test_what_merely_mentions_another_story_leaves_it_alone(days):
    make_activity(digest=days[0], number=2505, title="Add MoE")
    make_activity(digest=days[1], number=2581, title="Add more MoE", body="See #2505")

    assert {story.references[0].text for story in stories_of(edition_of(days))} == {"#2505", "#2581"}


def test_equal_numbers_of_two_repositories_are_two_stories(days, sglang):
    make_activity(sglang, action="opened", digest=days[0], number=7, title="Add a kernel")
    make_activity(digest=days[1], number=7, title="Add another")

    assert len(stories_of(edition_of(days))) == 2


def test_the_days_are_ranked_together_and_so_is_their_summary(days, monkeypatch):
    monkeypatch.setattr(selection, "MIN_STORIES_FOR_SUMMARY", 2)
    for digest, title in zip(days, ("Move a file", "Add SDAR model support", "Fix engine crash"), strict=True):
        make_activity(digest=digest, title=title)
    edition_of(days)
    for statement in Statement.objects.order_by("digest__date"):
        write_texts(statement, {"en": (statement.main.title, "")})
        make_sentence(statement.digest, [statement], texts={"en": ("", f"{statement.main.title}.")})
    Statement.objects.update(outcome="passed")

    edition = select(content.load_content(days, "en"), Selection(language="en"), Budget(stories=2))

    assert [story.headline for story in stories_of(edition)] == ["Add SDAR model support", "Fix engine crash"]
    assert [sentence.text for sentence in edition.summary] == ["Add SDAR model support.", "Fix engine crash."]


def test_the_summary_says_nothing_of_what_ended_meanwhile(days, sglang):
    make_activity(sglang, digest=days[0], number=18318, title=SDAR)
    statements.prepare(days[0])
    make_sentence(days[0], [days[0].statements.get()], texts={"en": ("", "SDAR is supported.")})
    body = "Reverts sgl-project/sglang#18318"
    make_activity(sglang, digest=days[1], number=19032, title=f'Revert "{SDAR}"', body=body)

    assert [sentence.text for sentence in edition_of(days).summary] == []


def test_several_days_cost_few_queries(days, django_assert_max_num_queries):
    for digest in days:
        for _ in range(20):
            make_activity(digest=digest)
    edition_of(days)

    with django_assert_max_num_queries(16):
        content.load_content(days, "en")
