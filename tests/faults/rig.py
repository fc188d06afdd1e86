"""The rig of the faults: our programs as processes, a broker and a mail server to torment.

The programs are those of docker-compose.yml. They share a database that is thrown away, on
PostgreSQL or SQLite, and a house clock that stands at a Tuesday noon when a fault begins.
"""

import email
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import redis
from aiosmtpd.controller import Controller

from tests.faults.oracle import Arrival, Found, Told, Verdict, Work, judge
from tests.journeys.stack import (
    ROOT,
    Stack,
    clean_environment,
    compose_file,
    wait_until,
)
from tests.services import free_port, new_database, postgres, redis_program

# A Tuesday noon with nothing special about it: no midnight is near.
NOON = datetime(2027, 3, 2, 12, 0, tzinfo=UTC)
RAISERS = ("scanner", "worker", "beat", "watchdog")
# Whom the watchdog tells of the house itself: none of those whom the oracle counts.
WATCHER = "it@watch.example"


def machine_seconds() -> float:
    """Return the machine's own time: the rig stands outside the house and its clock."""
    return time.time()  # noqa: TID251


@dataclass
class Sink:
    """A mail server. `before_answer` is called with each message that it has accepted."""

    port: int = field(default_factory=free_port)
    arrivals: list[Arrival] = field(default_factory=list)
    before_answer: Callable[[Arrival], None] | None = None
    before_reading: Callable[[], Awaitable[None]] | None = None
    answer: str = "250 OK"
    decide: Callable[[], str] | None = None  # the answer to each message, if not `answer`
    refused: dict[str, str] = field(default_factory=dict)  # what single addresses are answered
    turned_away: str = ""  # what whoever wants to send anything is answered
    takes: int | None = None  # how many messages before it says that these are too many
    _controller: Controller | None = None

    async def handle_MAIL(self, _server, _session, envelope, address, options) -> str:
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return self.turned_away or "250 OK"

    async def handle_RCPT(self, _server, _session, envelope, address, options) -> str:
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    # aiosmtpd calls this from its own loop, for one message after the other of a connection.
    async def handle_DATA(self, _server, _session, envelope) -> str:
        if self.before_reading is not None:
            await self.before_reading()
        answer = self.decide() if self.decide is not None else self.answer
        if self.takes is not None and len(self.arrivals) >= self.takes:
            answer = "421 4.7.0 too many messages"
        if not answer.startswith("250"):
            return answer
        message = email.message_from_bytes(envelope.content)
        arrival = Arrival(message_id=message["Message-ID"], to=envelope.rcpt_tos[0])
        self.arrivals.append(arrival)
        if self.before_answer is not None:
            self.before_answer(arrival)
        return answer

    @contextmanager
    def open(self) -> Iterator["Sink"]:
        self.listen()
        try:
            yield self
        finally:
            self.close()

    def listen(self) -> None:
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self._controller.start()

    def close(self) -> None:
        if self._controller is not None:
            self._controller.stop()
            self._controller = None


