"""Which activities are told together, how they relate, and what is only counted."""

import datetime as dt

import pytest

from digest.stories import grouping, ranking
from tests.factories import make_activity, make_repository

pytestmark = pytest.mark.django_db
SHA = "44ab752" + "0" * 33


def words(story):
    return [(relation["word"], relation["text"]) for relation in story.relations]


def make_issue(number, title="[Bug] It breaks", **fields):
    return make_activity(kind="issue", action="opened", number=number, title=title, **fields)


def test_a_squash_commit_and_its_pull_request_are_one_story():
    commit = make_activity(kind="commit", action="pushed", title="Add SDAR (#18318)", pull_request=18318, key=SHA)
    opened = make_activity(action="opened", number=18318, title="Add SDAR")
    merged = make_activity(number=18318, title="Add SDAR", merge_sha=SHA)

    [story] = grouping.form([commit, opened, merged])

    assert story.main == merged
    assert set(story.activities) == {commit, opened, merged}
    assert story.label == ""


def test_the_commits_of_a_rebased_pull_request_are_one_story_even_where_the_pull_request_was_not_read():
    commits = [make_activity(kind="commit", action="pushed", title=f"Part {n}", pull_request=7) for n in range(3)]

    assert len(grouping.form(commits)) == 1


def test_a_merge_commit_belongs_to_the_pull_request_that_its_subject_names():
    merged = make_activity(number=3022, title="Add fmin")
    title = "Merge pull request #3022 from tridao/nvvm_fmin"
    commit = make_activity(kind="commit", action="pushed", title=title)

    [story] = grouping.form([commit, merged])

    assert story.main == merged


def test_direct_pushes_are_stories_of_their_own():
    pushes = [make_activity(kind="commit", action="pushed", title=f"Clean part {n}") for n in range(2)]

    assert len(grouping.form(pushes)) == 2


def test_the_issue_that_a_change_closes_the_same_day_is_told_with_it():
    issue = make_issue(34869, "[Bug]: Weight loading fails")
    fix = make_activity(number=34876, title="Fix the prefix", body="## Purpose\nFix #34869")

    [story] = grouping.form([issue, fix])

    assert story.main == fix
    assert words(story) == [("fixes", "#34869")]


def test_the_link_of_github_closes_as_well_as_the_words_do():
    issue = make_issue(34869)
    fix = make_activity(number=34876, title="Fix the prefix", closes=[34869])

    assert len(grouping.form([issue, fix])) == 1


def test_an_issue_with_a_proposed_fix_stays_open():
    issue = make_issue(10)
    proposal = make_activity(action="opened", number=11, title="Fix it", body="Fixes #10")

    [story] = grouping.form([issue, proposal])

    assert story.main == issue
    assert story.label == "open"


def test_a_revert_stands_with_what_it_undoes():
    added = make_activity(number=18318, title="Add SDAR model support")
    title = 'Revert "Add SDAR model support"'
    revert = make_activity(number=19032, title=title, body="Reverts flashinfer-ai/flashinfer#18318")

    [story] = grouping.form([added, revert])

    assert story.main == revert
    assert story.label == "reverted"
    assert words(story) == [("reverts", "#18318")]


def test_a_revert_by_title_alone_finds_what_it_quotes():
    added = make_activity(kind="commit", action="pushed", title="Add SDAR model support (#18318)")
    revert = make_activity(kind="commit", action="pushed", title='Revert "Add SDAR model support (#18318)"')

    [story] = grouping.form([added, revert])

    assert story.label == "reverted"


def test_a_revert_of_a_commit_of_another_day_names_its_sha():
    revert = make_activity(
        kind="commit", action="pushed", title='Revert "Add SDAR"', body=f"This reverts commit {SHA}."
    )

    [story] = grouping.form([revert])

    assert words(story) == [("reverts", "44ab752")]
    assert grouping.tied({revert.repository: [story]}) == {revert.repository: [story]}


def test_a_change_that_comes_back_is_one_story_with_its_revert():
    sglang = make_repository("sgl-project/sglang")
    revert = make_activity(
        sglang, number=19032, title='Revert "Add SDAR model support"', body="Reverts sgl-project/sglang#18318"
    )
    body = "Second attempt of #18318 after its revert in #19032: support for SDAR."
    again = make_activity(sglang, number=19044, title="Feature/sdar support", body=body)

    [story] = grouping.form([revert, again])

    assert story.main == again
    assert story.label == "update"
    assert words(story) == [("relands", "#18318"), ("reverted_by", "#19032")]


