"""The README's own commands, carried out as they stand."""

import json
import re
import subprocess
import sys

import pytest

from tests.journeys.stack import ROOT, embedded

pytestmark = pytest.mark.journey

README = (ROOT / "README.md").read_text(encoding="utf-8")


def commands_under(heading: str) -> str:
    """Return the indented block of commands that follows a heading."""
    section = README.split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]
    lines = [line[4:] for line in section.splitlines() if line.startswith("    ") or not line]
    return "\n".join(lines).strip()


def test_the_first_lead_comes_in_as_the_readme_says(tmp_path):
    with embedded(tmp_path) as stack:
        script = commands_under("The first lead")
        script = script.replace(".venv/bin/python", sys.executable)
        script = script.replace("localhost:8000", f"127.0.0.1:{stack.port}")

        done = subprocess.run(
            ["bash", "-e", "-c", script],
            cwd=ROOT,
            env=stack.environment,
            input="a long enough password\n",
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

        assert done.returncode == 0, done.stderr
        answer = json.loads(done.stdout.splitlines()[-1])
        assert answer["result"] == "created", answer
        assert answer["owner"] == "you@example.com"
        assert answer["next_attempt"]["reasons"]


def test_every_command_of_make_that_the_readme_names_is_there():
    named = set(re.findall(r"make ([a-z][a-z-]*)", README))
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z][a-z-]*):", makefile, flags=re.MULTILINE))

    assert {"run", "test"} <= named <= targets


def test_every_file_that_the_readme_points_to_is_there():
    targets = re.findall(r"\]\(([^)#:]+)\)", README)

    assert targets
    assert [target for target in targets if not (ROOT / target).exists()] == []


def test_every_room_of_the_map_is_a_folder_and_every_folder_is_on_the_map():
    mapped = set(re.findall(r"^\| `([a-z]+)/` \|", README, flags=re.MULTILINE))

    assert mapped == {path.parent.name for path in ROOT.glob("*/apps.py")}
