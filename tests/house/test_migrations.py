"""Migrations: one head in each room, telling names, and a way back."""

import re
from pathlib import Path

import pytest
from django.db.migrations import RunPython, RunSQL
from django.db.migrations.loader import MigrationLoader

from tests.house.source import ROOMS, imported, offenders, python_files

FILES = [
    path
    for path in python_files(*ROOMS, migrations=True)
    if path.parent.name == "migrations" and path.name != "__init__.py"
]
NO_WORDS = re.compile(r"^\d{4}_(?:auto_|alter_|initial$|merge_|[a-z]+_\d{4})")


@pytest.fixture(scope="module")
def loader():
    return MigrationLoader(None)


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_has_one_newest_migration(loader, room):
    assert len(loader.graph.leaf_nodes(room)) == int(room in loader.migrated_apps)


def test_a_migration_is_named_for_what_it_does():
    names = [path.stem for path in FILES]

    assert [name for name in names if NO_WORDS.match(name)] == []
    assert [name for name in names if not re.match(r"^\d{4}_[a-z0-9_]+$", name)] == []


def test_a_migration_imports_no_actions_and_no_queries():
    # They move on; a migration must run as it did on the day it was written.
    def newer(path: Path) -> list[str]:
        return [name for name in imported(path) if {"actions", "queries"} & set(name.split("."))]

    assert offenders(FILES, newer) == {}


def test_every_migration_that_runs_code_can_be_taken_back(loader):
    one_way = [
        key
        for key, migration in loader.disk_migrations.items()
        if key[0] in ROOMS
        for operation in migration.operations
        if isinstance(operation, RunPython | RunSQL) and not operation.reversible
    ]

    assert one_way == []
