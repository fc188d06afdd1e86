"""Faults of the database: killed, stopped, frozen, exhausted, locked, restored."""

import json
import shutil
import sqlite3
import subprocess
import time
from contextlib import closing, contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path

import psycopg2
import pytest

from tests.faults.cluster import MOST_CONNECTIONS
from tests.faults.pushing import Vendor
from tests.faults.rig import RAISERS

pytestmark = pytest.mark.fault_long

ON_SQLITE = pytest.mark.parametrize("house", ["sqlite"], indirect=True)


def test_f10_a_database_that_is_killed_three_times_in_the_middle_of_work(own_house, cluster):
    house = own_house
    house.seed(reps=20, late=300, coming=60, within=25)
    house.stack.start("web", *RAISERS)
    house.stack.wait()
    vendor = Vendor(house, house.key()).start()

    for _ in range(3):
        time.sleep(7)
        cluster.restart()
    time.sleep(5)
    vendor.stop()
    vendor.must_have_lost_nothing()

    assert set(vendor.answers) <= {200, 201, 503}
    verdict = house.must_come_clean(within=120)
    assert verdict.lateness <= timedelta(seconds=60)
    assert verdict.copies == 0


def test_f11_a_database_that_is_away_for_minutes_is_told_without_it(own_house, cluster):
    house = own_house
    house.seed(reps=20, late=2000)
    house.stack.start("watchdog")
    house.wait_until(lambda: house.beats("watchdog"))
    file = Path(house.stack.environment["FOLLOWUP_DATA_DIR"]) / "watchdog.json"

    cluster.stop()
    house.wait_until(lambda: "database" in names_in(file), seconds=90)
    assert house.alarms() == []
    let_it_be_longer_ago(file, minutes=5)
    house.wait_until(house.alarms, seconds=40)
    cluster.start()

    house.must_come_clean(within=120)
    house.wait_until(lambda: len(house.alarms()) == 2, seconds=120)  # and that it is over
    house.wait_until(lambda: names_in(file) == set())


def names_in(file: Path) -> set[str]:
    with suppress(OSError, ValueError):
        return {each["name"] for each in json.loads(file.read_text())["incidents"]}
    return set()


def let_it_be_longer_ago(file: Path, *, minutes: int) -> None:
    content = json.loads(file.read_text())
    for each in content["incidents"]:
        since = datetime.fromisoformat(each["since"]) - timedelta(minutes=minutes)
        each["since"] = since.isoformat()
    file.write_text(json.dumps(content))


def test_f12_a_database_that_is_frozen_and_one_that_takes_no_more_connections(own_house, cluster):
    house = own_house
    house.seed(reps=10, late=100, coming=40, within=20)
    house.stack.start("web", *RAISERS)
    house.stack.wait()
    key = house.key()
    assert house.push_lead(key, 0)[0] == 201

    cluster.freeze()
    time.sleep(30)
    cluster.thaw()
    vendor = Vendor(house, key).start()
    time.sleep(3)
    with every_connection(cluster):
        time.sleep(10)
    vendor.stop()
    vendor.must_have_lost_nothing()

    assert set(vendor.answers) <= {0, 200, 201, 503}
    house.must_come_clean(within=120)


@contextmanager
def every_connection(cluster):
    """Hold every connection that can be had."""
    held = []
    try:
        for _ in range(MOST_CONNECTIONS):
            with suppress(psycopg2.Error):
                held.append(psycopg2.connect(cluster.url, connect_timeout=2))
        yield
    finally:
        for each in held:
            each.close()


@ON_SQLITE
def test_f21_somebody_who_holds_the_only_lock_for_long(house):
    house.seed(reps=5, late=20, coming=20, within=15)
    house.stack.start("web", *RAISERS)
    house.stack.wait()
    vendor = Vendor(house, house.key()).start()
    path = house.database.removeprefix("sqlite:///")

    with closing(sqlite3.connect(path, isolation_level=None, timeout=20)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        time.sleep(15)
        connection.execute("ROLLBACK")
    vendor.stop()
    vendor.must_have_lost_nothing()

    assert set(vendor.answers) <= {0, 200, 201, 503}
    house.must_come_clean(within=90)


# --- Backup and restore ------------------------------------------------------------------------


def test_f41_a_backup_of_postgres_is_restored_and_nothing_is_told_again(
    own_house, cluster, tmp_path
):
    house = own_house
    house.seed(reps=10, late=100)
    house.run("watchdog", "--once")
    before = sorted(house.rows("SELECT id, raised_at FROM reminders_reminder"))
    name, backup = house.database.rpartition("/")[2], tmp_path / "backup"

    tmp_path.chmod(0o755)
    for parent in tmp_path.parents:
        with suppress(OSError):
            parent.chmod(parent.stat().st_mode | 0o011)
    cluster.dump(name, backup)
    cluster.restore(name, backup)
    must_go_on_as_before(house, before)


@ON_SQLITE
def test_f41_a_backup_of_sqlite_is_restored_and_nothing_is_told_again(house, tmp_path):
    house.seed(reps=10, late=100)
    house.run("watchdog", "--once")
    before = sorted(house.rows("SELECT id, raised_at FROM reminders_reminder"))
    path, backup = Path(house.database.removeprefix("sqlite:///")), tmp_path / "backup.sqlite3"

    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"VACUUM INTO '{backup}'")
    for each in path.parent.glob(f"{path.name}*"):
        each.unlink()
    shutil.copy(backup, path)
    must_go_on_as_before(house, before)


def must_go_on_as_before(house, before):
    house.run("scan")
    assert sorted(house.rows("SELECT id, raised_at FROM reminders_reminder")) == before
    house.run("watchdog", "--once")
    assert house.verdict().copies == 0
    wrong = {
        each["name"]: each["says"]
        for each in json.loads(doctor(house))["checks"]
        if each["state"] == "broken" and each["name"] not in {"heartbeats", "broker"}
    }
    assert wrong == {}
    house.must_come_clean()


def doctor(house) -> str:
    """Return what doctor says; it ends with 1 where no worker runs."""
    ended = subprocess.run(
        [*house.stack.commands["watchdog"][:2], "doctor", "--json"],
        cwd=Path(__file__).resolve().parents[2],
        env=house.stack.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return ended.stdout
