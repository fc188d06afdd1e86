"""What every test stands on: its own database, a clock that is moved by hand, no network.

The database is the one that DATABASE_URL names, else SQLite. Factories live in
`tests/factories.py`.
"""

import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from django.apps import apps
from django.conf import settings as django_settings
from django.db import connection
from django.test import TransactionTestCase

from cadence.queries import curve_version
from groundwork import clock as house_clock
from groundwork.appendonly import arm, disarm, guarded_models
from prospects.facts import policy_version

# A Tuesday: 10:00 in New York, 16:00 in Paris. No holiday in either, no clock change near.
TUESDAY = datetime(2026, 3, 3, 15, 0, tzinfo=UTC)


@dataclass
class Clock:
    """The house's clock, standing still until a test moves it."""

    at: datetime

    def move(self, **by: float) -> datetime:
        """Move by a timedelta's own words (`clock.move(hours=2)`); return the new time."""
        self.at += timedelta(**by)
        return self.at

    def now(self) -> datetime:
        return self.at


@pytest.fixture
def now() -> datetime:
    """A quiet Tuesday, 15:00 UTC, to pass to actions and queries."""
    return TUESDAY


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch, now: datetime) -> Clock:
    """The clock that the doors read (views, api, tasks, commands), standing at `now`."""
    standing = Clock(now)
    monkeypatch.setattr(house_clock, "now", standing.now)
    monkeypatch.setattr(house_clock, "shifted", lambda at: standing.now())
    return standing


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    """Forget rows that a process keeps because they never change: the next test has others."""
    curve_version.cache_clear()
    policy_version.cache_clear()


# --- The database ----------------------------------------------------------------------------


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Give every test process a database of its own.

    On SQLite a file, not memory: only then do threads lock each other out as they do in life.
    """
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        database["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")
        # A test database that a power cut breaks is no loss.
        options = database["OPTIONS"]
        options["init_command"] = options["init_command"].replace("FULL", "OFF")
    else:
        database["TEST"]["NAME"] = f"test_followup_{os.getpid()}"


def pytest_configure() -> None:
    """Let a test empty the tables that only grow: the one place where their guards come off."""
    empty = TransactionTestCase._fixture_teardown

    def empty_with_guards_off(case: TransactionTestCase) -> None:
        tables = [model._meta.db_table for model in guarded_models(apps.get_models())]
        for table in tables:
            disarm(connection, table)
        try:
            empty(case)
        finally:
            for table in tables:
                arm(connection, table)

    TransactionTestCase._fixture_teardown = empty_with_guards_off


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--only-on-database",
        action="store_true",
        help="leave out the tests that ask no database: they have run elsewhere",
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep what asks a database, if so told; what is left out is counted as deselected."""
    if not config.getoption("--only-on-database"):
        return
    left_out = [item for item in items if not _asks_a_database(item)]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if _asks_a_database(item)]


def _asks_a_database(item: pytest.Item) -> bool:
    asked = {"db", "transactional_db", "django_db_serialized_rollback"}
    return (
        item.get_closest_marker("django_db") is not None
        or bool(asked & set(getattr(item, "fixturenames", ())))
        or issubclass(getattr(item, "cls", None) or object, TransactionTestCase)
    )


# --- The world outside -----------------------------------------------------------------------


@pytest.fixture(autouse=True, scope="session")
def _cheap_and_local() -> None:
    """Quick password hashes, and a broker and a cache inside this process."""
    from followup.celery import app

    django_settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    django_settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    }
    app.conf.update(broker_url="memory://", broker_transport_options={})


@pytest.fixture(autouse=True)
def _a_folder_and_a_cache_of_its_own(settings, tmp_path_factory: pytest.TempPathFactory) -> None:
    from django.core.cache import cache

    settings.DATA_DIR = tmp_path_factory.mktemp("data")
    cache.clear()
