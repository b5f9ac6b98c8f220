"""How a story relates to other issues and pull requests: what a text says outright, and what it only names."""

import pytest

from digest.stories import relations
from digest.stories.story import Story
from tests.factories import make_activity, make_repository

pytestmark = pytest.mark.django_db
SHA = "44ab752" + "0" * 33


def merged(title="Add a kernel", **fields):
    return make_activity(title=title, **{"number": 100} | fields)


def commit(title="Add a kernel", **fields):
    return make_activity(kind="commit", action="pushed", title=title, **{"key": SHA} | fields)


def rows(main, *others, tracked=()):
    return [(row["word"], row["text"], row["url"]) for row in relations.of(Story(main, (main, *others)), tracked)]


BASE = "https://github.com/flashinfer-ai/flashinfer"


@pytest.mark.parametrize(
    ("title", "is_revert", "is_reland"),
    [
        ('Revert "Add a kernel"', True, False),
        ("[AMD] Reverting the cache", True, False),
        ('Revert "Revert "Add a kernel""', False, True),
        ("Reland the cache", False, True),
        ("[Cache] re-apply it", False, True),
        ("Convert the cache", False, False),
        ("Add revertible steps", False, False),
    ],
)
def test_reverts_and_relandings_are_told_by_their_titles(title, is_revert, is_reland):
    change = merged(title)

    assert (relations.is_revert(change), relations.is_reland(change)) == (is_revert, is_reland)


@pytest.mark.parametrize(
    ("body", "is_reland"),
    [
        ("Relands #12.", True),
        ("Second attempt of #12.", True),
        ("#12 after its revert, reverted in #13", True),
        ("The bug was hidden since it was reverted in #13", False),
        ("Applies to nothing", False),
    ],
)
def test_a_body_says_what_comes_back(body, is_reland):
    assert relations.is_reland(merged("Cache again", body=body)) is is_reland


@pytest.mark.parametrize(
    ("title", "kind", "expected"),
    [
        ("Merge commit from fork", "commit", True),
        ("merge commit from fork (GHSA)", "commit", True),
        ("Merge commit from forked branch", "commit", False),
        ("Merge commit from fork", "pull_request", False),
    ],
)
def test_a_private_fork_is_known_by_githubs_own_subject(title, kind, expected):
    change = commit(title) if kind == "commit" else merged(title)

    assert relations.is_from_private_fork(change) is expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [("Fixed in 44ab752.", True), (f"See {SHA}", True), ("See 44ab75", False), ("x44ab7520000", False), ("", False)],
)
def test_an_advisory_names_a_commit_by_seven_digits_of_its_sha_or_more(body, expected):
    advisory = make_activity(kind="advisory", action="published", body=body)

    assert relations.names_commit(advisory, commit()) is expected


def test_what_is_closed_is_named_by_github_or_by_its_words_and_never_itself():
    change = merged(body="Fixes #12, closes #100 and resolves vllm-project/vllm#13.", closes=[11])

    assert relations.closes(change) == [11, 12]


def test_a_report_is_the_same_as_another_of_its_own_repository_only():
    body = "Same as #12. Duplicate of vllm-project/vllm#13, same as #100."
    issue = make_activity(kind="issue", action="opened", number=100, body=body)

    assert [one.number for one in relations.duplicates(issue)] == [12]


def test_a_revert_takes_out_what_its_text_and_its_title_name():
    revert = merged('Revert "Add a kernel (#12)"', body="Reverts flashinfer-ai/flashinfer#12")

    assert [one.number for one in relations.taken_out(revert)] == [12]
    assert relations.taken_out(merged(body="See #12", number=101)) == []


def test_a_relanding_brings_back_what_was_reverted_and_not_all_that_it_names():
    again = merged("Reland the cache", body="Relands #12 after its revert in #13.\nBenchmarks are in #14.")

    assert [one.number for one in relations.taken_out(again)] == [12]
    assert [one.number for one in relations.named_reverts(again)] == [13]


