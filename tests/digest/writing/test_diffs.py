"""Code that a reader sees is copied from the stored patch; a model only points at lines."""

import json

import pytest

from digest.models import Patch, Statement
from digest.stories import statements
from digest.writing import completions, diffs
from digest.writing import stories as write
from tests.digest.writing.claude_server import claude_server, message
from tests.factories import make_activity, make_digest

pytestmark = pytest.mark.django_db

PATH = "pkg/gemm.py"
LINES = ["     a,", '-    backend="tgv",', '+    backend="cudnn",', "+    pdl=False,"]
FILES = [
    {
        "path": PATH,
        "hunks": [
            {"old": 10, "new": 10, "section": "def mm_bf16(", "lines": LINES},
            {"old": 40, "new": 41, "section": "", "lines": ["-x = 1"]},
        ],
    },
    {"path": "pkg/b.py", "hunks": [{"old": 1, "new": 1, "section": "", "lines": ["+y = 2"]}]},
]


@pytest.fixture
def server(settings, monkeypatch):
    monkeypatch.setattr(completions, "sleep", lambda seconds: None)
    with claude_server(settings) as running:
        yield running


@pytest.fixture
def digest():
    """A day with one merged pull request, whose patch was read."""
    digest = make_digest()
    activity = make_activity(digest=digest, number=2525, title="feat: BF16 GEMM benchmarking support")
    Patch.objects.create(activity=activity, files=FILES)
    statements.prepare(digest)
    return digest


def answer(server, **fields):
    """The model tells the one story of the day so, and nothing of the day."""
    zh = {"headline": "`backend` 默认改用 `cudnn`", "detail": ""}
    en = {"headline": "`backend` now defaults to `cudnn`", "detail": ""}
    story = {"id": "s1", "label": "changed", "importance": 3, "topics": [], "zh_hans": zh, "en": en} | fields
    empty = {"summary": [], "takeaways": []}
    server.otherwise = lambda request: message(
        {"stories": [story]} if '"stories"' in request["messages"][0]["content"] else empty
    )


def told(digest):
    write.write_digest(digest)
    return Statement.objects.get()


def quote(first, last, file=PATH):
    return diffs.quote(Patch.objects.get(), [{"file": file, "first": first, "last": last}])


def test_the_prompt_has_the_lines_numbered_and_as_data(digest, server):
    answer(server)
    told(digest)

    (story,) = json.loads(server.requests[0]["messages"][0]["content"])["stories"]
    assert story["diff"] == [
        {
            "file": PATH,
            "lines": "@@ def mm_bf16(\n"
            '1      a,\n2 -    backend="tgv",\n3 +    backend="cudnn",\n4 +    pdl=False,\n@@\n5 -x = 1',
        },
        {"file": "pkg/b.py", "lines": "@@\n1 +y = 2"},
    ]


def test_the_lines_that_the_model_points_at_are_kept_with_their_numbers(digest, server):
    answer(server, code=[{"file": PATH, "first": 2, "last": 3}])

    assert told(digest).quote == {
        "path": PATH,
        "place": "pull/2525/files",
        "lines": [
            {"sign": "-", "number": 11, "text": '    backend="tgv",'},
            {"sign": "+", "number": 11, "text": '    backend="cudnn",'},
        ],
    }


@pytest.mark.parametrize(
    "pointer",
    [
        (0, 2),
        (2, 6),
        (3, 2),
        (4, 5),  # of two hunks
        (1, 1),  # unchanged
        (-3, 10**30),
        (2, 3, "pkg/other.py"),
        (2, 3, "../../etc/passwd"),
    ],
)
def test_what_is_out_of_bounds_is_not_shown(digest, pointer):
    assert quote(*pointer) == {}


@pytest.mark.parametrize(
    "text",
    [
        "+access = 'user\u202e\u2066// admin\u2069'",  # reads otherwise than it runs
        "+pаge = 1",  # a Cyrillic а
        "+x\u200b = 1",
        "+x = 1\x1b[31m",
        f"+{'x' * 200}",
    ],
)
def test_lines_that_would_have_to_be_altered_are_not_shown(digest, text):
    Patch.objects.update(files=[{"path": PATH, "hunks": [{"old": 1, "new": 1, "section": "", "lines": [text]}]}])

    assert quote(1, 1) == {}


def test_more_than_twelve_lines_are_not_shown(digest):
    lines = [f"+x = {number}" for number in range(13)]
    Patch.objects.update(files=[{"path": PATH, "hunks": [{"old": 1, "new": 1, "section": "", "lines": lines}]}])

    assert quote(1, 13) == {}
    assert len(quote(2, 13)["lines"]) == 12


INVENTED = [
    "#define DSV32_ENABLED 1",
    "if total_mem > limit: reduce_batch()",
    "profiler = NPUProfiler()",
    "dst[:] = src",
]


@pytest.mark.parametrize("snippet", INVENTED)
def test_invented_code_in_a_sentence_is_refused(digest, server, snippet):
    answer(
        server,
        zh_hans={"headline": f"`backend` 默认改为 `{snippet}`", "detail": ""},
        en={"headline": f"`backend` now is `{snippet}`", "detail": ""},
    )

    statement = told(digest)

    assert statement.outcome == Statement.Outcome.TITLE
    assert f'"{snippet}" is not a literal part of the evidence' in statement.reason
    assert not statement.texts.exists()


@pytest.mark.parametrize("snippet", INVENTED)
def test_invented_code_in_place_of_lines_never_reaches_a_row(digest, server, snippet):
    answer(server, code=[{"file": snippet, "first": 1, "last": 1, "text": snippet, "lines": [f"+{snippet}"]}])

    statement = told(digest)

    assert statement.outcome == Statement.Outcome.PASSED
    assert statement.quote == {}
    assert snippet not in json.dumps(Statement.objects.values().get(), default=str)


def test_a_story_told_by_its_title_shows_no_code(digest, server):
    answer(server, code=[{"file": PATH, "first": 2, "last": 3}], en={"headline": "It is 7x faster", "detail": ""})

    assert told(digest).quote == {}


def test_what_changes_in_the_sources_takes_the_quote_away(digest, server):
    answer(server, code=[{"file": PATH, "first": 2, "last": 3}])
    told(digest)
    make_activity(kind="commit", action="pushed", digest=digest, pull_request=2525, title="feat: BF16 GEMM (#2525)")
    statements.prepare(digest)

    assert Statement.objects.get().quote == {}


def test_the_diffs_of_one_call_are_capped_and_the_best_stories_keep_theirs(digest, server, monkeypatch):
    other = make_activity(digest=digest, number=2526, title="Improve docs of mm a little")
    Patch.objects.create(activity=other, files=FILES)
    statements.prepare(digest)
    monkeypatch.setattr(diffs, "CALL_ROOM", diffs.size(diffs.rows(FILES)))
    answer(server)
    write.write_digest(digest)

    stories = json.loads(server.requests[0]["messages"][0]["content"])["stories"]
    assert ["diff" in story for story in stories] == [True, False]


def test_the_function_around_the_lines_may_be_named_and_is_no_change():
    diff = diffs.evidence(diffs.rows(FILES))

    assert diff.has("mm_bf16", "unchanged")
    assert not diff.has("mm_bf16", "added")
