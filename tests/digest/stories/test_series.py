"""Which changes of one author on one day are one matter, and which only stand beside each other."""

import pytest

from digest.stories import grouping, series
from tests.factories import make_activity

pytestmark = pytest.mark.django_db
CODE = "flash_attn/cute/flash_fwd_sm100.py"


def change(title, paths=(CODE,), author="tridao", **fields):
    files = [{"path": path, "additions": 9, "deletions": 9} for path in paths]
    return make_activity(title=title, files=files, files_total=len(files), author=author, **fields)


def told(*activities):
    """The titles that are told together, as sets."""
    return {frozenset(one.title for one in story.activities) for story in grouping.form(list(activities))}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("[Fwd,Sm100] Use pipeline abstraction for O_full", "[Fwd,Sm100] Use pipeline abstraction for s0_s1_sequence"),
        ("[Layout] Use layout_utils.transpose from quack", "[Layout] Use quack.layout_utils.mma_partition_C_vec"),
        ("fix(parser): fix nested tuples in lists", "fix(parser): fix nested tuples in calls"),
        ("[Cute] Implement SdP_swapAB", "[Cute] Implement dQ_swapAB"),
        ("Change PyPI package name to fa4", "Change PyPI name to flash-attn4"),
        ("[RadixTree][1/3] Move the evictor", "[RadixTree][2/3] Split the allocator"),
        ("Disk cache for cubins, part 1 of 2", "Evict from the disk cache, part 2 of 2"),
    ],
)
def test_one_author_on_one_matter_is_one_story_with_its_parts(one, other):
    assert told(change(one), change(other)) == {frozenset({one, other})}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("[Fwd,Sm100] Tune registers", "[Fwd,Sm100] Use TmemAllocator"),
        ("[Cute] Use RS WGMMA for fwd_sm90", "[Cute] Add a scheduler to fwd_sm90"),
        ("[Cute] Fix the sink of fwd_sm100", "[Cute] Implement an additive sink"),
        ("[Cute] Use kv_stage=3 for hdim 192", "[Cute] Simplify variables, be careful about q_stage"),
        ("[Fwd] Use pipeline abstraction", "[Bwd] Use pipeline abstraction"),
        ("feat: add a disk cache", "feat: add a profiler"),
        ("Update the kernel", "Update the kernels"),
        ("[A][1/3] Move the evictor", "[B][2/3] Split the allocator"),
        ("[A][1/3] Move the evictor", "[A][1/3] Split the allocator"),
        ("[A][1/3] Move the evictor", "[A][2/4] Split the allocator"),
    ],
)
def test_a_tag_or_a_file_in_common_is_not_one_matter(one, other):
    assert told(change(one), change(other)) == {frozenset({one}), frozenset({other})}


TITLES = "[Fwd] Use pipeline abstraction for K", "[Fwd] Use pipeline abstraction for V"


@pytest.mark.parametrize(
    "fields",
    [
        {"author": "drisspg"},
        {"action": "opened"},
        {"paths": ("csrc/flash_api.cpp",)},
        {"paths": ("tests/test_flash_fwd.py",)},
        {"late": True},
    ],
)
def test_another_author_state_or_place_is_another_story(fields):
    assert len(told(change(TITLES[0]), change(TITLES[1], **fields))) == 2


def test_what_nobody_is_named_for_is_no_series():
    assert len(told(*(change(title, author="") for title in TITLES))) == 2


def test_a_revert_stays_beside_the_series_that_goes_on():
    titles = "[Fwd] Revert the pipeline abstraction for K", "[Fwd] Use pipeline abstraction for V"

    assert len(told(*map(change, titles))) == 2


def test_what_is_only_counted_is_in_no_series():
    titles = "[Fwd] Refactor pipeline abstraction for K", "[Fwd] Use pipeline abstraction for V"

    assert len(told(*map(change, titles))) == 2


def test_the_same_done_to_a_neighbouring_file_is_one_story():
    paths = ("dsl/blackwell/mla.py",), ("dsl/blackwell/gemm.py",)
    titles = "Drop the redundant DSL sample.", "Drop the redundant DSL samples."

    assert told(*map(change, titles, paths)) == {frozenset(titles)}
    assert len(told(*map(change, titles, (("a/mla.py",), ("b/gemm.py",))))) == 2


def test_stacked_pull_requests_are_one_story_and_lead_to_each_other():
    base = change("Read tiles early", paths=("a.py",), head="stack-1", number=71)
    top = change("A cache of our own", paths=("b.py",), head="stack-2", branch="stack-1", number=72, action="opened")
    bottom = change("Read tiles", paths=("c.py",), head="stack-1", number=73, action="opened")

    [merged, proposed] = sorted(grouping.form([base, top, bottom]), key=lambda story: len(story.activities))

    assert merged.activities == (base,)
    assert set(proposed.activities) == {top, bottom}
    assert proposed.label == "proposed"
    assert [(row["word"], row["text"], row["url"]) for row in proposed.relations] == [("part", "#72", top.url)]


def test_a_series_is_told_by_its_last_part_with_all_files_and_leads_to_the_others():
    first = change(TITLES[0], paths=(CODE, "a.py"), number=31)
    last = change(TITLES[1], paths=(CODE, "b.py"), number=32)

    [story] = grouping.form([first, last])

    assert story.main == last
    assert [row["path"] for row in story.files] == [CODE, "b.py", "a.py"]
    assert story.relations == ({"word": "part", "text": "#31", "url": first.url},)


def test_the_commit_of_a_part_comes_along():
    commit = change(f"{TITLES[0]} (#31)", kind="commit", action="pushed", pull_request=31)
    pulls = [change(title, number=number) for number, title in zip((31, 32), TITLES, strict=True)]

    [story] = grouping.form([commit, *pulls])

    assert set(story.activities) == {commit, *pulls}
    assert [row["text"] for row in story.relations if row["word"] == "part"] == ["#31"]


def test_commits_without_a_number_are_named_by_their_sha():
    keys = [f"{n}abcdef" + "0" * 33 for n in range(2)]
    pushes = [change(title, kind="commit", action="pushed", key=key) for title, key in zip(TITLES, keys, strict=True)]

    [story] = grouping.form(pushes)

    [row] = story.relations
    assert row["text"] in {"0abcdef", "1abcdef"} - {story.main.key[:7]}


def test_every_story_is_in_exactly_one_group():
    stories = grouping.form([change(f"[Fwd] Do thing {n}") for n in range(6)])

    assert [one for group in series.groups(stories) for one in group] == stories
