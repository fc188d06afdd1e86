"""Where the house's own files are, and how to read them, for the tests of its rules."""

import ast
import subprocess
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = (
    "desk",
    "dashboards",
    "intake",
    "reminders",
    "prospects",
    "playbook",
    "cadence",
    "people",
    "outbox",
    "groundwork",
)
HOUSE = (*ROOMS, "followup")
# The files through which somebody outside comes in; they alone read the clock.
DOORS = (
    *("views", "api", "api_auth", "accounts", "tasks"),
    *("admin", "management", "context", "health"),
)

Offences = list


def python_files(*folders: str, migrations: bool = False) -> list[Path]:
    """Return the Python files of `folders` (all rooms by default), sorted."""
    found = [path for folder in folders or HOUSE for path in (ROOT / folder).rglob("*.py")]
    return sorted(path for path in found if migrations or "migrations" not in path.parts)


def offenders(paths: list[Path], look: Callable[[Path], Offences]) -> dict[str, Offences]:
    """Return what `look` finds wrong in each file, by the file's name; empty when all is well."""
    assert paths, "there are no such files"
    found = {str(path.relative_to(ROOT)): look(path) for path in paths}
    return {name: offences for name, offences in found.items() if offences}


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def calls(path: Path) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree(path)) if isinstance(node, ast.Call))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    kinds = ast.FunctionDef | ast.AsyncFunctionDef
    return (node for node in ast.walk(tree(path)) if isinstance(node, kinds))


def imported(path: Path) -> list[str]:
    """Return the full dotted name of everything that a file imports."""
    found = []
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            found += [f"{node.module}.{alias.name}" for alias in node.names]
    return found


def is_door(path: Path) -> bool:
    """Whether a file lets somebody in: its name or its folder's is a door's."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return any(part in DOORS for part in parts)


def kept_files() -> list[Path]:
    """Return every file that belongs to the house: tracked, or about to be."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    found = (ROOT / name for name in listed.stdout.decode().split("\0") if name)
    return sorted({path for path in found if path.is_file()})
