"""Schemathesis against the served document: `python -m tests.conformance.fuzz 20 600`.

Every check, every phase, as a key with every scope. The first number is how many random cases
each operation gets in each phase that makes them up; with a second one these phases begin again
until so many seconds are spent. Prints the report and a line of counts.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from tests.conformance.served import ROOT, House, house

# The answers above 499, seen by the server itself: no check may have passed them over.
_FAULT = re.compile(rb'HTTP/1\.[01]" 5\d\d')


# Where an object of each kind is found, for the addresses that name one.
OBJECTS = {
    "leads": "/leads/",
    "prospects": "/prospects/",
    "campaigns": "/campaigns/",
    "scripts": "/scripts/",
    "angles": "/angles/",
    "articles": "/articles/",
    "users": "/users/",
}


@dataclass(kw_only=True)
class Outcome:
    """What a run found. `cases` were sent, `failures` names each kind of failure."""

    passed: bool
    cases: int
    statuses: Counter[int] = field(default_factory=Counter)
    report: str = ""

    def line(self) -> str:
        seen = ", ".join(f"{status}: {count:,}" for status, count in sorted(self.statuses.items()))
        verdict = "nothing wrong" if self.passed else "FAILED"
        return f"schemathesis: {self.cases:,} requests, {verdict}; answers {seen}"


def fuzz(served: House, *, examples: int, seconds: int = 0, seed: int = 1) -> Outcome:
    """Try the API of `served` in every way its document allows, and in many that it forbids."""
    with tempfile.TemporaryDirectory(prefix="followup-fuzz-") as folder:
        report = Path(folder) / "events.ndjson"
        config = Path(folder) / "schemathesis.toml"
        config.write_text(_config(served), encoding="utf-8")
        command = [
            *(str(Path(sys.executable).parent / "schemathesis"), "--config-file", str(config)),
            "run",
            f"{served.address}/api/v1/schema/",
            *("--header", f"Authorization: Bearer {served.key}"),
            *("--checks", "all", "--phases", "examples,coverage,fuzzing,stateful"),
            *("--max-examples", str(examples), "--seed", str(seed)),
            # One worker: CPython 3.11 cannot build syntax trees in two threads at once.
            *("--workers", "1"),
            *("--request-timeout", "60", "--suppress-health-check", "all", "--no-color"),
            *("--continue-on-failure", "--report", "ndjson", "--report-ndjson-path", str(report)),
            *(("--max-time", str(seconds)) if seconds else ()),
        ]
        hooks = {**os.environ, "SCHEMATHESIS_HOOKS": "tests.conformance.hooks"}
        ended = subprocess.run(
            command, cwd=ROOT, env=hooks, capture_output=True, text=True, check=False
        )
        statuses = _statuses(report)
    return Outcome(
        passed=ended.returncode == 0,
        cases=sum(statuses.values()),
        statuses=statuses,
        report=ended.stdout + ended.stderr,
    )


def _config(served: House) -> str:
    """Return the settings of a run: refusals that are right, and objects that are there."""
    lines = [
        "[checks.positive_data_acceptance]",
        # 400 is looked at by a check of ours (hooks.py); 412 answers an If-Match made up.
        'expected-statuses = ["2xx", "3xx", 400, 401, 403, 404, 409, 412, 422, 429]',
        "[checks.negative_data_rejection]",
        "expected-statuses = [400, 401, 403, 404, 405, 409, 412, 413, 414, 415, 422, 429, 431]",
    ]
    for name, path in OBJECTS.items():
        found = served.ask(path)["results"][0]["id"]
        lines += [
            "[[operations]]",
            f'include-path-regex = "^/api/v1/{name}/[{{]public_id[}}]/"',
            f'parameters = {{ "path.public_id" = "{found}" }}',
        ]
    return "\n".join(lines)


def _statuses(report: Path) -> Counter[int]:
    """Count the answers in a report of events, by status."""
    found: Counter[int] = Counter()
    if report.exists():
        with report.open(encoding="utf-8") as lines:
            for line in lines:
                _count(json.loads(line), found)
    return found


def _count(part: object, found: Counter[int]) -> None:
    if isinstance(part, dict):
        status = part.get("status_code")
        if isinstance(status, int) and "headers" in part:
            found[status] += 1
        for value in part.values():
            _count(value, found)
    elif isinstance(part, list):
        for value in part:
            _count(value, found)


def main(examples: int = 100, seconds: int = 0) -> int:
    with house() as served:
        outcome = fuzz(served, examples=examples, seconds=seconds)
        faults = len(_FAULT.findall(served.log.read_bytes()))
    sys.stdout.write(f"{outcome.report}\n{outcome.line()}\n")
    return int(not outcome.passed or faults > 0)


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
