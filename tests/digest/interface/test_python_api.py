"""What a caller of a Python module is told of a commit, and what is no change for one."""

from textwrap import dedent

import pytest

from digest.interface.compare import compare
from digest.interface.types import ChangeKind

PATH = "pkg/gemm.py"


def compared(old, new, path=PATH):
    sides = (None if text is None else dedent(text) for text in (old, new))
    return compare(path, *sides)


def told(old, new, path=PATH):
    rows = compared(old, new, path).changes
    return [(row.kind.value, row.symbol, row.parameter, row.before, row.after) for row in rows]


def test_a_changed_default_is_told_with_both_values_and_its_line():
    rows = compared(
        "@api\ndef mm(a, b, backend='tgv'):\n    pass\n",
        "@api\ndef mm(\n    a,\n    b,\n    backend='cudnn',\n):\n    pass\n",
    ).changes

    assert [(row.kind, row.symbol, row.parameter) for row in rows] == [(ChangeKind.CHANGED_DEFAULT, "mm", "backend")]
    assert (rows[0].before, rows[0].after, rows[0].line, rows[0].is_breaking) == ("'tgv'", "'cudnn'", 5, True)


def test_a_parameter_put_before_others_moves_them():
    rows = told("def f(a, pdl=None, backend='x'): ...", "def f(a, scale=None, pdl=None, backend='x'): ...")

    assert rows == [
        ("moved_parameter", "f", "pdl", "2", "3"),
        ("moved_parameter", "f", "backend", "3", "4"),
        ("added_parameter", "f", "scale", "", "None"),
    ]


def test_positions_of_a_method_are_counted_as_its_caller_counts():
    rows = told("class A:\n    def f(self, b): ...", "class A:\n    def f(self, a, b): ...")

    assert ("moved_parameter", "A.f", "b", "1", "2") in rows


def test_a_method_that_became_static_moved_nothing():
    rows = told(
        "class A:\n    def f(self, b): ...",
        "class A:\n    @staticmethod\n    def f(b): ...",
    )

    assert [row for row in rows if row[0] == "moved_parameter"] == []


@pytest.mark.parametrize(
    ("old", "new", "kind", "parameter"),
    [
        ("def f(a, b): ...", "def f(a): ...", "removed_parameter", "b"),
        ("def f(a): ...", "def f(a, b): ...", "added_required_parameter", "b"),
        ("def f(a, *, b=1): ...", "def f(a, *, b): ...", "required_parameter", "b"),
        ("def f(a, b): ...", "def f(a, *, b): ...", "changed_parameter_kind", "b"),
    ],
)
def test_what_breaks_a_call_is_told_with_the_parameter(old, new, kind, parameter):
    rows = compared(old, new).changes

    assert [(row.kind.value, row.parameter, row.is_breaking) for row in rows] == [(kind, parameter, True)]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("def f(a='x'): ...", 'def f(a = "x"): ...'),
        ("def f(a=(1,2)): ...", "def f(a=(1, 2)): ..."),
        ("def f(a=16): ...", "def f(a=0x10): ..."),
        ("def f(a='x'): ...", "DEFAULT = 'x'\ndef f(a=DEFAULT): ..."),
        ("def f(a) -> int: ...", "def f(a): ..."),
        ("def f(a: int): ...", "def f(a: 'int | None'): ..."),
        ("def f(a): return 1", "def f(a): return 2"),
        ("def _f(a): ...", "def _f(b): ..."),
        ("def f(_a): ...", "def f(): ..."),
        ("def f(): ...", "def f(**options): ..."),
        ("__all__ = ['g']\ndef g(): ...\ndef f(a): ...", "__all__ = ['g']\ndef g(): ...\ndef f(b): ..."),
        ("class A:\n    def f(self): ...", "class B:\n    def f(self): ...\nclass A(B): ..."),
        ("def f(): ...", "from pkg.other import f"),
        ("def f(): ...", "try:\n    from fast import f\nexcept ImportError:\n    def f(): ..."),
        ("def f(a): ...", "try:\n    from fast import f\nexcept ImportError:\n    def f(a): ..."),
        ("if __name__ == '__main__':\n    size = 1", "if __name__ == '__main__':\n    other = 1"),
    ],
)
def test_what_no_caller_sees_is_not_told(old, new):
    found = compared(old, new)

    assert [row for row in found.changes if row.is_breaking] == []
    assert found.unread == ""


def test_a_removed_name_is_told_by_what_it_was():
    old = "LIMIT = 1\ndef f(): ...\nclass A: ...\n"

    assert [row[:2] for row in told(old, "x = 1\n")] == [
        ("removed_attribute", "LIMIT"),
        ("removed_function", "f"),
        ("removed_class", "A"),
    ]