def test_the_revert_of_a_revert_is_a_relanding():
    again = make_activity(number=30, title='Revert "Revert "Add SDAR""', body="Reverts flashinfer-ai/flashinfer#20")

    [story] = grouping.form([again])

    assert story.label == "update"
    assert words(story) == [("reverted_by", "#20")]


def test_the_same_report_filed_twice_is_told_once():
    title = "FlashInfer is missing a ragged kernel (MLA prefill 192/128)"
    second = make_issue(2597, f"{title} #2596", author="baonudesifeizhai", body="Same as #2596: no kernel.")
    first = make_issue(2596, title, author="baonudesifeizhai")

    [story] = grouping.form([second, first])

    assert story.main == first
    assert words(story) == [("same_as", "#2597")]


def test_equal_titles_of_two_authors_are_two_reports():
    reports = [make_issue(number, "[Bug] Crash", author=f"author{number}") for number in (1, 2)]

    assert len(grouping.form(reports)) == 2


def test_a_release_is_told_with_the_commit_that_set_its_version():
    bump = make_activity(kind="commit", action="pushed", title="bump version to 0.6.4 (#2565)", pull_request=2565)
    feature = make_activity(kind="commit", action="pushed", title="feat: something for 0.6.40")
    release = make_activity(kind="release", action="published", key="v0.6.4", title="v0.6.4")

    released = next(story for story in grouping.form([bump, feature, release]) if story.main == release)

    assert set(released.activities) == {release, bump}
    assert released.label == "released"


NOTES = "* {} by @ada in https://github.com/flashinfer-ai/flashinfer/pull/{}\n"


def test_a_change_leads_to_the_release_of_the_day_that_ships_it():
    features = [make_activity(number=number, title=f"Add kernel {number}") for number in (2547, 2548, 2549)]
    notes = "".join(NOTES.format("Add a kernel", number) for number in (2547, 2548))
    release = make_activity(kind="release", action="published", key="v0.6.4", title="v0.6.4", body=notes)
    nightly = make_activity(kind="release", action="published", key="nightly-v0.6.4", body=notes)

    told = {story.main: words(story) for story in grouping.form([*features, release, nightly])}

    assert told[features[0]] == told[features[1]] == [("released_in", "v0.6.4")]
    assert told[features[2]] == told[release] == told[nightly] == []


def test_a_release_of_a_single_change_is_one_story_with_it():
    fix = make_activity(number=2547, title="Fix NaN", merge_sha=SHA)
    commit = make_activity(kind="commit", action="pushed", title="Fix NaN (#2547)", pull_request=2547, key=SHA)
    notes = NOTES.format("Fix NaN", 2547)
    release = make_activity(kind="release", action="published", key="v0.6.4.post1", body=notes)

    [story] = grouping.form([fix, commit, release])

    assert (story.main, story.label, story.relations) == (release, "released", ())
    assert set(story.activities) == {fix, commit, release}


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("[release/2.4] Fix NaN on Hopper (#12)", ""),
        ("Cherry-pick #12 into release/2.4", ""),
        ("Patch release", "Backport of #12."),
        ("Patch release", f"(cherry picked from commit {SHA})"),
    ],
)
def test_a_cherry_pick_is_told_with_its_original_and_names_its_branch(title, body):
    change = make_activity(number=12, title="Fix NaN on Hopper", merge_sha=SHA)
    commit = make_activity(kind="commit", action="pushed", title="Fix NaN on Hopper (#12)", pull_request=12, key=SHA)
    pick = make_activity(number=20, title=title, body=body, branch="release/2.4")

    [story] = grouping.form([pick, change, commit])

    assert (story.main, story.fold, story.label) == (change, "", "")
    assert words(story)[-1] == ("in_branch", "release/2.4")


