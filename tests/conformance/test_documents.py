"""The examples in docs/api.md, run as they stand there against a served house."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from urllib.error import HTTPError

import pytest

from tests.conformance.served import REP, ROOT, House, house

pytestmark = pytest.mark.conformance

TEXT = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```(sh|python|js)\n(.*?)```", TEXT, re.DOTALL)
PROGRAMS = {
    "sh": ["bash", "-euo", "pipefail", "-c"],
    "python": [sys.executable, "-c"],
    "js": ["node", "--input-type=module", "-e"],
}


@pytest.fixture(scope="module")
def served() -> Iterator[House]:
    with house() as served:
        yield served


def run(kind: str, code: str, served: House) -> str:
    program = PROGRAMS[kind]
    if shutil.which(program[0]) is None:
        pytest.skip(f"{program[0]} is not installed")
    ended = subprocess.run(
        [*program, code],
        cwd=ROOT,
        env={**os.environ, "FOLLOWUP": served.address, "KEY": served.key},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert ended.returncode == 0, f"{code}\n{ended.stdout}\n{ended.stderr}"
    return ended.stdout


def test_a_vendor_can_follow_the_page_from_top_to_bottom(served):
    told = [run(kind, code, served) for kind, code in EXAMPLES]

    curl, python, js, client, batch, listed, touch, changed = told
    assert json.loads(curl)["result"] == "created"
    assert python.startswith("created ")
    assert js.startswith("created ")
    assert [json.loads(line)["result"] for line in client.splitlines()] == ["created", "created"]
    assert [json.loads(line)["status"] for line in batch.splitlines()] == [201, 400]
    assert "Northwind Traders" in [row["name"] for row in json.loads(listed)["results"]]
    assert re.match(r"2\d{3}-\d\d-\d\dT", touch)
    assert changed == "40,000 EUR, from May\n"
    assert served.ask(f"/queue/?rep={REP}")["results"]


def test_every_path_and_scope_that_the_page_names_is_there(served):
    from people.permissions import SCOPES

    document = served.ask("/schema/?format=json")
    known = {re.sub(r"{.*?}", "{id}", path.removeprefix("/api/v1")) for path in document["paths"]}
    table = TEXT.partition("| path | what |")[2].partition("A touch that a key logs")[0]
    named = re.findall(r"`(/[a-z{}/-]+)(?:\?[^`]*)?`", table)
    assert {path for path in named if path not in known} == set()
    told = set(re.findall(r"`([a-z]+:[a-z:]+)`", TEXT))
    assert told >= SCOPES


def test_what_the_page_says_of_errors_is_so(served):
    with pytest.raises(HTTPError) as refused:
        served.ask("/leads/", {"company": {"name": "A"}, "contacts": [{"email": "no"}]})
    problem = json.loads(refused.value.read())
    written = json.loads(re.search(r"```json\n(.*?)```", TEXT, re.DOTALL)[1])
    assert problem == written
