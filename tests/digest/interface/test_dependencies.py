"""What a project requires, before and after, in every file that says so."""

import json

import pytest

from digest.interface.dependencies import compare_dependencies
from digest.interface.source import UnreadableError


def told(path, old, new):
    rows = compare_dependencies(path, old, new)
    return [(row.kind.value, row.symbol, row.parameter, row.before, row.after) for row in rows]


PYPROJECT = """
[project]
version = "1.0"
requires-python = ">=3.9,<3.13"
dependencies = ["torch>=2.4", "numpy"]
[project.optional-dependencies]
cu12 = ["nvidia-cudnn-cu12==9.1"]
[dependency-groups]
dev = ["ruff", {include-group = "test"}]
"""


def test_pyproject_tells_requirements_extras_pythons_and_its_version():
    new = PYPROJECT.replace(">=2.4", ">=2.6").replace("==9.1", "==9.2").replace(">=3.9", ">=3.10")
    new = new.replace('"1.0"', '"1.1"').replace(', "numpy"', "")

    assert told("pyproject.toml", PYPROJECT, new) == [
        ("changed_dependency", "torch", "", ">=2.4", ">=2.6"),
        ("removed_dependency", "numpy", "", "", ""),
        ("changed_dependency", "nvidia-cudnn-cu12", "cu12", "==9.1", "==9.2"),
        ("changed_python", "python", "", "<3.13,>=3.9", "<3.13,>=3.10"),
        ("changed_version", "version", "", "1.0", "1.1"),
    ]


def test_a_requirement_has_a_line():
    rows = compare_dependencies("pyproject.toml", PYPROJECT, PYPROJECT.replace("==9.1", "==9.2"))

    assert rows[0].line == 7


@pytest.mark.parametrize(
    ("before", "after", "is_breaking"),
    [(">=2.4", ">=2.6", True), ("==2.4", "==2.5", True), (">=2.4", ">=2.4,<3", False), (">=2.4", ">=2.0", False)],
)
def test_a_raised_minimum_can_break_who_upgrades(before, after, is_breaking):
    rows = compare_dependencies("requirements.txt", f"torch{before}\n", f"torch{after}\n")

    assert [row.is_breaking for row in rows] == [is_breaking]


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("requirements.txt", "Torch >= 2.4, <3\n-r other.txt\n", "torch<3,>=2.4  # why\n"),
        ("requirements.txt", "./wheel.whl\n", "./other.whl\n"),
        ("pyproject.toml", PYPROJECT, PYPROJECT.replace('"torch>=2.4", "numpy"', '"numpy", "torch >=2.4"')),
    ],
)
def test_another_spelling_is_no_change(path, old, new):
    assert told(path, old, new) == []


def test_requirements_for_development_are_their_own_group():
    assert told("requirements-dev.txt", "", "ruff==1\n") == [("added_dependency", "ruff", "dev", "", "==1")]


def test_setup_cfg_is_read():
    old = "[metadata]\nversion = 1.0\n[options]\npython_requires = >=3.8\ninstall_requires =\n    torch>=2\n"
    new = old.replace("torch>=2", "torch>=3").replace(">=3.8", ">=3.9")

    assert told("setup.cfg", old, new) == [
        ("changed_dependency", "torch", "", ">=2", ">=3"),
        ("changed_python", "python", "", ">=3.8", ">=3.9"),
    ]


def test_package_json_is_read():
    old, new = ({"version": "1.0.0", "dependencies": {"react": v}, "engines": {"node": ">=18"}} for v in ("^17", "^18"))

    assert told("ui/package.json", *map(json.dumps, (old, new))) == [("changed_dependency", "react", "", "^17", "^18")]


def test_cargo_toml_is_read():
    old = (
        '[package]\nversion = "0.1.0"\n[dependencies]\nserde = { version = "1", features = ["derive"] }\nlog = "0.4"\n'
    )
    new = old.replace('version = "1"', 'version = "2"').replace('log = "0.4"', 'log = { git = "https://x.example" }')

    assert told("Cargo.toml", old, new) == [
        ("changed_dependency", "serde", "", "1", "2"),
        ("changed_dependency", "log", "", "0.4", "git https://x.example"),
    ]


@pytest.mark.parametrize(
    ("path", "text"),
    [("version.txt", "0.6.{}\n"), ("pkg/_version.py", '__version__ = "0.6.{}"\n'), ("VERSION", "0.6.{}")],
)
def test_version_files_are_read(path, text):
    rows = told(path, text.format(3), text.format(4))

    assert rows == [("changed_version", "version", "", "0.6.3", "0.6.4")]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("pyproject.toml", "[project\n"),
        ("pyproject.toml", 'project = "x"\n'),
        ("package.json", "{"),
        ("package.json", "[]"),
        ("setup.cfg", "no section\n"),
        ("package.json", '{"a":' * 100_000),
    ],
)
def test_what_is_no_such_file_says_so(path, text):
    with pytest.raises(UnreadableError):
        compare_dependencies(path, None, text)
