"""The two web servers of the house, on the test database, and a socket to shout at them."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

from django.db import connection

from tests.services import free_port

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 60.0
ANSWER_SECONDS = 15.0
COMMANDS = {
    "waitress": ["-m", "waitress", "--listen=127.0.0.1:{port}", "followup.wsgi:application"],
    "gunicorn": ["-m", "gunicorn", "--config", "followup/gunicorn.py", "followup.wsgi:application"],
}


def database_url() -> str:
    """Return the address of the test database, for a process of its own."""
    told = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{told['NAME']}"
    host = quote(str(told["HOST"] or ""), safe="")
    who = quote(told["USER"] or "", safe="") + (
        f":{quote(told['PASSWORD'], safe='')}" if told["PASSWORD"] else ""
    )
    port = f":{told['PORT']}" if told["PORT"] else ""
    return f"postgres://{who}@{host}{port}/{told['NAME']}"


@contextmanager
def serving(server: str, folder: Path) -> Iterator[int]:
    """Run a web server on the test database; yield its port."""
    port = free_port()
    environment = {
        **{name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ},
        "DATABASE_URL": database_url(),
        "FOLLOWUP_DATA_DIR": str(folder),
        "FOLLOWUP_BIND": "127.0.0.1",
        "FOLLOWUP_HOSTS": "house.example",
        "FOLLOWUP_API_REQUESTS_PER_MINUTE": "1000000",
        "PORT": str(port),
        "WEB_CONCURRENCY": "1",
    }
    command = [sys.executable, *(part.format(port=port) for part in COMMANDS[server])]
    with (folder / "log").open("wb") as log:
        program = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
        try:
            _wait_for(port, program)
            yield port
        finally:
            program.terminate()
            program.wait(30)


def _wait_for(port: int, program: subprocess.Popen) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and program.poll() is None:
        with closing(socket.socket()) as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("the server did not start")


def shout(port: int, octets: bytes, *, half_close: bool = False) -> bytes:
    """Send these very bytes; return all that comes back until the server hangs up or is done."""
    with closing(socket.create_connection(("127.0.0.1", port), ANSWER_SECONDS)) as line:
        try:
            line.sendall(octets)
            if half_close:
                line.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # the server has answered and hung up already
        return _answer(line)


def _answer(line: socket.socket) -> bytes:
    heard = b""
    try:
        while not _is_whole(heard):
            piece = line.recv(65_536)
            if not piece:
                break
            heard += piece
    except OSError:
        pass
    return heard


def _is_whole(heard: bytes) -> bool:
    head, ends, body = heard.partition(b"\r\n\r\n")
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if ends and name.lower() == b"content-length":
            return len(body) >= int(value)
    return False


def status(heard: bytes) -> int:
    """Return the status of an answer, or 0 if the server hung up without a word."""
    return int(heard.split(b" ", 2)[1]) if heard.startswith(b"HTTP/1.") else 0
