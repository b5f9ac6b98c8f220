"""Names and files that only went from one place to another within a commit."""

from digest.interface.compare import compare, join_files


def told(*files):
    comparisons = join_files(compare(path, old, new) for path, old, new in files)
    return [
        (change.kind.value, change.symbol, change.before, change.after) for one in comparisons for change in one.changes
    ]


def test_a_function_that_moved_and_is_imported_under_its_old_name_is_no_news():
    body = "def f(a): ...\n"

    assert told(("pkg/a.py", body, "from pkg.b import f\n"), ("pkg/b.py", None, body)) == []


def test_a_function_that_moved_for_good_is_told_once_with_both_places():
    body = "def f(a): ...\n"
    rows = told(("src/pkg/a.py", body, "x = 1\n"), ("src/pkg/b.py", None, body))

    assert rows == [("moved_symbol", "f", "pkg.a", "pkg.b")]


def test_a_file_that_moved_unchanged_is_no_removal():
    body = "def f(a): ...\nclass A: ...\n"

    assert told(("pkg/a.py", body, None), ("pkg/new/a.py", None, body)) == []


def test_a_file_that_left_is_told_with_its_names():
    rows = told(("pkg/a.py", "def f(a): ...\nclass A: ...\n_x = 1\n", None))

    assert rows == [("removed_module", "pkg.a", "A, f", "")]


def test_a_name_that_many_files_bring_says_nothing_of_where_one_went():
    body = "def forward(a): ...\n"
    rows = told(("pkg/a.py", body, ""), ("pkg/b.py", None, body), ("pkg/c.py", None, body))

    assert rows[0][:2] == ("removed_function", "forward")


def test_a_variable_that_is_read_in_another_file_now_is_no_news():
    read = "import os\n_x = os.getenv('PKG_DEBUG')\n"

    assert told(("pkg/a.py", read, "import os\n"), ("pkg/env.py", "import os\n", read)) == []
