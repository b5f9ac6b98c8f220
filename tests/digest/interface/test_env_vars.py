"""Environment variables that a file newly reads, or reads no longer."""

import pytest

from digest.interface.env_vars import compare_variables, variables
from digest.interface.source import Source


@pytest.mark.parametrize(
    "line",
    [
        "os.environ['PKG_X']",
        "os.environ.get('PKG_X', '1')",
        "os.environ.pop('PKG_X', None)",
        "os.getenv('PKG_X')",
        "os.getenv(key='PKG_X')",
        "environ.get('PKG_X')",
        "getenv('PKG_X')",
        "'PKG_X' in os.environ",
        "'PKG_X' not in os.environ",
        "NAME = 'PKG_X'\nos.getenv(NAME)",
        "def flag(name, default=False):\n    return os.environ.get(name, default)\nflag('PKG_X')",
        "class Var:\n    def get(self):\n        return os.getenv(self.name)\nVar('PKG_X', 1)",
        "table = {'PKG_X': lambda: os.getenv('PKG_X')}",
    ],
)
def test_every_way_of_reading_is_seen(line):
    assert list(variables(Source.parse(f"import os\n{line}\n"))) == ["PKG_X"]


@pytest.mark.parametrize(
    "line", ["os.environ['PKG_X'] = '1'", "del os.environ['PKG_X']", "d.get('PKG_X')", "os.getenv(f'{p}_X')"]
)
def test_what_reads_no_variable_is_not_told(line):
    assert variables(Source.parse(f"import os\n{line}\n")) == {}


def test_names_are_told_with_their_lines():
    old, new = (Source.parse(f"import os\n\nos.getenv('{name}')\n") for name in ("PKG_OLD", "PKG_NEW"))
    rows = compare_variables("pkg/env.py", old, new)

    assert [(row.kind.value, row.symbol, row.line, row.is_breaking) for row in rows] == [
        ("removed_variable", "PKG_OLD", 3, True),
        ("added_variable", "PKG_NEW", 3, False),
    ]
