"""Documents name files that exist: whoever follows them must not end at a door that is gone."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
NAMED = re.compile(r"`((?:digest|subscribers|newsletter|templates|tests|benchmarks|docs|locale|deploy)/[\w./-]*)`")
BESIDE = re.compile(r"`(\w+(?:/\w+)*\.py)`")  # in the folder of a file named before


@pytest.mark.parametrize(
    "document", ["README.md", "CONTRIBUTING.md", *sorted(f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md"))]
)
def test_files_that_a_document_names_exist(document):
    text = (ROOT / document).read_text(encoding="utf-8")
    names = {path.name for path in ROOT.rglob("*.py") if ".venv" not in path.parts}

    assert [name for name in NAMED.findall(text) if not (ROOT / name).exists()] == []
    assert [name for name in BESIDE.findall(text) if Path(name).name not in names] == []
