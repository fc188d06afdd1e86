"""A house of its own, served over HTTP, with a team, people, a key and something to look at."""

import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.services import free_port

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 60
REP = "rep@team.example"
_TELL_SCOPES = "from people.permissions import SCOPES; print(','.join(sorted(SCOPES)))"


@dataclass(frozen=True, kw_only=True)
class House:
    """Where it answers, and a key with every scope."""

    address: str
    key: str
    log: Path

    def ask(self, path: str, body: Any = None, *, method: str = "") -> Any:
        """Ask the API as the key; return the answer's JSON.

        :raises urllib.error.HTTPError: from 400 on
        """
        request = urllib.request.Request(  # noqa: S310 (our own server)
            f"{self.address}/api/v1{path}",
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {self.key}", "Content-Type": "application/json"},
            method=method or ("GET" if body is None else "POST"),
        )
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
            return json.load(answer)


@contextmanager
def house(*, database: str = "", threads: int = 8, **variables: str) -> Iterator[House]:
    """Serve a new house until the block ends: on SQLite, or on the empty `database`."""
    with TemporaryDirectory(prefix="followup-conformance-") as folder:
        env = {
            **{name: value for name, value in os.environ.items() if name != "DATABASE_URL"},
            "FOLLOWUP_DATA_DIR": folder,
            "FOLLOWUP_API_REQUESTS_PER_MINUTE": "1000000",
            **({"DATABASE_URL": database} if database else {}),
            **variables,
        }
        manage = [sys.executable, "manage.py"]

        def run(*arguments: str, told: str = "") -> str:
            ended = subprocess.run(
                [*manage, *arguments],
                cwd=ROOT,
                env=env,
                check=False,
                capture_output=True,
                text=True,
                input=told,
            )
            assert ended.returncode == 0, f"{arguments[0]}: {ended.stderr[-2000:]}"
            return ended.stdout.strip()

        run("migrate", "--verbosity", "0")
        run("create_team", "Example", "--country", "US", "--timezone", "America/New_York")
        for email, role in ((REP, "rep"), ("lead@team.example", "manager")):
            person = ("--team", "Example", "--role", role, "--password-stdin")
            run("create_user", email, *person, told="correct horse battery")
        scopes = run("shell", "--verbosity", "0", "-c", _TELL_SCOPES)
        key = run("create_api_key", "--team", "Example", "--name", "vendor", "--scopes", scopes)
        with _served(env, threads=threads) as (address, log):
            served = House(address=address, key=key, log=log)
            _furnish(served)
            yield served


@contextmanager
def _served(env: dict[str, str], *, threads: int) -> Iterator[tuple[str, Path]]:
    port = free_port()
    log = Path(env["FOLLOWUP_DATA_DIR"]) / "web.log"
    command = [sys.executable, "-m", "waitress", f"--listen=127.0.0.1:{port}"]
    with log.open("wb") as written:
        server = subprocess.Popen(
            [*command, f"--threads={threads}", "followup.wsgi:application"],
            cwd=ROOT,
            env=env,
            stdout=written,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait_until_it_answers(f"http://127.0.0.1:{port}/healthz")
        yield f"http://127.0.0.1:{port}", log
    finally:
        server.terminate()
        server.wait(30)


def _wait_until_it_answers(url: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            urllib.request.urlopen(url, timeout=2)  # noqa: S310
            return
        except (urllib.error.URLError, OSError):
            assert time.monotonic() < deadline, "the server was started and does not answer"
            time.sleep(0.2)


def _furnish(served: House) -> None:
    """Give it prospects, touches and a playbook, so that addresses lead somewhere."""
    for number in range(3):
        lead = {
            "external_id": f"first-{number}",
            "company": {"name": f"Northwind {number}", "country": "US"},
            "contacts": [{"name": "Dana Reyes", "phone": f"+1 312 555 01{number:02}"}],
        }
        prospect = served.ask("/leads/", lead)["prospect"]["id"]
        served.ask(f"/prospects/{prospect}/touches/", {"outcome": "no_answer", "rep": REP})
    served.ask("/campaigns/", {"slug": "spring", "name": "Spring"})
    served.ask("/scripts/", {"name": "Opening", "moment": "opening", "body": "Hi {first_name}"})
    served.ask("/angles/", {"title": "A case that is close to theirs"})
    served.ask("/articles/", {"title": "How they did it", "link": "https://us.example/case"})
