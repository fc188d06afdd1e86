"""Starts the product as its users do, on free ports, with data that is thrown away.

`embedded()` is `manage.py up` on a bare machine; `composed()` is what docker-compose.yml says,
its commands and its environment, run without containers against PostgreSQL and Redis.
"""

import http.client
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from tests.services import free_port, new_database, own_redis, postgres

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
READY_SECONDS = 60.0
STOP_SECONDS = 40.0
SERVICES = ("web", "worker", "bulk", "scanner", "beat", "watchdog")


@dataclass
class Stack:
    """A running product: where it is, what its programs were started with, what they said."""

    port: int
    folder: Path
    environment: dict[str, str]
    commands: dict[str, list[str]]
    programs: dict[str, subprocess.Popen] = field(default_factory=dict)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self, *names: str) -> None:
        for name in names or self.commands:
            with self._log(name).open("ab") as log:
                self.programs[name] = subprocess.Popen(
                    self.commands[name],
                    cwd=ROOT,
                    env=self.environment,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                )

    def stop(self, *names: str) -> dict[str, int]:
        """Stop programs as a service manager does; return their exit codes."""
        chosen = {name: self.programs.pop(name) for name in names or list(self.programs)}
        for program in chosen.values():
            program.send_signal(signal.SIGTERM)
        codes = {}
        for name, program in chosen.items():
            try:
                codes[name] = program.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                codes[name] = -signal.SIGKILL
            finally:
                end_group(program)
                program.wait(STOP_SECONDS)
        return codes

    def kill(self, *names: str) -> None:
        """Kill programs outright, and whatever they had started."""
        for name in names:
            program = self.programs.pop(name)
            end_group(program)
            program.wait(STOP_SECONDS)

    def move_clock(self, seconds: int) -> None:
        """Start all programs again with their clock `seconds` ahead of the real one."""
        self.stop()
        self.environment["FOLLOWUP_CLOCK_OFFSET"] = str(seconds)
        self.start()
        self.wait()

    def manage(self, *arguments: str, given: str = "") -> str:
        """Run a command of the house on this stack's data; return what it printed."""
        ended = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment,
            input=given,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert ended.returncode == 0, ended.stderr
        return ended.stdout.strip()

    def wait(self) -> None:
        """Wait until pages are served."""
        wait_until(self.is_up, what=f"the page at {self.address}", told=self.said)

    def is_up(self) -> bool:
        try:
            host = self.environment.get("FOLLOWUP_HOSTS", "localhost")
            return self.get("/healthz", {"Host": host}).status == http.client.OK
        except (OSError, http.client.HTTPException):
            return False

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> http.client.HTTPResponse:
        """Ask for a page; the answer's body has been read into `answer.text`."""
        with closing(self.connect()) as connection:
            connection.request("GET", path, headers=dict(headers or {}))
            answer = connection.getresponse()
            answer.text = answer.read().decode(errors="replace")
        return answer

    def connect(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)

    def is_well(self, service: str) -> bool:
        """Whether a service's own health check, as the compose file has it, finds it well."""
        kind, *command = compose_file()["services"][service]["healthcheck"]["test"]
        assert kind == "CMD"
        ended = subprocess.run(
            command, cwd=ROOT, env=self.environment, capture_output=True, check=False
        )
        return ended.returncode == 0

    def said(self, *names: str) -> str:
        """Return the logs, for a failed test to show."""
        logs = [self._log(name) for name in names or self.commands]
        return "\n".join(f"--- {log.stem}\n{log.read_text()}" for log in logs if log.exists())

    def tracebacks(self) -> list[str]:
        """Return the lines that begin a traceback in anybody's log but beat's.

        Beat may find the broker slow when this machine is busy; its next tick makes good.
        """
        names = [name for name in self.commands if name != "beat"]
        lines = self.said(*names).splitlines()
        return [line for line in lines if "Traceback" in line and not line.startswith("beat ")]

    def _log(self, name: str) -> Path:
        return self.folder / f"{name}.log"


def end_group(program: subprocess.Popen) -> None:
    try:
        os.killpg(program.pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def wait_until(happened, *, what: str, seconds: float = READY_SECONDS, told=str) -> Any:
    """Wait for `happened()` to be true and return it; the failure shows what was `told`."""
    deadline = time.monotonic() + seconds
    while not (found := happened()):
        assert time.monotonic() < deadline, f"{what} did not come within {seconds:.0f} s\n{told()}"
        time.sleep(0.2)
    return found


def clean_environment(folder: Path, port: int) -> dict[str, str]:
    """Return an environment that has nothing of the tests' own settings in it."""
    kept = {name: os.environ[name] for name in ("HOME", "LANG", "TMPDIR") if name in os.environ}
    data = folder / "data"
    return {
        **kept,
        "PATH": f"{BIN}:{os.environ.get('PATH', '')}",
        "FOLLOWUP_DATA_DIR": str(data),
        "PORT": str(port),
        "PYTHONUNBUFFERED": "1",
    }


@contextmanager
def running(stack: Stack) -> Iterator[Stack]:
    """Yield the started stack; whatever happens, nothing of it is left behind."""
    try:
        stack.start()
        stack.wait()
        yield stack
    finally:
        try:
            stack.stop()
        finally:
            shutil.rmtree(stack.folder / "data", ignore_errors=True)


@contextmanager
def embedded(folder: Path, **variables: str) -> Iterator[Stack]:
    """The embedded default: one command, SQLite, a broker in the data folder."""
    port = free_port()
    environment = {**clean_environment(folder, port), **variables}
    commands = {"up": [sys.executable, "manage.py", "up"]}
    with running(
        Stack(port=port, folder=folder, environment=environment, commands=commands)
    ) as stack:
        yield stack


# --- docker-compose.yml, without containers -----------------------------------------------------


def compose_file() -> dict[str, Any]:
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))


def filled_in(text: str, values: Mapping[str, str]) -> str:
    """Fill in ``${NAME}``, ``${NAME:-default}`` and ``${NAME:?why}`` as compose does."""

    def value(match: re.Match[str]) -> str:
        name, kind, rest = match["name"], match["kind"], match["rest"]
        found = values.get(name, "")
        if not found and kind == ":?":
            raise LookupError(f"{name}: {rest}")
        return found or (rest or "" if kind == ":-" else "")

    pattern = r"\$\{(?P<name>\w+)(?:(?P<kind>:[-?])(?P<rest>[^}]*))?\}"
    return re.sub(pattern, value, text)


def composed_environment(service: str, values: Mapping[str, str]) -> dict[str, str]:
    """Return the environment that compose gives a service, with `values` in its `.env`."""
    given = compose_file()["services"][service].get("environment", {})
    return {name: filled_in(str(value), values) for name, value in given.items()}


@contextmanager
def composed(folder: Path, **variables: str) -> Iterator[Stack]:
    """What the compose file starts. `variables` win over what it says (a development stack)."""
    port = free_port()
    with ExitStack() as services:
        server = services.enter_context(postgres())
        database = services.enter_context(new_database(server, f"test_followup_stack_{port}"))
        environment = {
            **clean_environment(folder, port),
            "DATABASE_URL": database,
            "REDIS_URL": services.enter_context(own_redis()),
            "FOLLOWUP_BIND": "127.0.0.1",
            "REMAP_SIGTERM": "SIGQUIT",
            **variables,
        }
        commands = {name: compose_file()["services"][name]["command"] for name in SERVICES}
        stack = Stack(port=port, folder=folder, environment=environment, commands=commands)
        prepare = compose_file()["services"]["migrate"]["command"]
        done = subprocess.run(
            prepare, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        yield services.enter_context(running(stack))
