"""One stored statement as a reader sees it."""

import datetime as dt

import pytest

from digest.defang import BREAK
from digest.models import Statement
from newsletter.editions.content import load_content
from newsletter.editions.stories import MAX_TITLE, build_story, make_relation, own_reference, quoted, repository_of
from tests.factories import DAY, make_activity, make_digest, make_repository, make_sentence, make_statement

pytestmark = pytest.mark.django_db
SHA = "11537c7c8ad9b6c89b021c269c3144bb71897a36"


def told(statement, language="en"):
    content = load_content([statement.digest], language)
    return next(story for story in content.stories if story.id == statement.pk)


def commit(digest, **fields):
    return make_activity(kind="commit", action="pushed", digest=digest, **fields)


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("two\n lines", "two lines"),
        ("gemm\u202eevil", "gemmevil"),
        ("see evil.zip", f"see evil.{BREAK}zip"),
        ("x" * 400, "x" * MAX_TITLE + "…"),
        ("`torch.compile` stays", "`torch.compile` stays"),
        ("", ""),
    ],
)
def test_a_title_is_quoted_in_one_line_and_is_no_link(title, shown):
    assert quoted(title) == shown


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


@pytest.mark.parametrize(
    ("fields", "text", "kind"),
    [
        ({"kind": "pull_request", "number": 12}, "#12", "number"),
        ({"kind": "issue", "action": "opened", "number": 13}, "#13", "number"),
        ({"kind": "commit", "action": "pushed", "key": SHA}, SHA[:7], "sha"),
        ({"kind": "release", "action": "published", "key": "v0.6.4"}, "v0.6.4", "tag"),
        ({"kind": "advisory", "action": "published", "key": "GHSA-2222-3333-4444"}, "GHSA-2222-3333-4444", "advisory"),
    ],
)
def test_an_activity_is_called_as_readers_call_it(fields, text, kind):
    reference = own_reference(make_activity(digest=make_digest(), **fields))

    assert (reference.text, reference.kind) == (text, kind)


def test_the_main_activity_leads_and_commits_come_last():
    digest = make_digest()
    pushed = commit(digest, key=SHA)
    main, other = (make_activity(digest=digest, number=number) for number in (12, 13))
    statement = make_statement(digest, main, evidence=[pushed, other, main])

    assert [reference.text for reference in told(statement).references] == ["#12", "#13", SHA[:7]]


def test_a_merge_commit_that_was_not_listed_is_still_referred_to_once():
    digest = make_digest()
    alone = make_statement(digest, make_activity(digest=digest, number=12, merge_sha=SHA))
    main = make_activity(digest=digest, number=13, merge_sha="a" * 40)
    both = make_statement(digest, main, evidence=[main, commit(digest, key="a" * 40)])

    assert [reference.text for reference in told(alone).references] == ["#12", SHA[:7]]
    assert [reference.text for reference in told(both).references] == ["#13", "a" * 7]


def test_what_a_relation_names_is_no_reference_of_its_own():
    digest = make_digest()
    fix, issue = make_activity(digest=digest, number=12), make_activity(kind="issue", action="closed", number=9)
    row = {"word": "fixes", "text": "#9", "url": issue.url}
    statement = make_statement(digest, fix, evidence=[fix, issue], relations=[row])

    story = told(statement)
    assert [reference.text for reference in story.references] == ["#12"]
    assert [(relation.word, relation.reference.text) for relation in story.relations] == [("fixes", "#9")]


@pytest.mark.parametrize(
    ("word", "text", "kind"),
    [
        ("fixes", "#9", "number"),
        ("fixes", "vllm#9", "number"),
        ("reverts", SHA[:7], "sha"),
        ("released_in", "v1", "tag"),
    ],
)
def test_a_relation_knows_what_it_points_to(word, text, kind):
    assert make_relation({"word": word, "text": text, "url": "https://x.example"}).reference.kind == kind


def test_a_branch_in_a_relation_is_no_link():
    relation = make_relation({"word": "in_branch", "text": "evil.zip", "url": "https://x.example"})

    assert relation.reference.text != "evil.zip"


def test_files_are_listed_by_size_with_tests_and_locks_last():
    files = [
        {"path": "tests/test_mla.py", "additions": 900, "deletions": 0},
        {"path": "uv.lock", "additions": 500, "deletions": 0},
        {"path": "a.py", "additions": 1, "deletions": 0},
        {"path": "csrc/b.cu", "additions": 5, "deletions": 5},
    ]
    digest = make_digest()
    statement = make_statement(digest, commit(digest, files=files, files_total=4, additions=1406, deletions=5))

    story = told(statement)
    assert story.files == ("csrc/b.cu", "a.py", "tests/test_mla.py", "uv.lock")
    assert (story.files_total, story.additions, story.deletions) == (4, 1406, 5)


def test_a_file_in_two_commits_is_one_file_and_its_changes_are_added():
    digest = make_digest()
    one = commit(digest, files=[{"path": "a.py", "additions": 4, "deletions": 0}], files_total=1)
    rows = [{"path": "a.py", "additions": 4, "deletions": 0}, {"path": "b.py", "additions": 6, "deletions": 0}]
    other = commit(digest, files=rows, files_total=2)
    story = told(make_statement(digest, one, evidence=[one, other]))

    assert story.files == ("a.py", "b.py")
    assert story.files_total == 2


def test_sizes_that_one_commit_does_not_tell_are_not_summed():
    digest = make_digest()
    one, other = commit(digest, additions=4, deletions=1, files_total=1), commit(digest, files_total=1)
    story = told(make_statement(digest, one, evidence=[one, other]))

    assert (story.additions, story.deletions) == (None, None)


def test_files_of_commits_that_were_not_read_come_from_the_merged_pull_request():
    digest = make_digest()
    rows = [{"path": "a.py", "additions": 4, "deletions": 0}]
    main = make_activity(digest=digest, files=rows, files_total=1)
    story = told(make_statement(digest, main, evidence=[main, commit(digest)]))

    assert story.files == ("a.py",)


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