@pytest.mark.parametrize(
    ("title", "tag", "expected"),
    [
        ("bump version to 0.6.4", "v0.6.4", True),
        ("[Release] v0.6.4", "v0.6.4", True),
        ("bump version to 0.6.40", "v0.6.4", False),
        ("bump version to 0.6.4.1", "v0.6.4", False),
        ("Support torch 0.6.4", "v0.6.4", False),
        ("bump version to 7", "nightly", False),
    ],
)
def test_a_change_prepares_the_release_whose_version_it_sets(title, tag, expected):
    release = make_activity(kind="release", action="published", key=tag)

    assert relations.prepares(merged(title), release) is expected


def test_the_strongest_word_for_a_number_counts_and_each_number_once():
    change = merged(body="See #12 and #20. Fixes #12. See #20 again.")

    assert rows(change) == [("fixes", "#12", f"{BASE}/issues/12"), ("see_also", "#20", f"{BASE}/issues/20")]


def test_mere_mentions_are_few():
    change = merged(body=" ".join(f"#{number}" for number in range(20, 30)))

    assert [text for _word, text, _url in rows(change)] == ["#20", "#21", "#22"]


def test_a_commit_alone_that_is_reverted_is_named_by_its_sha():
    revert = merged('Revert "Add a kernel"', body=f"This reverts commit {SHA}.")

    assert rows(revert) == [("reverts", "44ab752", f"{BASE}/commit/{SHA}")]


def test_what_brought_it_into_another_branch_comes_last():
    pick = make_activity(number=101, title="Add a kernel", branch="release/2.4")

    assert rows(merged(body="Fixes #12"), pick)[-1] == ("in_branch", "release/2.4", pick.url)


def test_a_release_is_not_related_to_all_that_its_notes_name():
    assert rows(make_activity(kind="release", action="published", body="Ships #12 and #13")) == []


def test_relations_abroad_are_told_from_those_at_home():
    story = Story(change := merged(body="Fixes #12, see vllm-project/vllm#34914"), (change,))
    story = Story(change, (change,), tuple(relations.of(story, ["vllm-project/vllm"])))

    assert list(relations.abroad(story)) == [("vllm-project/vllm", 34914)]


def test_a_row_to_another_repository_bears_its_name():
    fix = make_activity(make_repository("vllm-project/vllm"), number=34914)

    row = relations.see_also(fix)

    assert (row["text"], row["url"]) == ("vllm #34914", "https://github.com/vllm-project/vllm/issues/34914")
    assert relations.leads_to(fix, {row["url"]})
    assert not relations.leads_to(fix, {"https://github.com/vllm-project/vllm/issues/3491"})


def test_notes_ship_the_numbers_of_their_own_repository():
    body = "* Fix by @a in https://github.com/flashinfer-ai/flashinfer/pull/12\n* #13\n* vllm-project/vllm#14"
    release = make_activity(kind="release", action="published", key="v0.6.4", body=body)

    assert relations.shipped(release) == {12, 13}
    assert relations.released_in(release) == {"word": "released_in", "text": "v0.6.4", "url": release.url}


def test_notes_in_an_open_block_are_read_and_those_in_a_closed_one_are_not():
    body = "<details open>\nFix NaN (#12)\n</details>\n<details>\nlog of #13\n</details>"

    assert relations.shipped(make_activity(kind="release", action="published", body=body)) == {12}


def test_a_commit_has_the_numbers_of_its_pull_request_and_of_its_subject():
    assert relations.own_numbers(commit("Add a kernel (#12)", pull_request=13)) == {12, 13}
    assert relations.own_numbers(merged("Add a kernel (#12)")) == {100}


def test_a_further_part_is_named_by_its_number_or_its_sha():
    assert relations.part(merged())["text"] == "#100"
    assert relations.part(commit())["text"] == "44ab752"
