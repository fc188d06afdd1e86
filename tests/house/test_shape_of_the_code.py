"""Small modules, small functions, a first line that says what belongs where."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.source import ROOMS, ROOT, functions, imported, offenders, python_files, tree

LONGEST_MODULE = 300
LONGEST_FUNCTION = 30


def height(node: ast.AST) -> int:
    return node.end_lineno - node.lineno + 1


def is_data_table(node: ast.stmt) -> bool:
    """A value written out at the top of a module: rows to look things up in, not code."""
    written = isinstance(node, ast.Assign | ast.AnnAssign)
    return written and not isinstance(node.value, ast.Lambda | None)


def lines_too_many(path: Path) -> list[int]:
    lines = len(path.read_text(encoding="utf-8").splitlines())
    in_tables = sum(height(node) for node in tree(path).body if is_data_table(node))
    return [lines - in_tables] if lines - in_tables >= LONGEST_MODULE else []


def functions_too_long(path: Path) -> list[str]:
    """Only the lines that say what is done count: head and docstring say what for."""
    found = []
    for function in functions(path):
        steps = function.body[1:] if ast.get_docstring(function) else function.body
        lines = steps[-1].end_lineno - steps[0].lineno + 1 if steps else 0
        if lines >= LONGEST_FUNCTION:
            found.append(f"{function.name}: {lines} lines")
    return found


def lacks_a_first_line(path: Path) -> list[str]:
    text = path.read_text(encoding="utf-8")
    if path.name == "__init__.py" and not text.strip():
        return []  # only marks a package
    said = ast.get_docstring(tree(path)) or ""
    return [] if said and text.startswith('"""') else ["no docstring on the first line"]


def test_a_module_is_short_enough_to_read():
    assert offenders(python_files(), lines_too_many) == {}


def test_a_function_fits_on_a_screen():
    assert offenders(python_files(), functions_too_long) == {}


def test_a_module_begins_by_saying_what_belongs_in_it():
    assert offenders(python_files(), lacks_a_first_line) == {}


def public_actions(room: str) -> Iterator[ast.FunctionDef]:
    """The functions that a room's `actions` offers to other files."""
    package = ROOT / room / "actions"
    if not package.is_dir():
        path = ROOT / room / "actions.py"
        top = tree(path).body if path.exists() else []
        yield from (node for node in top if isinstance(node, ast.FunctionDef))
        return
    offered = {name.rpartition(".")[2] for name in imported(package / "__init__.py")}
    for path in package.glob("*.py"):
        for node in tree(path).body:
            if isinstance(node, ast.FunctionDef) and node.name in offered:
                yield node


@pytest.mark.parametrize("room", ROOMS)
def test_an_action_takes_by_position_nothing_but_what_it_acts_on(room):
    by_position = {
        node.name: [argument.arg for argument in node.args.args]
        for node in public_actions(room)
        if len(node.args.args) > 1 and not node.name.startswith("_")
    }

    assert by_position == {}