def test_what_was_merged_into_another_branch_is_no_news_of_the_default_branch():
    pulls = [make_activity(title="Add a kernel", branch="ada/stack-1"), make_activity(title="Fix NaN", branch="dev")]

    stories = grouping.form(pulls)

    assert [(story.fold, story.label, story.is_change) for story in stories] == [("branch", "merged", False)] * 2
    assert [ranking.importance(story) for story in stories] == [1, 1]


def test_a_feature_branch_that_lands_is_told_by_its_commit():
    pull = make_activity(number=12, title="Add a kernel", branch="feature")
    commit = make_activity(kind="commit", action="pushed", title="Add a kernel (#12)", pull_request=12)

    [story] = grouping.form([pull, commit])

    assert (story.main, story.fold) == (commit, "")


@pytest.mark.parametrize(
    ("fields", "fold"),
    [
        ({"close_reason": "not_planned"}, "dropped"),
        ({"close_reason": "completed", "labels": ["stale"]}, ""),
        ({"labels": ["lifecycle/stale"]}, "dropped"),
        ({}, ""),
    ],
)
def test_issues_closed_as_not_planned_are_only_counted(fields, fold):
    [story] = grouping.form([make_activity(kind="issue", action="closed", title="[Bug] It breaks", **fields)])

    assert story.fold == fold


def test_drafts_are_counted_and_the_report_that_one_would_fix_is_told():
    draft = make_activity(action="opened", number=11, title="Try a kernel", is_draft=True)
    issue, fix = make_issue(20), make_activity(action="opened", number=21, body="Fixes #20", is_draft=True)

    folds = {story.main: story.fold for story in grouping.form([draft, issue, fix])}

    assert folds == {draft: "draft", issue: ""}


def test_a_change_merged_from_a_private_fork_is_told_first_and_as_no_more_than_that():
    files = [{"path": "src/parser.py", "additions": 4, "deletions": 1}]
    push = {"kind": "commit", "action": "pushed"}
    fork = make_activity(title="Merge commit from fork", body="* Fix CVE", files=files, **push)
    release = make_activity(kind="release", action="published")

    stories = sorted(grouping.form([release, fork]), key=lambda story: -ranking.score(story)[0])

    assert [(story.main, story.label, ranking.importance(story)) for story in stories] == [
        (fork, "private", 5),
        (release, "released", 5),
    ]


@pytest.mark.parametrize("body", ["Fixed in 44ab752.", "See commit 44ab7520."])
def test_an_advisory_comes_before_all_and_takes_the_commit_that_it_names(body):
    fork = make_activity(kind="commit", action="pushed", title="Merge commit from fork", key=SHA)
    advisory = make_activity(kind="advisory", action="published", key="GHSA-2222-3333-4444", body=body, number=5)
    other = make_activity(kind="commit", action="pushed", title="Merge commit from fork")

    first, second = sorted(grouping.form([fork, other, advisory]), key=lambda story: -ranking.score(story)[0])

    assert (first.main, first.label, first.activities) == (advisory, "advisory", (advisory, fork))
    assert second.main == other


def test_every_activity_is_in_exactly_one_story():
    activities = [
        make_activity(number=n, title=f"Fix {n}", body=f"Fixes #{n - 1}, see #{n - 5}") for n in range(100, 130)
    ]
    activities += [make_issue(n, author="x", body=f"Same as #{n - 2}") for n in range(200, 230)]

    told = [activity for story in grouping.form(activities) for activity in story.activities]

    assert sorted(told, key=lambda one: one.pk) == activities


def test_a_body_cannot_lead_a_reader_to_a_repository_that_is_not_tracked():
    body = "See evil/repo#5, https://github.com/evil/repo/pull/6, vllm-project/vllm#34914 and #99."
    issue = make_issue(2595, body=body)

    [story] = grouping.form([issue], tracked=["vllm-project/vllm"])

    assert words(story) == [("see_also", "vllm #34914"), ("see_also", "#99")]


def test_numbers_in_code_comments_logs_and_templates_are_not_relations():
    body = (
        "<!-- like #101 -->\n```\n#102\n```\n> #103\n<details>#104</details>\n- [ ] closes\n  #105\n`#106` #1 is first"
    )
    issue = make_issue(2595, body=body)

    [story] = grouping.form([issue])

    assert story.relations == ()


def test_a_number_that_did_not_exist_yet_is_no_relation():
    [story] = grouping.form([make_issue(2595, body="like #99999999")])

    assert story.relations == ()


