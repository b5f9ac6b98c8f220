"""A day as JSON: the documented shape, whatever was chosen."""

import json

import pytest

from newsletter.editions import content
from newsletter.editions.filters import UnknownName, selection_from_names
from newsletter.editions.selection import select
from newsletter.editions.types import CodeQuote, InterfaceFact, QuotedLine
from newsletter.renderers.json_document import edition_activities, edition_data, plain_text
from subscribers.models import Selection
from tests.newsletter import edition_values
from tests.newsletter.a_day import edition_of, make_a_day
from tests.newsletter.edition_values import section, sentence, story

pytestmark = pytest.mark.django_db


def data_of(digest, **names):
    edition = edition_of(digest, **names)
    return edition_data(edition, edition_activities(edition, [digest]))


def test_json_has_the_documented_shape():
    data = data_of(make_a_day())
    flashinfer = data["repositories"][0]

    assert [data[key] for key in ("date", "language", "state", "written_by")] == [
        "2026-02-19",
        "en",
        "published",
        "mixed",
    ]
    assert flashinfer["coverage"]["commits"] == {"status": "partial", "found": 1, "shown": 1, "reason": "rate_limited"}
    assert flashinfer["stories"] == {"found": 4, "told": 4}
    assert flashinfer["statements"][0] == {
        "text": "Skip-Softmax covers MLA. On Hopper; off by default.",
        "headline": "Skip-Softmax covers `MLA`",
        "detail": "On Hopper; off by default.",
        "label": "new",
        "written_by": "model",
        "evidence": [
            "https://github.com/flashinfer-ai/flashinfer/pull/2547",
            "https://github.com/flashinfer-ai/flashinfer/commit/11537c7c8ad9b6c89b021c269c3144bb71897a36",
        ],
        "topics": ["attention"],
        "importance": 5,
        "advisory": None,
        "interface_changes": [],
        "code": None,
        "corrections": [],
    }
    assert data["summary"][0]["evidence"] == flashinfer["statements"][0]["evidence"]


def test_json_lists_every_activity_with_its_files_and_topics():
    activities = data_of(make_a_day())["repositories"][0]["activities"]

    assert [activity["kind"] for activity in activities] == [
        "commit",
        "issue",
        "pull_request",
        "pull_request",
        "release",
    ]
    assert activities[0] == {
        "kind": "commit",
        "action": "pushed",
        "key": "11537c7c8ad9b6c89b021c269c3144bb71897a36",
        "number": None,
        "title": "commit " + activities[0]["title"].split()[-1],
        "url": "https://github.com/flashinfer-ai/flashinfer/commit/11537c7c8ad9b6c89b021c269c3144bb71897a36",
        "author": "ada",
        "occurred_at": "2026-02-19T12:00:00+00:00",
        "late": False,
        "topics": ["attention"],
        "files": ["flashinfer/mla.py", "csrc/launcher.cu", "tests/test_mla.py"],
    }


def test_json_names_every_repository_whatever_its_state():
    repositories = data_of(make_a_day())["repositories"]

    states = {row["full_name"]: row["coverage"]["commits"]["status"] for row in repositories}
    assert states == {
        "flashinfer-ai/flashinfer": "partial",
        "deepseek-ai/DeepGEMM": "ok",
        "NVIDIA/cutlass": "failed",
        "vllm-project/vllm": "pending",
    }


def test_a_topic_leaves_its_stories_and_their_activities_and_counts_the_rest():
    data = data_of(make_a_day(), topics=["moe"])
    flashinfer = data["repositories"][0]

    assert [statement["topics"] for statement in flashinfer["statements"]] == [["moe"]]
    assert [activity["key"] for activity in flashinfer["activities"]] == ["2595"]
    assert flashinfer["stories"] == {"found": 4, "told": 1}
    assert flashinfer["coverage"]["commits"]["found"] == 1
    assert flashinfer["coverage"]["commits"]["shown"] == 0


