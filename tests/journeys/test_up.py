"""`manage.py up`: one command on a bare machine, whole, small, and gone when it is stopped."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests.journeys.stack import ROOT, Stack, clean_environment, embedded, wait_until
from tests.services import free_port

pytestmark = pytest.mark.journey

PASSWORD = "a long enough password"
MOST_KILOBYTES = 400 * 1024
# As Linux keeps them: fifteen letters of a name.
NAMES = {f"followup-{name}"[:15] for name in ("web", "scan", "work", "bulk", "beat", "watchdog")}


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    with embedded(tmp_path_factory.mktemp("house")) as stack:
        wait_until(lambda: stack.get("/readyz").status == 200, what="readiness", told=stack.said)
        yield stack


def processes() -> dict[int, tuple[int, str]]:
    """Return (parent's number, name) of every process of this machine, by its number."""
    found = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            head, _, tail = stat.read_text().rpartition(")")
        except OSError:
            continue  # ended meanwhile
        found[int(stat.parent.name)] = (int(tail.split()[1]), head.partition("(")[2])
    return found


def family(stack: Stack) -> dict[int, str]:
    """Return the name of every process of the stack, by its number."""
    everybody = processes()
    found = {stack.programs["up"].pid: "up"}
    while more := {
        pid: name for pid, (above, name) in everybody.items() if above in found and pid not in found
    }:
        found |= more
    return found


def start_again(environment: dict[str, str]) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "manage.py", "up"],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_everything_together_fits_into_400_megabytes(house):
    proportional = 0
    for pid in family(house):
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        # Memory that several share is counted once, in parts.
        proportional += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))

    assert proportional < MOST_KILOBYTES


def test_what_is_kept_is_ours_alone(house):
    data = Path(house.environment["FOLLOWUP_DATA_DIR"])

    assert data.stat().st_mode & 0o777 == 0o700
    assert (data / "secret_key").stat().st_mode & 0o777 == 0o600
    assert (data / "broker").stat().st_mode & 0o777 == 0o700


def test_a_second_start_on_the_same_data_says_that_one_runs(house):
    second = start_again({**house.environment, "PORT": str(free_port())})

    assert second.returncode != 0
    assert "already runs" in second.stderr
    assert f"process {house.programs['up'].pid}" in second.stderr
    assert "Traceback" not in second.stderr


def test_a_port_that_is_taken_is_said_with_a_way_out(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        started = start_again(clean_environment(tmp_path, port))

    assert started.returncode != 0
    assert f"PORT={port + 1}" in started.stderr
    assert "Traceback" not in started.stderr


def test_a_database_that_does_not_answer_is_said(tmp_path):
    nowhere = f"postgres://nobody@127.0.0.1:{free_port()}/followup"

    started = start_again({**clean_environment(tmp_path, free_port()), "DATABASE_URL": nowhere})

    assert started.returncode != 0
    assert "DATABASE_URL does not answer" in started.stderr
    assert "Traceback" not in started.stderr


@pytest.mark.parametrize("name", ["work", "beat", "web"])
def test_a_program_that_is_killed_is_said_and_started_again(house, name):
    def pids() -> list[int]:
        mine = (house.programs["up"].pid, f"followup-{name}")
        return [pid for pid, found in processes().items() if found == mine]

    before = wait_until(pids, what=name)
    os.kill(before[0], signal.SIGKILL)

    after = wait_until(lambda: [pid for pid in pids() if pid not in before], what=f"a new {name}")
    assert len(after) == 1
    assert "ended (signal 9); starting again" in house.said()
    house.wait()


def test_a_lead_is_taken_while_the_broker_hangs(house):
    house.manage("create_team", "Sales")
    house.manage(
        *("create_user", "rosa@sales.example", "--team", "Sales", "--password-stdin"),
        given=PASSWORD,
    )
    key = house.manage(
        *("create_api_key", "--team", "Sales", "--name", "vendor", "--scopes", "leads:write")
    )
    broker = next(pid for pid, name in family(house).items() if name == "valkey-server")

    os.kill(broker, signal.SIGSTOP)
    try:
        began = time.monotonic()
        statuses = [push_lead(house, key, number) for number in range(3)]
        seconds = time.monotonic() - began
    finally:
        os.kill(broker, signal.SIGCONT)

    assert statuses == [201, 201, 201], house.said()
    assert seconds < 3 * 3
    wait_until(lambda: house.get("/readyz").status == 200, what="readiness", told=house.said)


def push_lead(stack: Stack, key: str, number: int) -> int:
    lead = {
        "external_id": f"tm-{number}",
        "source": "acme",
        "company": {"name": f"Northwind {number}", "phone": f"+1 312 555 015{number}"},
    }
    with closing(stack.connect()) as connection:
        connection.request(
            "POST",
            "/api/v1/leads/",
            body=json.dumps(lead),
            headers={"Authorization": f"Bearer {key}", "Content-Type": "application/json"},
        )
        return connection.getresponse().status


def test_stopping_leaves_nobody_behind_and_the_next_start_finds_everything(tmp_path):
    with embedded(tmp_path) as stack:
        stack.manage("create_team", "Sales")
        family_of_it = family(stack)
        key = (tmp_path / "data" / "secret_key").read_text()
        assert set(family_of_it.values()) >= NAMES

        assert stack.stop() == {"up": 0}

        assert [pid for pid in family_of_it if Path(f"/proc/{pid}").exists()] == []
        stack.start()
        stack.wait()
        assert (tmp_path / "data" / "secret_key").read_text() == key
        assert (
            "already"
            in subprocess.run(
                [sys.executable, "manage.py", "create_team", "Sales"],
                cwd=ROOT,
                env=stack.environment,
                capture_output=True,
                text=True,
                check=False,
            ).stderr
        )


def test_nobody_is_asked_and_no_sample_is_made_without_a_terminal(house):
    assert "Make a sample team" not in house.said()
    assert "sample" not in house.said()
