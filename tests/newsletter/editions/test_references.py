"""How readers call an activity, and what else a story refers to."""

import pytest

from newsletter.editions.references import make_relation, own_reference
from tests.factories import make_activity, make_digest, make_statement
from tests.newsletter.editions.told_story import SHA, commit, told

pytestmark = pytest.mark.django_db


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
