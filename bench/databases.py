"""Where the made-up databases are: one a size, beside each other, and a copy to work on."""

import os
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2

from bench.population.chance import World

FOLDER = Path(__file__).resolve().parent.parent / "var" / "bench"
_UNITS = {"k": 1_000, "m": 1_000_000}


def server() -> str:
    """Return the address of the PostgreSQL server: any database there, by BENCH_DATABASE_URL."""
    return os.environ.get("BENCH_DATABASE_URL", "postgresql:///postgres")


def count(size: str) -> int:
    """Return how many prospects "10k", "1m" or "500" are.

    :raises ValueError: for anything else
    """
    unit = _UNITS.get(size[-1:].lower(), 1)
    return int(size[:-1] if unit > 1 else size) * unit


def size(prospects: int) -> str:
    """Return the short form that `count` reads."""
    for unit, worth in reversed(_UNITS.items()):
        if prospects % worth == 0:
            return f"{prospects // worth}{unit}"
    return str(prospects)


def name(world: World) -> str:
    return f"followup_bench_{size(world.prospects)}_{world.seed}"


def url(world: World, *, sqlite: bool = False) -> str:
    """Return the address of the database of `world`."""
    if sqlite:
        FOLDER.mkdir(parents=True, exist_ok=True)
        return f"sqlite:///{FOLDER / name(world)}.sqlite3"
    return url_of(name(world))


def url_of(database: str) -> str:
    """Return the address of a database on the server."""
    parts = urlsplit(server())
    return f"{parts.scheme}://{parts.netloc}/{database}" + (
        f"?{parts.query}" if parts.query else ""
    )


def run(statement: str, *values: object) -> list[tuple]:
    """Run one statement on the server, outside any transaction."""
    connection = psycopg2.connect(server())
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()


def exists(database: str) -> bool:
    return bool(run("SELECT 1 FROM pg_database WHERE datname = %s", database))


def drop(database: str) -> None:
    run(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')


def create(database: str, *, like: str = "template1") -> None:
    """Make a database, empty or a copy of `like`, to which nobody may be connected."""
    drop(database)
    run(f'CREATE DATABASE "{database}" TEMPLATE "{like}" STRATEGY FILE_COPY')


def note(database: str) -> str:
    """Return what `set_note` wrote about a database, or nothing."""
    found = run(
        "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", database
    )
    return (found[0][0] or "") if found else ""


def set_note(database: str, text: str) -> None:
    run(f'COMMENT ON DATABASE "{database}" IS %s', text)
