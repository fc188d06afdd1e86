"""Starts the product and the floors under gunicorn, with the product's own settings for it."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REDIS = os.environ.get("BENCH_REDIS_URL", "redis://127.0.0.1:6379/9")
_PATIENCE = 60  # seconds until a server answers


class CannotServe(Exception):
    """A server did not come up. The message names its log."""


@contextmanager
def product(database_url: str, *, clock_offset: int, folder: Path) -> Iterator[int]:
    """Serve the product from a database; give its port."""
    variables = {
        "FOLLOWUP_CLOCK_OFFSET": str(clock_offset),
        "FOLLOWUP_API_REQUESTS_PER_MINUTE": "1000000",
        "REDIS_URL": REDIS,
    }
    with _gunicorn("followup.wsgi", database_url, folder, variables) as port:
        yield port


@contextmanager
def floors(database_url: str, *, folder: Path) -> Iterator[int]:
    """Serve the floors from a database of their own; give their port."""
    with _gunicorn("bench.floors.wsgi", database_url, folder, {}) as port:
        yield port


@contextmanager
def _gunicorn(
    module: str, database_url: str, folder: Path, variables: dict[str, str]
) -> Iterator[int]:
    port = _free_port()
    log = folder / f"{module}-{port}.log"
    settings = {"DATABASE_URL": database_url, "FOLLOWUP_DATA_DIR": str(folder / "data")}
    with log.open("wb") as written:
        server = subprocess.Popen(
            [
                *(sys.executable, "-m", "gunicorn", "--config", "followup/gunicorn.py"),
                f"{module}:application",
            ],
            cwd=ROOT,
            env={**environment(), **settings, **variables}
            | {"PORT": str(port), "FOLLOWUP_BIND": "127.0.0.1"},
            stdout=written,
            stderr=subprocess.STDOUT,
        )
        try:
            _wait(server, port, log)
            yield port
        finally:
            server.terminate()
            server.wait(40)


def environment() -> dict[str, str]:
    """Return this process's environment without what steers the product."""
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("FOLLOWUP_")
        and name not in {"DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE", "DEMO"}
    }


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def _wait(server: subprocess.Popen, port: int, log: Path) -> None:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until and server.poll() is None:
        try:
            connection = HTTPConnection("127.0.0.1", port, timeout=10)
            connection.request("GET", "/")
            connection.getresponse().read()
        except (OSError, HTTPException):
            time.sleep(0.1)
        else:
            connection.close()
            return
    raise CannotServe(f"A server did not come up. Its log: {log.read_text()[-2000:]}")