def test_a_repository_is_found_in_any_case_and_an_unknown_name_is_refused():
    digest = make_a_day()

    assert [row["full_name"] for row in data_of(digest, repositories=["nvidia/CUTLASS"])["repositories"]] == [
        "NVIDIA/cutlass"
    ]
    with pytest.raises(UnknownName, match="nobody/nothing"):
        selection_from_names("en", repositories=["nobody/nothing"])


def test_kinds_leave_only_the_activities_of_their_stories():
    digest = make_a_day()
    edition = select(content.load_content([digest], "en"), Selection(language="en", kinds=["issues"]))

    kinds = {row.kind for row in edition_activities(edition, [digest])}
    assert kinds == {"issue"}


def test_a_document_can_be_written_and_read_again():
    data = data_of(make_a_day())

    assert json.loads(json.dumps(data)) == data


def test_a_title_is_given_to_programs_as_github_has_it():
    (issue,) = [one for one in data_of(make_a_day())["repositories"][0]["statements"] if one["label"] == "open"]

    assert issue["headline"] == "[BUG] <b>NaN</b> in *cutlass* [x](http://evil.example) fp8_kernel"
    assert issue["written_by"] == "title"
    assert issue["detail"] is None


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"headline": "`MLA` grows", "detail": "On Hopper."}, "MLA grows. On Hopper."),
        ({"headline": "支持 `MLA`", "detail": "用于 Hopper。"}, "支持 MLA。用于 Hopper。"),
        ({"headline": "", "detail": "Only `detail`."}, "Only detail."),
        ({"headline": "`tick`s stay in a title", "by_title": True}, "`tick`s stay in a title"),
    ],
)
def test_running_text_joins_headline_and_detail_as_the_language_does(fields, text):
    assert plain_text(story(**fields)) == text


def test_a_repository_that_was_never_counted_is_pending():
    data = edition_data(edition_values.edition(section(story(), counts={})), [])

    coverage = data["repositories"][0]["coverage"]
    assert coverage["commits"] == {"status": "pending", "found": 0, "shown": 0, "reason": None}
    assert "advisories" not in coverage


def test_what_breaks_callers_stands_at_the_top_and_with_its_story():
    fact = InterfaceFact("removed_function", "pkg.run", "", "def run()", "", "pkg/a.py", 0, "https://x.example", True)
    data = edition_data(edition_values.edition(section(story(interface=(fact,)))), [])

    (change,) = data["check_before_upgrade"]
    assert change["repository"] == "flashinfer-ai/flashinfer"
    assert (change["symbol"], change["after"], change["line"]) == ("pkg.run", None, None)
    (own,) = data["repositories"][0]["statements"][0]["interface_changes"]
    assert own == {name: value for name, value in change.items() if name != "repository"}


def test_quoted_code_is_given_line_by_line():
    quote = CodeQuote("a.py", (QuotedLine("-", 3, "x = 1"), QuotedLine("+", 3, "x = 2")), "https://x.example")
    data = edition_data(edition_values.edition(section(story(quote=quote))), [])

    code = data["repositories"][0]["statements"][0]["code"]
    assert code["lines"] == [{"sign": "-", "line": 3, "text": "x = 1"}, {"sign": "+", "line": 3, "text": "x = 2"}]


def test_a_sentence_cites_each_address_once_in_the_order_of_its_stories():
    shared = "https://github.com/flashinfer-ai/flashinfer/pull/7"
    stories = [story(7), story(8, evidence=(shared, "https://x.example/8"))]
    data = edition_data(edition_values.edition(section(*stories), summary=(sentence("`A`", cites=(7, 8)),)), [])

    assert data["summary"][0]["evidence"] == [shared, "https://x.example/8"]
    assert data["summary"][0]["text"] == "A"


def test_a_sentence_whose_stories_are_gone_keeps_the_links_that_readers_see():
    data = edition_data(edition_values.edition(takeaways=(sentence(cites=(9,)),)), [])

    assert data["takeaways"][0]["evidence"] == ["https://github.com/flashinfer-ai/flashinfer/number/flashinfer #9"]
