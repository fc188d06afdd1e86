"""Faults of disks: full, and failing now and then."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest

from tests.faults.conftest import recorder
from tests.faults.pushing import LEADS, Vendor
from tests.faults.rig import rig
from tests.journeys.stack import wait_until
from tests.services import _admin

pytestmark = pytest.mark.fault_long

ON_SQLITE = pytest.mark.parametrize("house", ["sqlite"], indirect=True)
NEEDS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="mounting a small disk needs root")


@contextmanager
def small_disk(folder: Path, *, megabytes: int) -> Iterator[Path]:
    """Yield a disk of that size, mounted at `folder`."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)]
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("a small disk cannot be mounted here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=False)


def fill(disk: Path) -> Path:
    """Fill the disk to the last byte; return what fills it."""
    filler = disk / "filler"
    with suppress(OSError), filler.open("wb") as file:
        while True:
            file.write(b"x" * 4096)
            file.flush()
    return filler


def push_onto(house, disk: Path) -> None:
    """Push leads while the disk is full and after it; whatever was answered is true."""
    house.stack.start("web")
    house.stack.wait()
    key = house.key()
    filler = fill(disk)

    answers = [house.push_lead(key, number)[0] for number in range(300)]
    assert set(answers) <= {201, 503, 507}, set(answers)
    assert 503 in answers or 507 in answers
    assert house.stack.get("/healthz").status == 200
    filler.unlink()

    # Nothing has to be started again.
    wait_until(lambda: house.push_lead(key, 1000)[0] in {200, 201}, what="room", seconds=30)
    house.stack.start("watchdog")
    there = house.rows("SELECT count(*) FROM prospects_prospect WHERE name LIKE 'Lead %'")
    assert there[0][0] == answers.count(201) + 1
    house.notes.append(f"{answers.count(201)} of 300 leads taken, the others told to come again")
    house.work.add_leads(house.rows(LEADS))
    house.must_come_clean()


@NEEDS_ROOT
def test_f18_a_disk_that_is_full(request, databases, tmp_path):
    with (
        small_disk(tmp_path / "disk", megabytes=16) as disk,
        rig(disk, databases=databases, kind="sqlite") as house,
    ):
        house.record = recorder(request.node, "sqlite")
        house.stack.folder = tmp_path
        house.stack.environment["FOLLOWUP_DATA_DIR"] = str(tmp_path / "data")
        house.seed(reps=5, late=20)
        push_onto(house, disk)
        with closing(sqlite3.connect(house.database.removeprefix("sqlite:///"))) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


@NEEDS_ROOT
def test_f19_a_disk_of_postgres_that_is_full(own_house, cluster, tmp_path):
    """The tables' disk; a full one under the log of changes stops PostgreSQL, which is F11."""
    house, name = own_house, own_house.database.rpartition("/")[2]
    with small_disk(cluster.folder / f"disk{os.getpid()}", megabytes=60) as disk:
        cluster.own(disk)
        _admin(cluster.url, f"CREATE TABLESPACE small LOCATION '{disk}'")
        try:
            _admin(cluster.url, f'ALTER DATABASE "{name}" SET TABLESPACE small')
            house.seed(reps=5, late=20)
            push_onto(house, disk)
            house.stack.kill(*list(house.stack.programs))
        finally:
            _admin(cluster.url, f'ALTER DATABASE "{name}" SET TABLESPACE pg_default')
            _admin(cluster.url, "DROP TABLESPACE small")


@ON_SQLITE
@pytest.mark.skipif(shutil.which("cc") is None, reason="making a disk fail needs a C compiler")
def test_f20_a_disk_on_which_one_write_of_a_hundred_fails(house, tmp_path):
    shim = tmp_path / "failing_writes.so"
    source = Path(__file__).with_name("failing_writes.c")
    subprocess.run(["cc", "-shared", "-fPIC", "-o", shim, source, "-ldl"], check=True)
    house.seed(reps=5, late=30, coming=20, within=15)
    key, environment = house.key(), dict(house.stack.environment)
    house.stack.environment |= {
        "LD_PRELOAD": str(shim),
        "FAILING_WRITES": "100",
        "FAILING_FOLDER": house.database.removeprefix("sqlite:///"),
    }
    house.stack.start("web", "watchdog")
    house.stack.wait()
    vendor = Vendor(house, key).start()
    house.wait_until(lambda: len(vendor.taken) >= 100, seconds=120)
    vendor.stop()
    vendor.must_have_lost_nothing()

    assert set(vendor.answers) <= {0, 200, 201, 503, 507}, vendor.answers
    assert vendor.answers[503] + vendor.answers[507] > 0
    house.notes.append(f"{vendor.answers[503] + vendor.answers[507]} pushes told to come again")
    house.stack.kill("web", "watchdog")
    house.stack.environment = environment
    house.stack.start("watchdog")
    house.must_come_clean(within=90)
    path = house.database.removeprefix("sqlite:///")
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
