"""Flags of a command line: added, removed, with another default or other choices."""

import pytest

from digest.interface.cli_flags import compare_flags
from digest.interface.source import Source


def told(old, new):
    rows, _counted = compare_flags("pkg/cli.py", Source.parse(old), Source.parse(new))
    return [(row.kind.value, row.symbol, row.before, row.after, row.is_breaking) for row in rows]


ARGPARSE = "p.add_argument('-b', '--backend', default='tgv', choices=['tgv', 'cudnn'], help='x')\n"


def test_argparse_tells_added_and_removed_flags():
    assert told("", ARGPARSE) == [("added_flag", "--backend", "", "'tgv'", False)]
    assert told(ARGPARSE, "") == [("removed_flag", "--backend", "", "", True)]


def test_argparse_tells_another_default():
    rows = told(ARGPARSE, ARGPARSE.replace("default='tgv'", "default='cudnn'"))

    assert rows == [("changed_flag_default", "--backend", "'tgv'", "'cudnn'", True)]


@pytest.mark.parametrize(
    ("choices", "after", "is_breaking"),
    [("['tgv']", "'tgv'", True), ("['a', 'cudnn', 'tgv']", "'a', 'cudnn', 'tgv'", False)],
)
def test_argparse_tells_other_choices(choices, after, is_breaking):
    rows = told(ARGPARSE, ARGPARSE.replace("['tgv', 'cudnn']", choices))

    assert rows == [("changed_flag_choices", "--backend", "'cudnn', 'tgv'", after, is_breaking)]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("p.add_argument('--a')", "p.add_argument('--a', default=None)"),
        ("p.add_argument('--a', action='store_true')", "p.add_argument('--a', action='store_true', default=False)"),
        ("p.add_argument('--a', choices=['x', 'y'])", "p.add_argument('--a', choices=('y', 'x'))"),
        ("p.add_argument('--a', default=1)", "SIZE = 1\np.add_argument('--a', default=SIZE)"),
        ("p.add_argument('path')", "p.add_argument('place')"),
        ("p.add_argument(*names)", "p.add_argument(*other)"),
    ],
)
def test_another_spelling_is_no_change(old, new):
    assert told(old, new) == []


def test_a_flag_of_several_parsers_is_counted_and_not_told():
    old = "a.add_argument('--x', default=1)\nb.add_argument('--x', default=2)\n"
    rows, counted = compare_flags("cli.py", Source.parse(old), Source.parse(old.replace("=2", "=3")))

    assert (rows, dict(counted)) == ([], {"several_parsers": 1})


def test_click_tells_defaults_and_choices():
    old = "@click.option('--mode', '-m', type=click.Choice(['a', 'b']), default='a')\ndef main(mode): ...\n"
    new = old.replace("'a', 'b'", "'a', 'c'").replace("default='a'", "default='c'")

    assert told(old, new) == [
        ("changed_flag_default", "--mode", "'a'", "'c'", True),
        ("changed_flag_choices", "--mode", "'a', 'b'", "'a', 'c'", True),
    ]


@pytest.mark.parametrize(
    ("old", "new", "flag"),
    [
        ("def main(size: int = typer.Option(1)): ...", "def main(size: int = typer.Option(2)): ...", "--size"),
        (
            "def main(a_b: Annotated[int, typer.Option()] = 1): ...",
            "def main(a_b: Annotated[int, typer.Option()] = 2): ...",
            "--a-b",
        ),
        (
            "def main(*, n: int = typer.Option(1, '--count', '-c')): ...",
            "def main(*, n: int = typer.Option(2, '--count', '-c')): ...",
            "--count",
        ),
    ],
)
def test_typer_tells_options_of_the_signature(old, new, flag):
    assert told(old, new) == [("changed_flag_default", flag, "1", "2", True)]


FIELDS = """
from dataclasses import dataclass, field
@dataclass
class Args:
    model: str = "a"
    sizes: list = field(default_factory=list)
"""


def test_fields_are_flags_where_a_parser_is_made_of_them():
    parser = "args, = HfArgumentParser(Args).parse_args_into_dataclasses()\n"
    rows = told(FIELDS + parser, FIELDS.replace('"a"', '"b"') + parser)

    assert rows == [("changed_flag_default", "--model", "'a'", "'b'", True)]


def test_fields_are_no_flags_where_no_parser_is_seen():
    assert told(FIELDS, FIELDS.replace('"a"', '"b"')) == []


def test_a_default_that_is_a_field_is_the_value_of_the_field():
    parser = "p.add_argument('--model', default=Args.model)\n"
    rows = told(FIELDS + parser, FIELDS.replace('"a"', '"b"') + parser)

    assert rows == [("changed_flag_default", "--model", "'a'", "'b'", True)]
