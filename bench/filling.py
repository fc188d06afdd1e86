"""Fills the database that the settings name with a world, by as many processes as are given."""

import hashlib
import json
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import repeat
from multiprocessing import get_context
from pathlib import Path

import django

django.setup()

from django.contrib.auth.hashers import make_password  # noqa: E402 (needs the settings)
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.db.models import F  # noqa: E402

from bench import databases, loading  # noqa: E402
from bench.population import make, ranks, staff  # noqa: E402
from bench.population.chance import World  # noqa: E402
from bench.progress import Bar, say  # noqa: E402
from people.models import Team, User  # noqa: E402
from prospects.models import Campaign, Prospect  # noqa: E402

STAFF = (Team, User, Campaign)
_SOURCES = Path(make.__file__).parent


def ensure(world: World, *, processes: int) -> None:
    """Make the database and fill it, unless it holds just this world already.

    Work that broke off is taken up where it was left. New migrations are applied to what
    is there, as an update of the product would.
    """
    noted, wanted = _note(), _fingerprint(world)
    if noted == wanted:
        say(f"{databases.name(world)} is there already")
    elif noted == {**wanted, "is": "being filled"}:
        _fill(world, processes=processes)
    elif noted and {**noted, "schema": ""} == {**wanted, "schema": ""}:
        call_command("migrate", interactive=False, verbosity=0)
        _settle()
    else:
        _create(world)
        call_command("migrate", interactive=False, verbosity=0)
        add_staff(world)
        _set_note({**wanted, "is": "being filled"})
        _fill(world, processes=processes)
    _set_note(wanted)


def _fill(world: World, *, processes: int) -> None:
    loading.strip(make.TABLES)
    bar = Bar("prospects", world.prospects)
    there = _there()
    bar.add(len(there) * make.STRETCH)
    missing = [place for place in make.stretches(world) if place not in there]
    for done in _stretches(world, missing, processes):
        bar.add(done)
    bar.end()
    say("indexes and constraints ...")
    loading.restore()
    loading.set_sequences((*STAFF, *make.TABLES))
    _settle()


def _there() -> set[int]:
    """Return the stretches that are in the database, each of them whole."""
    first = Prospect.objects.filter(id__gt=0).annotate(into=(F("id") - 1) % make.STRETCH)
    keys = first.filter(into=0).values_list("id", flat=True)
    return {(key - 1) // make.STRETCH for key in keys}


def add_staff(world: World) -> None:
    """Put teams, people and campaigns into the database."""
    teams = staff.teams(world)
    Team.objects.bulk_create(teams)
    password = make_password(ranks.PASSWORD)
    User.objects.bulk_create(staff.users(world, teams, password_hash=password))
    Campaign.objects.bulk_create(staff.campaigns(world, teams))


def _stretches(world: World, places: list[int], processes: int) -> Iterator[int]:
    """Make and load the stretches; yield how many prospects each one had."""
    copies = connection.vendor == "postgresql"
    connection.close()  # a forked process must not share it
    with ProcessPoolExecutor(processes, mp_context=get_context("fork")) as pool:
        work = _make_and_copy if copies else _make
        for made in pool.map(work, repeat(world), places):
            if not copies:
                _load_here(made)
            yield make.STRETCH


def _make_and_copy(world: World, place: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")
    loading.load(make.stretch(world, place).texts())


def _load_here(texts: dict) -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous = OFF")  # a power cut only means to make it again
    loading.load(texts)


def _make(world: World, place: int) -> dict:
    return make.stretch(world, place).texts()


def _create(world: World) -> None:
    if connection.vendor == "postgresql":
        databases.create(databases.name(world))
    else:
        Path(connection.settings_dict["NAME"]).unlink(missing_ok=True)


def _settle() -> None:
    """Leave the tables as the database's own housekeeping would."""
    say("vacuum and statistics ...")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    connection.close()


def _fingerprint(world: World) -> dict[str, str | int]:
    """Return what differs when other rows would be made, or when the tables are others."""
    made_by = hashlib.sha256()
    for source in sorted(_SOURCES.glob("*.py")):
        made_by.update(source.read_bytes())
    schema = hashlib.sha256()
    for migration in sorted(_SOURCES.parent.parent.glob("*/migrations/0*.py")):
        schema.update(f"{migration.parent.parent.name}/{migration.name}".encode())
    return {
        "at": world.at.isoformat(),
        "prospects": world.prospects,
        "seed": world.seed,
        "made_by": made_by.hexdigest(),
        "schema": schema.hexdigest(),
    }


def _note() -> dict[str, str | int]:
    if connection.vendor == "postgresql":
        text = databases.note(connection.settings_dict["NAME"])
    else:
        beside = _beside()
        text = beside.read_text() if beside.exists() else ""
    return json.loads(text) if text else {}


def _set_note(facts: dict[str, str | int]) -> None:
    if connection.vendor == "postgresql":
        databases.set_note(connection.settings_dict["NAME"], json.dumps(facts))
    else:
        _beside().write_text(json.dumps(facts))


def _beside() -> Path:
    return Path(f"{connection.settings_dict['NAME']}.json")
