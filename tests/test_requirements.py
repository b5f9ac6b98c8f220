"""What the product imports directly is pinned in requirements.txt, not left to what other packages happen to bring."""

import ast
import re
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("digest", "subscribers", "newsletter")


def imported_packages() -> set[str]:
    trees = [ast.parse(path.read_text("utf-8")) for name in PACKAGES for path in (ROOT / name).rglob("*.py")]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module and not node.level}
    return {name.split(".")[0] for name in names} - set(sys.stdlib_module_names) - set(PACKAGES)


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_every_package_that_is_imported_is_pinned():
    lines = (ROOT / "requirements.txt").read_text("utf-8").splitlines()
    pinned = {normal(re.split(r"[\[=]", line)[0]) for line in lines if "==" in line}
    known = packages_distributions()
    unpinned = {name for name in imported_packages() if pinned.isdisjoint(map(normal, known.get(name, [name])))}

    assert unpinned == set()
