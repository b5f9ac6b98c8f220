"""What an editor pinned is told first and what they hid is told nowhere, in every document alike."""

import pytest
from django.test import Client
from django.utils import translation

from digest.models import Activity, Digest, Statement
from digest.search.find import find
from digest.search.index import index_digest
from newsletter.editions.content import load_content, load_stories
from newsletter.editions.filters import selection_from_names
from newsletter.editions.selection import Budget, select
from newsletter.editions.threads import thread_of
from newsletter.mail.compose import compose
from newsletter.mail.story_order import mail_order
from newsletter.mail.subject import lead_stories
from newsletter.renderers.json_document import edition_activities, edition_data
from newsletter.renderers.markdown import render_markdown
from newsletter.renderers.plain_text import render_plain
from newsletter.views.archive import best_stories
from newsletter.views.stories import published_stories
from tests.factories import make_activity, make_coverage, make_digest, make_repository, make_sentence, make_statement

pytestmark = pytest.mark.django_db

FIRST = 9000  # no number that the factories give
PINNED, HIDDEN = Statement.Placement.PINNED, Statement.Placement.HIDDEN


@pytest.fixture
def digest():
    """Five stories of one repository, each less important than the one before; the fifth is folded."""
    digest, repository = make_digest(status="published"), make_repository()
    make_coverage(digest, repository)
    for number in range(1, 6):
        main = make_activity(repository, number=FIRST + number, title=f"Title {number}", digest=digest)
        texts = {"en": (f"Story {number}", f"Detail {number}."), "zh-hans": (f"故事 {number}", f"细节 {number}。")}
        make_statement(digest, main, texts, importance=6 - number, fold="ci" if number == 5 else "")
    return digest


def story(number):
    return Statement.objects.get(main__number=FIRST + number)


def place(number, placement):
    Statement.objects.filter(main__number=FIRST + number).update(placement=placement)


def edition_of(digest, budget=None):
    return select(load_content([digest], "en"), selection_from_names("en"), budget)


def headlines(edition):
    return [story.headline for section in edition.sections for story in section.stories]


def documents(digest):
    """The day as mail, page, JSON, Markdown and plain text, in one piece each."""
    edition = edition_of(digest)
    message = compose(edition)
    client = Client()
    pages = [client.get(f"/en/{digest.date:%Y/%m/%d}{suffix}") for suffix in ("/", ".json", ".md")]
    with translation.override("en"):
        written = [render_markdown(edition), render_plain(edition), message.body, message.alternatives[0].content]
    return [*written, *(page.text for page in pages)]


def test_a_pinned_story_comes_first_however_small_it_is(digest):
    place(4, PINNED)

    assert headlines(edition_of(digest)) == ["Story 4", "Story 1", "Story 2", "Story 3"]


def test_a_pinned_story_is_no_longer_only_counted(digest):
    place(5, PINNED)

    (section,) = edition_of(digest).sections
    assert section.stories[0].headline == "Story 5"
    assert section.folded == ()


def test_what_is_pinned_is_mailed_before_what_is_better(digest):
    place(4, PINNED)
    place(3, PINNED)

    assert headlines(edition_of(digest, Budget(stories=2, minutes=0))) == ["Story 3", "Story 4"]


def test_what_is_pinned_in_one_repository_is_mailed_before_the_best_of_another(digest):
    other = make_repository("vllm-project/vllm")
    make_coverage(digest, other)
    make_statement(digest, make_activity(other, digest=digest), {"en": ("Other", "")}, importance=5)
    place(3, PINNED)
    place(4, PINNED)

    assert headlines(edition_of(digest, Budget(stories=2, minutes=0))) == ["Story 3", "Story 4"]


def test_without_a_budget_s_room_only_the_best_small_story_is_mailed_but_each_that_is_pinned(digest):
    Statement.objects.update(importance=1)
    place(3, PINNED)
    place(4, PINNED)

    assert headlines(edition_of(digest, Budget())) == ["Story 3", "Story 4"]