class Broker:
    """A Redis of our own that keeps nothing: to stop, freeze and flush."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self._folder = folder
        self._server: subprocess.Popen | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        self._server = subprocess.Popen(
            [
                *(redis_program(), "--port", str(self.port), "--bind", "127.0.0.1"),
                *("--save", "", "--appendonly", "no", "--dir", str(self._folder)),
            ],
            stdout=subprocess.DEVNULL,
        )
        wait_until(self._answers, what="Redis")

    def stop(self) -> None:
        if self._server is not None:
            self._server.kill()
            self._server.wait()
            self._server = None

    def freeze(self) -> None:
        self._server.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._server.send_signal(signal.SIGCONT)

    def flush(self) -> None:
        with closing(redis.Redis(port=self.port, socket_timeout=2)) as client:
            client.flushall()

    def _answers(self) -> bool:
        try:
            with closing(redis.Redis(port=self.port, socket_timeout=1)) as client:
                return bool(client.ping())
        except redis.RedisError:
            return False


@dataclass
class Rig:
    """A house under torment, what it was given to do, and what came of it."""

    stack: Stack
    broker: Broker
    sink: Sink
    database: str
    work: Work = field(default_factory=Work)
    crashes: int = 0
    notes: list[str] = field(default_factory=list)  # figures of a fault's own, for the table
    # Told of each verdict that came clean, for the table of figures.
    record: Callable[["Rig", Verdict], None] = field(default=lambda _rig, _verdict: None)

    # --- What it is given to do -----------------------------------------------------------------

    def seed(self, *, reps: int, late: int = 0, coming: int = 0, within: float = 15) -> None:
        """Give it prospects: `late` ones due since yesterday, `coming` ones due within seconds."""
        told = python(
            *("-m", "tests.faults.seed", str(reps), str(late), str(coming), str(within)),
            environment=self.stack.environment,
        )
        self.take(told)

    def take(self, told: str) -> None:
        """Take what `tests.faults.seed` printed as what the house has to do."""
        self.work = Work.read(json.loads(told))

    def run(self, *arguments: str, given: str = "") -> str:
        """Run a command of the house; return what it printed."""
        return manage(*arguments, environment=self.stack.environment, given=given)

    def python(self, *arguments: str) -> str:
        """Run Python on the house's data; return what it printed."""
        return python(*arguments, environment=self.stack.environment)

    def write(self, statement: str) -> None:
        """Change the database past the product, as nobody should."""
        with closing(self._connect()) as connection, closing(connection.cursor()) as cursor:
            cursor.execute(statement)
            connection.commit()

    def key(self, scopes: str = "leads:write") -> str:
        """Return a new key, by default one that may push leads."""
        return self.run(
            *("create_api_key", "--team", "Torment", "--name", f"key {free_port()}"),
            *("--scopes", scopes),
        ).strip()

    def push_lead(self, key: str, number: int) -> tuple[int, float]:
        """Push a lead as a vendor's program does; return the status and the seconds it took."""
        body = {"external_id": f"lead-{number}", "company": {"name": f"Lead {number}"}}
        body["contacts"] = [{"name": "Dana", "email": f"dana{number}@northwind.example"}]
        began = time.monotonic()
        with closing(self.stack.connect()) as connection:
            connection.request(
                "POST",
                "/api/v1/leads/",
                body=json.dumps(body),
                headers={"Authorization": f"Bearer {key}", "Content-Type": "application/json"},
            )
            status = connection.getresponse().status
        return status, time.monotonic() - began

    def hint(self) -> float:
        """Give the workers a hint, as a request does after its commit; return the seconds."""
        return float(python("-m", "tests.faults.hint", environment=self.stack.environment))

    # --- What is done to it ---------------------------------------------------------------------

    def kill(self, *names: str) -> None:
        """Kill programs outright; counted, because each may cost a second copy of a mail."""
        self.crashes += len(names)
        self.stack.kill(*names)

    def signal(self, name: str, number: int) -> None:
        """Send a signal to a program and whatever it started."""
        os.killpg(self.stack.programs[name].pid, number)

    def move_clock(self, by: timedelta) -> None:
        """Let programs that start from now on see a clock that is `by` further."""
        offset = int(self.stack.environment["FOLLOWUP_CLOCK_OFFSET"]) + by.total_seconds()
        self.stack.environment["FOLLOWUP_CLOCK_OFFSET"] = str(int(offset))

    # --- What came of it ------------------------------------------------------------------------

    def now(self) -> datetime:
        offset = int(self.stack.environment["FOLLOWUP_CLOCK_OFFSET"])
        return datetime.fromtimestamp(machine_seconds() + offset, UTC)

    def rows(self, statement: str) -> list[tuple]:
        """Read the database past the product, with the driver alone."""
        with closing(self._connect()) as connection, closing(connection.cursor()) as cursor:
            cursor.execute(statement)
            return cursor.fetchall()

    def _connect(self):
        if self.database.startswith("sqlite"):
            import sqlite3

            return sqlite3.connect(self.database.removeprefix("sqlite:///"), timeout=20)
        import psycopg2

        return psycopg2.connect(self.database.replace("postgres:", "postgresql:", 1))

    def beats(self, name: str) -> str:
        """Return when a part of the house last did its work; empty: never."""
        found = self.rows(f"SELECT at FROM reminders_heartbeat WHERE name = '{name}'")
        return str(found[0][0]) if found else ""

    def wait_until(self, happened: Callable[[], object], *, seconds: float = 60) -> None:
        wait_until(happened, what="what should happen", seconds=seconds, told=self.stack.said)

    def found(self) -> Found:
        reminders = self.rows(
            "SELECT prospect_id, cycle, level, recipient_id, kind, due_at, raised_at"
            " FROM reminders_reminder"
        )
        mail = [each for each in self.sink.arrivals if each.to != WATCHER]
        return Found(told=[Told.read(row) for row in reminders], arrivals=mail)

    def alarms(self) -> list[Arrival]:
        """Return the mails that told of the house itself."""
        return [each for each in self.sink.arrivals if each.to == WATCHER]

    def verdict(self) -> Verdict:
        return judge(self.work, self.found(), now=self.now())

    def tell(self, *, lost: int, doubled: int, crashes: int = 0) -> None:
        """Take figures down that a fault counted itself, for the table; fails if any is not 0."""
        verdict = Verdict(
            lost=lost,
            doubled=doubled,
            premature=0,
            unasked=0,
            mails_lost=0,
            mails_doubled=0,
            copies=0,
            lateness=timedelta(0),
        )
        self.crashes += crashes
        assert verdict.is_clean, verdict
        self.record(self, verdict)

    def must_come_clean(self, *, within: float = 60) -> Verdict:
        """Wait until everything that had to be told was told and mailed; return the verdict.

        Fails, and shows what the programs said, if anything is lost when the time is over,
        or was doubled, early or unasked.
        """
        deadline = time.monotonic() + within
        while not (verdict := self.verdict()).is_complete and time.monotonic() < deadline:
            time.sleep(0.25)
        assert verdict.is_clean, f"{verdict}\n{self.stack.said()}"
        self.record(self, verdict)
        return verdict