def test_a_name_of_all_is_public_only_while_it_is_listed():
    old = "__all__ = ['f']\ndef f(): ...\ndef g(): ...\n"

    assert [row[:2] for row in told(old, "__all__ = []\n")] == [("removed_function", "f")]


def test_a_computed_all_leaves_the_rule_of_the_underscore():
    old = "__all__ = [name for name in names()]\ndef f(a=1): ...\n"

    assert told(old, old.replace("=1", "=2")) == [("changed_default", "f", "a", "1", "2")]


def test_a_method_that_may_be_inherited_now_is_counted_and_not_told():
    found = compared("class A:\n    def f(self): ...", "from base import Base\nclass A(Base):\n    pass")

    assert found.changes == ()
    assert found.counted == {"inherited": 1}


def test_a_name_that_may_come_in_by_a_star_is_counted_and_not_told():
    found = compared("def f(): ...", "from pkg.other import *")

    assert found.changes == ()
    assert found.counted == {"dynamic": 1}


def test_competing_definitions_are_counted_and_not_told():
    old = "if fast:\n    def f(a=1): ...\nelse:\n    def f(a=2): ...\n"
    found = compared(old, old.replace("a=2", "a=3"))

    assert found.changes == ()
    assert found.counted == {"ambiguous": 1}


def test_overloads_are_no_competing_definitions():
    old = """
        from typing import overload
        @overload
        def f(a: int): ...
        @overload
        def f(a: str, b: int): ...
        def f(a, b=1): ...
    """

    assert told(old, old.replace("b=1", "b=2")) == [("changed_default", "f", "b", "1", "2")]


def test_a_function_that_became_a_property_is_another_kind_of_thing():
    old = "class A:\n    def size(self): ...\n"
    rows = told(old, "class A:\n    @property\n    def size(self): ...\n")

    assert rows == [("changed_object_kind", "A.size", "", "function", "attribute")]


def test_private_names_are_counted():
    found = compared("class A:\n    def f(self): ...", "class A:\n    x = 1", path="pkg/_inner.py")

    assert found.changes == ()
    assert found.counted == {"private": 1}


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("tests/test_a.py", "tests"),
        ("pkg/a_test.py", "tests"),
        ("benchmarks/run.py", "benchmarks"),
        ("examples/python/a.py", "examples"),
        ("3rdparty/lib/a.py", "vendored"),
        ("pkg/model_pb2.py", "generated"),
        (".github/scripts/a.py", "tests"),
    ],
)
def test_files_for_other_readers_are_counted(path, place):
    found = compared("def f(a): ...", "def f(b): ...", path)

    assert (found.changes, found.counted) == ((), {place: 1})


def test_a_file_that_a_program_wrote_says_so():
    note = "# Generated by stubgen. DO NOT EDIT.\n"
    found = compare(PATH, note + "def f(a): ...", note + "def f(b): ...")

    assert (found.changes, found.counted) == ((), {"generated": 1})


def test_the_fields_of_a_dataclass_are_the_parameters_of_its_constructor():
    head = "from dataclasses import dataclass, field\n@dataclass\nclass Config:\n"
    rows = told(
        head + "    a: int = 1\n    gone: int = 0\n    items: list = field(default_factory=list)\n",
        head + "    a: int = 2\n    items: list = field(default_factory=list)\n    new: int = 3\n",
    )

    assert ("changed_default", "Config.__init__", "a", "1", "2") in rows
    assert ("added_parameter", "Config.__init__", "new", "", "3") in rows
    assert ("moved_parameter", "Config.__init__", "items", "3", "2") in rows
    assert [row[:3] for row in rows if row[0].startswith("removed")] == [("removed_attribute", "Config.gone", "")]


def test_additions_are_told_and_break_nothing():
    rows = compared(
        "class A: ...\n", "class A:\n    def f(self): ...\nclass B: ...\ndef g(): ...\ndef _h(): ...\n"
    ).changes

    assert [(row.kind.value, row.symbol) for row in rows] == [
        ("added_function", "A.f"),
        ("added_class", "B"),
        ("added_function", "g"),
    ]
    assert not any(row.is_breaking for row in rows)


def test_a_public_constant_is_told_with_both_values():
    assert told("MAX = 1\nmin_ = 2\n", "MAX = 3\nmin_ = 4\n") == [("changed_value", "MAX", "", "1", "3")]


def test_a_package_that_no_longer_offers_a_name_lost_it():
    rows = told("from .gemm import mm as mm, bmm\n", "from .gemm import mm as mm\n", "pkg/__init__.py")

    assert rows == [("removed_attribute", "bmm", "", "", "")]


def test_a_command_of_click_changes_no_call():
    old = "@click.command()\n@click.option('--a')\ndef main(a): ...\n"
    found = compared(old, old.replace("def main(a)", "def main(a, b)"))

    assert (found.changes, found.counted) == ((), {"command": 1})