def test_a_pinned_story_leads_the_subject_and_the_titles_that_are_grouped_by_label(digest):
    Statement.objects.update(outcome="title")
    place(4, PINNED)

    edition = edition_of(digest)
    assert lead_stories(edition)[0].story.id == story(4).pk
    assert mail_order(edition.sections[0])[0].id == story(4).pk


def test_a_pinned_story_is_in_the_archive_s_lists(digest):
    place(5, PINNED)

    assert best_stories([digest], "en")[digest.date][0].story.id == story(5).pk
    assert story(5).pk in published_stories().values_list("pk", flat=True)


def test_a_pinned_story_stays_out_of_an_edition_that_did_not_choose_it(digest):
    place(4, PINNED)
    selection = selection_from_names("en")
    selection.threshold = "key"

    assert headlines(select(load_content([digest], "en"), selection)) == ["Story 1"]


@pytest.mark.parametrize("number", [1, 5])
def test_a_hidden_story_is_in_no_document(digest, number):
    place(number, HIDDEN)

    found = [text for text in documents(digest) if f"Story {number}" in text or f"Title {number}" in text]
    assert found == []


def test_a_story_that_is_not_hidden_is_in_every_document(digest):
    place(2, HIDDEN)

    assert [text for text in documents(digest) if "Story 1" not in text] == []


def test_sentences_about_the_day_go_with_the_hidden_story_that_they_cite(digest):
    make_sentence(digest, [story(1)])
    kept = make_sentence(digest, [story(2)])
    make_sentence(digest, [story(1), story(2)], role="takeaway")
    place(1, HIDDEN)

    content = load_content([digest], "en")
    assert [sentence.statement_ids for sentence in content.summary] == [{kept.cites.get().pk}]
    assert content.takeaways == ()


def test_a_hidden_sentence_about_the_day_takes_no_activities_with_it(digest):
    sentence = make_sentence(digest, [story(1)])
    Statement.objects.filter(pk=sentence.pk).update(placement=HIDDEN)

    edition = edition_of(digest)
    assert load_content([digest], "en").summary == ()
    assert edition_activities(edition, [digest]) == list(Activity.objects.order_by("number"))


def test_counts_are_of_what_readers_can_meet(digest):
    place(1, HIDDEN)

    edition = edition_of(digest)
    (row,) = edition_data(edition, edition_activities(edition, [digest]))["repositories"]
    assert row["stories"] == {"found": 4, "told": 4}
    assert [activity["number"] for activity in row["activities"]] == [FIRST + number for number in (2, 3, 4, 5)]


def test_a_hidden_story_is_neither_found_nor_listed_nor_has_it_a_page(digest):
    index_digest(digest)
    place(1, HIDDEN)

    main = story(1).main
    assert story(1).pk not in find(["story"])
    assert load_stories([story(1).pk], "en") == []
    assert story(1).pk not in published_stories().values_list("pk", flat=True)
    assert thread_of(main.repository, main.kind, main.key) == []
    assert Client().get(f"/en/report/{story(1).pk}/").status_code == 404


def test_the_index_leaves_out_what_is_hidden(digest):
    place(1, HIDDEN)

    assert index_digest(digest) == 4


@pytest.mark.parametrize("hides", ["story", "digest"])
def test_a_later_story_does_not_lead_back_to_what_readers_were_never_told(digest, hides):
    later = make_digest(digest.date.replace(day=20))
    make_coverage(later)
    make_statement(later, texts={"en": ("Later", "")}, follows=story(1))
    (before,) = edition_of(later).sections[0].stories
    if hides == "story":
        place(1, HIDDEN)
    else:
        Digest.objects.filter(pk=digest.pk).update(status=Digest.Status.REJECTED)

    (after,) = edition_of(later).sections[0].stories
    assert before.follow_up is not None
    assert after.follow_up is None
