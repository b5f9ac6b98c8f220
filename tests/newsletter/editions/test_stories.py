"""One stored statement as a reader sees it."""

import datetime as dt

import pytest

from digest.models import Statement
from newsletter.editions.stories import build_story, repository_of
from tests.factories import DAY, make_activity, make_digest, make_repository, make_sentence, make_statement
from tests.newsletter.editions.told_story import commit, told

pytestmark = pytest.mark.django_db


def test_a_story_without_a_title_is_called_by_its_reference():
    digest = make_digest()
    statement = make_statement(digest, make_activity(digest=digest, number=12, title="\u200b "))

    assert told(statement).headline == "#12"


def test_words_of_another_language_are_no_words_of_this_one():
    digest = make_digest()
    main = make_activity(digest=digest, title="feat: MLA")
    statement = make_statement(digest, main, texts={"zh-hans": ("支持 MLA", "")})

    assert told(statement, "zh-hans").headline == "支持 MLA"
    english = told(statement)
    assert (english.headline, english.by_title) == ("feat: MLA", True)


def test_rejected_words_never_show():
    digest = make_digest()
    main = make_activity(digest=digest, title="feat: MLA")
    statement = make_statement(digest, main, texts={"en": ("Twice as fast", "")}, outcome="rejected")

    story = told(statement)
    assert (story.headline, story.by_title) == ("feat: MLA", True)


def test_a_late_activity_is_dated_on_the_clock_of_the_digest(settings):
    settings.DIGEST_TIME_ZONE = "Asia/Shanghai"
    digest = make_digest()
    at = dt.datetime(2026, 2, 17, 20, tzinfo=dt.UTC)
    late = make_statement(digest, make_activity(digest=digest, late=True, occurred_at=at))
    on_time = make_statement(digest, make_activity(digest=digest, occurred_at=at))

    assert told(late).late_date == dt.date(2026, 2, 18)
    assert told(on_time).late_date is None


def test_a_follow_up_tells_what_was_told_and_where():
    digest = make_digest()
    before = make_statement(make_digest(DAY - dt.timedelta(days=3)), texts={"en": ("Proposed: `MLA`", "")})
    story = told(make_statement(digest, make_activity(digest=digest), follows=before))

    assert story.follow_up.date == DAY - dt.timedelta(days=3)
    assert story.follow_up.headline == "Proposed: `MLA`"
    assert story.follow_up.url.endswith(f"/en/2026/02/16/#s{before.pk}")


def test_authors_are_named_once_the_main_activity_first():
    digest = make_digest()
    pushed = commit(digest, author="grace")
    main = make_activity(digest=digest, author="ada")
    story = told(make_statement(digest, main, evidence=[pushed, main, commit(digest, author="ada")]))

    assert story.authors == ("ada", "grace")


def test_kinds_are_those_of_all_its_evidence():
    digest = make_digest()
    main = make_activity(digest=digest)
    issue = make_activity(kind="issue", action="opened", digest=digest)

    assert told(make_statement(digest, main, evidence=[main, issue])).kinds == {"merged", "issues"}


def test_a_sentence_about_the_whole_day_has_no_repository():
    digest = make_digest()
    sentence = make_sentence(digest, [make_statement(digest, make_activity(make_repository(), digest=digest))])

    with pytest.raises(ValueError, match="is no story"):
        repository_of(sentence)


def test_a_story_asks_the_database_nothing_once_its_rows_are_there(django_assert_num_queries):
    digest = make_digest()
    make_statement(digest, make_activity(digest=digest), texts={"en": ("Told", "")})
    rows = Statement.objects.select_related("digest", "repository").prefetch_related(
        "texts", "evidence__interface_changes", "topics", "corrections"
    )
    (statement,) = list(rows)

    with django_assert_num_queries(0):
        assert build_story(statement, "en").headline == "Told"