@pytest.mark.parametrize(
    ("title", "paths", "fold"),
    [
        ("Add Hopper to CI", [".github/workflows/pr-test.yml", "scripts/task_analyze_spot.sh"], "ci"),
        ("[ROCm][CI] Removing all blocking labels", [".buildkite/test-amd.yaml"], "ci"),
        ("[Bugfix] Fix Basic Models Test", ["tests/conftest.py", "vllm/config/vllm.py"], "ci"),
        ("test: Skip test_decode_delta_rule.py", [], "ci"),
        ("Fix int32 overflow and add a test", ["csrc/flash.h", "tests/test_flash.py"], ""),
        ("docs: Add note on feature support", ["README.md"], "docs"),
        ("feat: BF16 GEMM benchmarking support", ["README.md", "flashinfer/gemm/gemm_base.py"], ""),
        ("fix: correct #pragma unoll typo", ["include/flashinfer/vec_dtypes.cuh"], ""),
        ("Fix typo", [], "docs"),
        ("[Dep] Update quack dependency to 0.2.10", ["flash_attn/cute/pyproject.toml"], "chore"),
        ("[RadixTree][4/N Refactor]: Move a method", ["python/mem_cache/radix.py"], "chore"),
        ("[diffusion] chore: improve memory usage on consumer-level GPU", ["python/loader/utils.py"], ""),
        ("Merge branch 'main' into tvm-ffi", ["python/CuTeDSL/a.py"], "chore"),
        ("refactor!: remove support for CUDA 11", ["csrc/a.cu"], ""),
        ("build: pin the base image", ["docker/Dockerfile.cu126", "CMakeLists.txt", "setup.py"], "chore"),
        ("Build: compile kernels for SM120", ["setup.py", "csrc/gemm_sm120.cu"], ""),
        ("deps: update the lock", [], "chore"),
    ],
)
def test_what_only_touches_tests_ci_text_or_tidiness_is_counted(title, paths, fold):
    files = [{"path": path, "additions": 1, "deletions": 1} for path in paths]

    [story] = grouping.form([make_activity(title=title, files=files)])

    assert story.fold == fold


@pytest.mark.parametrize(
    ("title", "lines", "fold"),
    [
        ("Run ruff over the package", 4000, "chore"),
        ("Fix clippy warnings", 60, "chore"),
        ("Fix formatting", 12, "chore"),
        ("Remove unused imports", 30, "chore"),
        ("Simplify the guard", 4, "chore"),
        ("Simplify the guard", 40, ""),
        ("Remove a redundant copy", 3, "chore"),
        ("Fix NaN on Hopper", 2, ""),
        ("Rename --rank to --tp-rank", 2, ""),
        ("Remove deprecated flag", 2, ""),
    ],
)
def test_formatting_lint_and_cleanups_of_two_lines_are_chores(title, lines, fold):
    files = [{"path": "src/engine.rs", "additions": lines, "deletions": 0}]

    [story] = grouping.form([make_activity(title=title, files=files, additions=lines, deletions=0)])

    assert story.fold == fold


def test_a_formatted_repository_is_a_chore_even_where_its_title_names_figures():
    [story] = grouping.form([make_activity(title="Apply formatting", body="Lint is 2x faster.", additions=4000)])

    assert (story.fold, ranking.importance(story)) == ("chore", 1)


@pytest.mark.parametrize(
    "tag", ["nightly-v0.6.3-20260219", "v0.7.0rc1", "v1.0.0.dev3", "v2.0.0-beta.2", "1.4.0-canary.12", "nightly"]
)
def test_nightlies_and_prereleases_are_counted(tag):
    [story] = grouping.form([make_activity(kind="release", action="published", key=tag)])

    assert story.fold == "nightly"


@pytest.mark.parametrize(
    "tag", ["azure-dev-cli_1.23.0", "@acme/dev-server@2.0.0", "v1.0.0", "canary-tool-v3.1", "b7100"]
)
def test_a_product_whose_name_has_such_a_word_has_releases(tag):
    [story] = grouping.form([make_activity(kind="release", action="published", key=tag)])

    assert story.fold == ""


