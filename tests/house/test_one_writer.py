"""A room has one writer, its actions; whoever else holds a row only reads it."""

import ast
from pathlib import Path

from tests.house.source import ROOT, calls, offenders, python_files

# On a manager, a query set or a row; nothing else in the house has methods of these names.
WRITES = {
    "save",
    "bulk_create",
    "bulk_update",
    "get_or_create",
    "update_or_create",
    "abulk_create",
    "asave",
    "raw",
}
# These are methods of dictionaries and sets, too: there they are called on something else.
WRITES_ON_ROWS = {"create", "update", "delete"}


def is_writer(path: Path) -> bool:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return "actions" in parts


def asks_the_database(call: ast.Call) -> bool:
    """Whether a call goes through a manager: ``Touch.objects.filter(...).delete()``."""
    names = {node.attr for node in ast.walk(call.func) if isinstance(node, ast.Attribute)}
    return "objects" in names


def writes(path: Path) -> list[str]:
    found = []
    for call in calls(path):
        if not isinstance(call.func, ast.Attribute):
            continue
        name = call.func.attr
        if name in WRITES or (name in WRITES_ON_ROWS and asks_the_database(call)):
            found.append(f"line {call.lineno}: {name}")
    return found


def test_only_actions_write():
    readers = [path for path in python_files() if not is_writer(path)]

    assert offenders(readers, writes) == {}


def test_the_writers_are_seen_to_write():
    writers = [path for path in python_files() if is_writer(path)]

    assert len(offenders(writers, writes)) >= 5
