"""A change of a test, a benchmark or the build's machinery is told as one, and not as a change of the product."""

import re
from collections.abc import Iterator

from digest.writing.gate.counts import PATH
from digest.writing.gate.evidence import Evidence

# By what begins a title, and by where every file of the change lies.
TITLES = re.compile(
    r"^\s{0,3}(?:\[(?:(?:unit ?)?tests?|bench(?:marks?)?|ci|ci/cd)\]"
    r"|(?:tests?|bench(?:marks?)?|ci)(?:\([^)\n]{0,40}\))?!?:)",
    re.IGNORECASE,
)
PRODUCT = re.compile(r"^\s{0,3}\[?(?:feat|feature|fix|bugfix|perf|refactor)\b", re.IGNORECASE)
BESIDE = re.compile(
    r"(?:^|/)(?:tests?|testing|benchmarks?|bench|\.github|\.buildkite|\.circleci|ci)/"
    r"|(?:^|/)(?:test|bench(?:mark)?)_[^/]{1,80}$|_(?:test|bench(?:mark)?)\.[a-z]{1,4}$",
    re.IGNORECASE,
)
TOLD = re.compile(
    r"test|bench|(?<![A-Za-z])CI(?![A-Za-z])|workflow|runner|nightly|\bjobs?\b|fixture|coverage|pipeline|pre-commit|lint"
    r"|mypy|docker|\bimages?\b|wheel|\bbuild|\bactions?\b|publish"
    r"|测试|用例|基准|评测|测速|流水线|工作流|任务|作业|夜间|覆盖率|镜像|构建|检查|发布",
    re.IGNORECASE,
)


def check_scope(texts: list[str], evidence: Evidence) -> Iterator[str]:
    """One reason where none of these texts, the same in each language, says what kind of change it tells."""
    if is_beside_product(evidence.texts) and not any(TOLD.search(text) for text in texts):
        yield "a change of tests, benchmarks or CI is told as one of the product"


def is_beside_product(texts: tuple[str, ...]) -> bool:
    """Whether the title, which comes first, says so, and no file of the change lies elsewhere."""
    title, *others = texts or ("",)
    paths = [text for text in others if PATH.fullmatch(text)]
    says_so = TITLES.search(title) or (paths and not PRODUCT.search(title) and TOLD.search(title))
    return bool(says_so) and all(BESIDE.search(path) for path in paths)