@dataclass(frozen=True, kw_only=True)
class Databases:
    """Migrated databases of both kinds, to be copied: migrating takes longer than most faults."""

    server: str
    template: str
    file: Path

    @contextmanager
    def copy(self, kind: str, folder: Path) -> Iterator[str]:
        """Yield the address of a fresh database, on "postgres" or "sqlite"."""
        if kind == "sqlite":
            shutil.copy(self.file, folder / "fault.sqlite3")
            yield f"sqlite:///{folder}/fault.sqlite3"
            return
        name = f"test_followup_fault_{free_port()}"
        with new_database(self.server, name, template=self.template) as url:
            yield url


@contextmanager
def migrated(folder: Path, *, server: str = "") -> Iterator[Databases]:
    """Yield migrated databases to copy; those on PostgreSQL on `server`, if one is named."""
    with ExitStack() as at_the_end:
        server = server or at_the_end.enter_context(postgres())
        template = f"test_followup_faults_{free_port()}"
        url = at_the_end.enter_context(new_database(server, template))
        file = folder / "template.sqlite3"
        for address in (url, f"sqlite:///{file}"):
            environment = clean_environment(folder, free_port()) | {"DATABASE_URL": address}
            manage("migrate", "--verbosity", "0", environment=environment)
        yield Databases(server=server, template=template, file=file)


def manage(*arguments: str, environment: dict[str, str], given: str = "") -> str:
    return python("manage.py", *arguments, environment=environment, given=given)


def python(*arguments: str, environment: dict[str, str], given: str = "") -> str:
    """Run Python on a house's data; return what it printed."""
    ended = subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=environment,
        input=given,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


@contextmanager
def rig(folder: Path, *, databases: Databases, kind: str, **variables: str) -> Iterator[Rig]:
    """Yield a rig on a new database; nothing of it is left behind."""
    with ExitStack() as at_the_end:
        url = at_the_end.enter_context(databases.copy(kind, folder))
        broker = Broker(folder)
        sink = at_the_end.enter_context(Sink().open())
        at_the_end.callback(broker.stop)
        broker.start()
        port = free_port()
        environment = {
            **clean_environment(folder, port),
            "DJANGO_SETTINGS_MODULE": "followup.settings",
            "DATABASE_URL": url,
            "REDIS_URL": broker.url,
            "EMAIL_URL": f"smtp://127.0.0.1:{sink.port}",
            "FOLLOWUP_BIND": "127.0.0.1",
            "FOLLOWUP_CLOCK_OFFSET": str(int(NOON.timestamp() - machine_seconds())),
            "REMAP_SIGTERM": "SIGQUIT",
            "WEB_CONCURRENCY": "1",
            "FOLLOWUP_ALARM_EMAILS": WATCHER,
            **variables,
        }
        services = compose_file()["services"]
        commands = {name: services[name]["command"] for name in ("web", "bulk", *RAISERS)}
        stack = Stack(port=port, folder=folder, environment=environment, commands=commands)
        at_the_end.callback(lambda: stack.kill(*list(stack.programs)))
        yield Rig(stack=stack, broker=broker, sink=sink, database=url)
