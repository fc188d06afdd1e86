"""One clock, the database's, read at the door and passed down."""

import ast
from pathlib import Path

from tests.house.source import ROOT, calls, imported, is_door, offenders, python_files


def test_only_a_door_reads_the_clock():
    def asks(path: Path) -> list[str]:
        return [name for name in imported(path) if name.startswith("groundwork.clock")]

    inside = [path for path in python_files() if not is_door(path)]

    assert offenders(inside, asks) == {}, "take `now` as an argument; a door reads the clock"


def test_the_clock_is_asked_by_its_full_name():
    def by_short_name(path: Path) -> list[str]:
        return [name for name in imported(path) if name == "groundwork.clock.now"]

    found = offenders(python_files(), by_short_name)

    assert found == {}, "write clock.now(), so that a test can set the clock"


def test_no_column_reads_a_clock_of_its_own():
    def automatic(path: Path) -> list[str]:
        words = (word for call in calls(path) for word in call.keywords)
        return [
            word.arg
            for word in words
            if word.arg in {"auto_now", "auto_now_add"}
            and not (isinstance(word.value, ast.Constant) and word.value.value is False)
        ]

    assert (ROOT / "groundwork" / "clock.py").exists()
    assert offenders(python_files(migrations=True), automatic) == {}
