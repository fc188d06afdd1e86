"""What lies in the repository: nobody's machine, nobody's registry, every requirement hashed."""

import re
from pathlib import Path

import pytest

from tests.house.source import ROOT, kept_files, offenders

# Pieces, so that this file does not name what it forbids.
MACHINES = "|".join((r"/wor" "k/", r"/roo" "t/", r"/hom" r"e/[a-z]", r"/User" r"s/[A-Za-z]"))
REGISTRIES = "|".join(
    (
        r"py" r"pi\.org",
        r"python" r"hosted\.org",
        r"registry\." r"npm",
        r"npm" r"js\.(?:org|com)",
        r"deb\." r"debian",
        r"--(?:extra-)?index" "-url ",
    )
)
TEXTS = [path for path in kept_files() if b"\0" not in path.read_bytes()[:8000]]
OURS = [path for path in TEXTS if "vendor" not in path.parts]


def test_no_file_names_a_machine_or_a_registry():
    def named(path: Path) -> list[str]:
        return re.findall(rf"(?:{MACHINES}|{REGISTRIES})", path.read_text(encoding="utf-8"))

    assert offenders(OURS, named) == {}


def requirements(text: str) -> list[str]:
    """Return the entries of a lock, each with the hashes that follow it."""
    joined = text.replace("\\\n", " ")
    return [
        line for line in joined.splitlines() if line.strip() and not line.startswith((" ", "#"))
    ]


def test_each_requirement_is_pinned_and_hashed():
    def loose(path: Path) -> list[str]:
        entries = requirements(path.read_text(encoding="utf-8"))
        return [e for e in entries if "==" not in e or "--hash=sha256:" not in e]

    assert offenders(sorted(ROOT.glob("requirements*.txt")), loose) == {}


@pytest.mark.parametrize("name", ["requirements", "requirements-embedded", "requirements-dev"])
def test_the_lock_holds_everything_that_is_asked_for(name):
    asked = (ROOT / f"{name}.in").read_text(encoding="utf-8").splitlines()
    locked = requirements((ROOT / f"{name}.txt").read_text(encoding="utf-8"))

    wanted = {bare_name(line) for line in asked if line.strip() and not line.startswith(("-", "#"))}

    assert wanted <= {bare_name(entry) for entry in locked}


def test_the_shorter_locks_agree_with_the_longest():
    everything = dict(
        pinned(line) for line in requirements((ROOT / "requirements-dev.txt").read_text())
    )

    for name in ("requirements.txt", "requirements-embedded.txt"):
        lines = requirements((ROOT / name).read_text())
        assert {pinned(line) for line in lines} <= set(everything.items())


def bare_name(line: str) -> str:
    return re.split(r"[\[=<>~!; ]", line.strip(), maxsplit=1)[0].lower().replace("_", "-")


def pinned(line: str) -> tuple[str, str]:
    return bare_name(line), line.split("==")[1].split()[0]
