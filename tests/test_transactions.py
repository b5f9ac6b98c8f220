"""Inside a transaction nobody reads text: on SQLite it holds up everybody who wants to write."""

import ast
import re
from pathlib import Path

import pytest

from tests.call_graph import modules, reached


def is_atomic(node):
    return any(isinstance(part, ast.Attribute) and part.attr == "atomic" for part in ast.walk(node))


def transactions():
    """{module.function: (code inside of it, names of its module)} of all functions with a transaction."""
    found = {}
    for module in modules():
        source = Path(module.__file__).read_text(encoding="utf-8")
        tree = ast.parse(source if "atomic" in source else "")
        for function in ast.walk(tree):
            if not isinstance(function, ast.FunctionDef):
                continue
            inside = [
                ast.Module(node.body, [])
                for node in ast.walk(function)
                if isinstance(node, ast.With) and any(is_atomic(item.context_expr) for item in node.items)
            ]
            if any(is_atomic(decorator) for decorator in function.decorator_list):
                inside = [ast.Module(function.body, [])]
            for number, code in enumerate(inside):
                found[f"{module.__name__}.{function.name}[{number}]"] = (code, vars(module))
    return found


# The sample is a file of our own, and its database is empty: nobody else can write yet.
OURS_ALONE = {"digest.sample.load_day[0]"}
TRANSACTIONS = transactions()


def test_all_transactions_are_found():
    assert len(TRANSACTIONS) > 25
    assert {"digest.activity_store.store[0]", "newsletter.deliveries.tracking._store[0]"} <= set(TRANSACTIONS)


@pytest.mark.parametrize("name", sorted(set(TRANSACTIONS) - OURS_ALONE))
def test_no_expression_is_run_inside_a_transaction(name):
    code, names = TRANSACTIONS[name]

    used = {(*path, value.pattern[:40]) for path, value in reached(code, names) if isinstance(value, re.Pattern)}

    assert used == set()
