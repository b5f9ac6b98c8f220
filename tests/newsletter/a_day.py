"""One small published day of four repositories, as every document of it has to tell it."""

import datetime as dt

from django.utils import translation

from digest.models import Coverage
from newsletter.editions import content
from newsletter.editions.filters import selection_from_names
from newsletter.editions.selection import select
from tests.factories import make_activity, make_coverage, make_digest, make_repository, make_sentence, make_statement

FILES = [
    {"path": "flashinfer/mla.py", "additions": 60, "deletions": 10},
    {"path": "csrc/launcher.cu", "additions": 5, "deletions": 1},
    {"path": "tests/test_mla.py", "additions": 3, "deletions": 2},
]
MLA = {
    "en": ("Skip-Softmax covers `MLA`", "On Hopper; off by default."),
    "zh-hans": ("Skip-Softmax 扩展到 `MLA`", "用于 Hopper，默认关闭。"),
}


def make_a_day(**fields):
    """A merged pull request told by the model, an issue by its title, a folded CI change, a nightly; one repository
    quiet, one not fetched, one not yet fetched.
    """
    published = {"status": "published", "published_at": dt.datetime(2026, 2, 20, 1, tzinfo=dt.UTC)}
    digest = make_digest(**published | fields)
    flashinfer = make_repository("flashinfer-ai/flashinfer")
    change = _change(digest, flashinfer)
    _issue(digest, flashinfer)
    _folded(digest, flashinfer)
    make_sentence(digest, [change], texts={"en": ("", "`MLA` is covered."), "zh-hans": ("", "`MLA` 也支持了。")})
    make_coverage(digest, flashinfer, commits="partial")
    Coverage.objects.filter(repository=flashinfer, kind="commits").update(found=1, reason="rate_limited")
    Coverage.objects.filter(repository=flashinfer, kind="issues").update(found=1)
    make_coverage(digest, make_repository("deepseek-ai/DeepGEMM"))
    every_kind = dict.fromkeys(Coverage.Kind.values, "failed")
    make_coverage(digest, make_repository("NVIDIA/cutlass"), **every_kind)
    make_coverage(digest, make_repository("vllm-project/vllm"), **dict.fromkeys(every_kind, "pending"))
    return digest


def _change(digest, repository):
    merged = make_activity(
        repository, number=2547, title="feat: Skip-Softmax", digest=digest, url=f"{repository.url}/pull/2547"
    )
    sha = "11537c7c8ad9b6c89b021c269c3144bb71897a36"
    commit = make_activity(
        repository,
        kind="commit",
        action="pushed",
        key=sha,
        url=f"{repository.url}/commit/{sha}",
        author="ada",
        files=FILES,
        files_total=3,
        additions=68,
        deletions=13,
        digest=digest,
    )
    fixes = {"word": "fixes", "text": "#2500", "url": f"{repository.url}/issues/2500"}
    return make_statement(
        digest,
        merged,
        texts=MLA,
        evidence=[merged, commit],
        importance=5,
        label="new",
        topics=["attention"],
        relations=[fixes],
    )


def _issue(digest, repository):
    issue = make_activity(
        repository,
        kind="issue",
        action="opened",
        number=2595,
        title="[BUG] <b>NaN</b> in *cutlass* [x](http://evil.example) fp8_kernel",
        url=f"{repository.url}/issues/2595",
        digest=digest,
    )
    return make_statement(digest, issue, label="open", importance=4, topics=["moe"])


def _folded(digest, repository):
    change = make_activity(repository, number=2552, title="Add Hopper to CI", digest=digest)
    make_statement(digest, change, label="merged", importance=1, fold="ci", topics=["hopper"])
    nightly = make_activity(
        repository,
        kind="release",
        action="published",
        key="nightly-v0.6.3",
        title="Nightly",
        url=f"{repository.url}/releases/tag/nightly-v0.6.3",
        is_prerelease=True,
        digest=digest,
    )
    make_statement(digest, nightly, label="released", importance=1, fold="nightly")


def edition_of(digest, language="en", **names):
    """All that this digest tells to whoever names these repositories and topics, or none."""
    return select(content.load_content([digest], language), selection_from_names(language, **names))


def in_language(render, edition):
    """What this makes of the edition while its language is active."""
    with translation.override(edition.language):
        return render(edition)