def test_a_code_agent_is_told_as_a_person_is():
    agents = ["Copilot", "copilot-swe-agent[bot]", "devin-ai-integration[bot]", "claude[bot]", "openai-codex[bot]"]
    changes = [make_activity(title=f"Clamp scale {n}", author=login, is_bot=True) for n, login in enumerate(agents)]

    assert {story.fold for story in grouping.form(changes)} == {""}


def test_a_flaw_with_a_name_is_told_whoever_opened_it():
    body = "Bumps h11. Fixes CVE-2026-12345."
    update = make_activity(title="Bump h11 from 0.14 to 0.16", body=body, author="dependabot[bot]", is_bot=True)

    [story] = grouping.form([update])

    assert story.fold == ""
    assert "+40 security" in ranking.score(story)[1]


def test_what_a_bot_did_is_counted_but_not_a_release_that_it_published():
    release = make_activity(kind="release", action="published", is_bot=True)
    update = make_activity(title="Update the lock", is_bot=True)

    folds = {story.main: story.fold for story in grouping.form([release, update])}

    assert folds == {release: "", update: "bot"}


@pytest.mark.parametrize(
    ("kind", "action", "title", "label"),
    [
        ("issue", "opened", "[Bug] NaN on Hopper", "open"),
        ("issue", "opened", "[Question] Numerics of e2e", "asked"),
        ("issue", "opened", "Is this always safe?", "asked"),
        ("issue", "closed", "[Bug] NaN on Hopper", "closed"),
        ("pull_request", "opened", "Add a kernel", "proposed"),
        ("pull_request", "merged", "Add a kernel", ""),
        ("release", "published", "v1.0", "released"),
    ],
)
def test_facts_decide_the_label_where_they_can(kind, action, title, label):
    [story] = grouping.form([make_activity(kind=kind, action=action, title=title)])

    assert story.label == label


def test_a_change_that_adds_nothing_and_says_so_is_a_removal():
    [removed] = grouping.form([make_activity(title="remove mixed_input_fmha_prefill", additions=0, deletions=2353)])
    [changed] = grouping.form([make_activity(title="Remove a copy", additions=12, deletions=20)])

    assert (removed.label, changed.label) == ("removed", "")


@pytest.mark.parametrize(
    ("title", "label"),
    [
        ("Raise ValueError for odd ranks", "stricter"),
        ("fix(api): reject empty prompts", "stricter"),
        ("[Frontend] Disallow two seeds", "stricter"),
        ("Fix the timeout by adding an option for retries", "new"),
        ("Fix NaN on Hopper", ""),
        ("Raise the limit to 4096", ""),
        ("Fix error messages", ""),
    ],
)
def test_a_new_error_is_stricter_and_a_fix_that_adds_an_option_is_new(title, label):
    [story] = grouping.form([make_activity(title=title)])

    assert story.label == label


def test_what_happened_before_the_digest_began_is_late():
    moment = dt.datetime(2026, 2, 18, 23, tzinfo=dt.UTC)

    [story] = grouping.form([make_activity(title="Fix it", late=True, occurred_at=moment)])

    assert story.label == "late"


def test_a_report_and_the_fix_in_another_repository_point_to_each_other():
    flashinfer, vllm = make_repository(), make_repository("vllm-project/vllm")
    fix = make_activity(vllm, number=34914, title="Clamp block scales")
    report = make_activity(kind="issue", action="opened", number=2595, body="From vllm-project/vllm#34914")
    names = [flashinfer.full_name, vllm.full_name]

    tied = grouping.tied({vllm: grouping.form([fix], names), flashinfer: grouping.form([report], names)})

    assert words(tied[vllm][0]) == [("see_also", "flashinfer #2595")]
    assert words(tied[flashinfer][0]) == [("see_also", "vllm #34914")]
    assert tied[vllm][0].echoes == tied[flashinfer][0].echoes == 1


def test_a_hostile_body_costs_no_time():
    hostile = ["#" * 20_000, "<!--" * 5_000, "```" * 6_000, "\n" * 20_000, "- [ ] a\n b\n" * 2_000, "fixes " * 3_000]
    issues = [make_issue(100 + n, body=body) for n, body in enumerate(hostile)]

    started = dt.datetime.now()
    grouping.form(issues)

    assert dt.datetime.now() - started < dt.timedelta(seconds=2)
