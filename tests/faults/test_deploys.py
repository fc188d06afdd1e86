"""Faults that we make ourselves: new versions, new schemas, and the way back."""

import os
import subprocess
import time
from datetime import timedelta
from pathlib import Path

import pytest

from tests.faults.pushing import Vendor
from tests.faults.rig import RAISERS, ROOT, manage, python

pytestmark = pytest.mark.fault_long

ON_POSTGRES = pytest.mark.parametrize("house", ["postgres"], indirect=True)
# The version that went before this one. TEST_PREVIOUS_VERSION names another.
PREVIOUS = "920edec220606ed869bae056615db09e43e25427"


@ON_POSTGRES
def test_f25_versions_that_follow_each_other_under_load(house):
    house.seed(reps=20, late=300, coming=80, within=30)
    house.stack.start("web", *RAISERS)
    house.stack.wait()
    vendor = Vendor(house, house.key()).start()

    for _ in range(3):
        time.sleep(4)
        codes = house.stack.stop("web", *RAISERS)
        assert -9 not in codes.values(), codes  # everybody ended when asked
        house.stack.start("web", *RAISERS)
        house.stack.wait()
    time.sleep(4)
    vendor.stop()
    vendor.must_have_lost_nothing()

    assert set(vendor.answers) <= {0, 200, 201}  # 0: nobody was there yet
    verdict = house.must_come_clean(within=90)
    assert verdict.copies == 0
    assert verdict.lateness <= timedelta(seconds=60)


@pytest.fixture(scope="session")
def previous(tmp_path_factory) -> Path:
    """The version before this one, checked out somewhere else."""
    version = os.environ.get("TEST_PREVIOUS_VERSION", PREVIOUS)
    folder = tmp_path_factory.mktemp("previous") / "house"
    git("clone", "--quiet", "--no-checkout", str(ROOT), str(folder))
    git("-C", str(folder), "checkout", "--quiet", version)
    return folder


def git(*words: str) -> str:
    ended = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False)
    if ended.returncode:
        pytest.skip(f"there is no history to go back in: {ended.stderr}")
    return ended.stdout.strip()


@pytest.fixture
def older(request, previous, databases, tmp_path):
    """A house whose database and programs are the previous version's."""
    from tests.faults.conftest import recorder
    from tests.faults.rig import rig
    from tests.services import new_database

    name = f"test_followup_older_{os.getpid()}"
    with rig(tmp_path, databases=databases, kind="postgres") as house:
        house.record = recorder(request.node, "postgres")
        with new_database(databases.server, name) as url:
            house.database = house.stack.environment["DATABASE_URL"] = url
            # What an older version does not know, it refuses.
            del house.stack.environment["FOLLOWUP_ALARM_EMAILS"]
            for program, command in list(house.stack.commands.items()):
                words = ["sh", "-c", f'cd {previous} && exec "$@"', program, *command]
                house.stack.commands[program] = words
            in_previous(previous, house, "migrate", "--verbosity", "0")
            yield house
            house.stack.kill(*list(house.stack.programs))


def in_previous(previous, house, *arguments: str) -> str:
    ended = subprocess.run(
        ["python", "manage.py", *arguments],
        cwd=previous,
        env=house.stack.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def test_f26_the_schema_moves_on_under_programs_that_do_not(older, previous):
    house = older
    environment = house.stack.environment
    told = subprocess.run(
        ["python", "-m", "tests.faults.seed", "10", "100", "60", "25"],
        cwd=previous, env=environment, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    house.take(told)
    house.stack.start("web", *RAISERS)
    house.stack.wait()
    key = in_previous(
        previous,
        house,
        *("create_api_key", "--team", "Torment", "--name", "k", "--scopes", "leads:write"),
    ).strip()
    vendor = Vendor(house, key).start()
    time.sleep(3)

    manage("migrate", "--verbosity", "0", environment=environment)
    time.sleep(12)
    vendor.stop()
    vendor.must_have_lost_nothing()

    assert set(vendor.answers) <= {200, 201, 503}
    assert vendor.slowest <= 5
    house.must_come_clean(within=90)


def test_f27_one_version_back_on_the_schema_of_the_next(older, previous):
    house = older
    environment = house.stack.environment
    manage("migrate", "--verbosity", "0", environment=environment)
    told = python("-m", "tests.faults.seed", "10", "100", "30", "20", environment=environment)
    house.take(told)
    house.stack.start("web", *RAISERS)
    house.stack.wait()
    key = manage(
        *("create_api_key", "--team", "Torment", "--name", "k", "--scopes", "leads:write"),
        environment=environment,
    ).strip()
    vendor = Vendor(house, key).start()
    time.sleep(8)
    vendor.stop()
    vendor.must_have_lost_nothing()

    assert set(vendor.answers) <= {200, 201}
    house.must_come_clean(within=90)
