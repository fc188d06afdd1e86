"""A PostgreSQL of our own, to stop, kill, freeze and fill: nobody else's work is in it."""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg2

from tests.journeys.stack import wait_until
from tests.services import _postgres_programs, free_port

MOST_CONNECTIONS = 40


class Cluster:
    """A server with its data, which outlives every stop and start."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.folder, self._data = folder, folder / "data"
        self._programs = _postgres_programs()
        # PostgreSQL refuses to run as root.
        self._user = "postgres" if os.geteuid() == 0 else None
        self._server: subprocess.Popen | None = None

    @property
    def url(self) -> str:
        return f"postgres://followup@127.0.0.1:{self.port}/postgres"

    def own(self, folder: Path) -> None:
        """Let the server write into `folder`."""
        if self._user:
            shutil.chown(folder, self._user)

    def prepare(self) -> None:
        self.own(self.folder)
        self._run(
            *("initdb", "--pgdata", str(self._data), "--username", "followup"),
            *("--auth", "trust", "--encoding", "UTF8", "--no-sync"),
        )

    def start(self) -> None:
        self._server = subprocess.Popen(
            [
                *(self._programs / "postgres", "-D", self._data, "-k", self.folder),
                *("-p", str(self.port), "-c", "listen_addresses=127.0.0.1"),
                *("-c", f"max_connections={MOST_CONNECTIONS}"),
            ],
            user=self._user,
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        wait_until(self.answers, what="PostgreSQL")

    def stop(self) -> None:
        """Stop at once, as `pg_ctl -m immediate` does: the next start recovers."""
        if self._server is not None:
            self._server.send_signal(signal.SIGQUIT)
            self._server.wait(30)
            self._server = None

    def restart(self) -> None:
        self.stop()
        self.start()

    def freeze(self) -> None:
        self._signal_all(signal.SIGSTOP)

    def thaw(self) -> None:
        self._signal_all(signal.SIGCONT)

    def dump(self, database: str, into: Path) -> None:
        """Write a backup by the database's own tool."""
        into.touch()
        into.chmod(0o666)
        self._run(*self._at("pg_dump"), "--format", "custom", "--file", str(into), database)

    def restore(self, database: str, backup: Path) -> None:
        """Make `database` anew and fill it from a backup."""
        self._run(*self._at("dropdb"), "--if-exists", "--force", database)
        self._run(*self._at("createdb"), database)
        self._run(*self._at("pg_restore"), "--exit-on-error", "--dbname", database, str(backup))

    def answers(self) -> bool:
        try:
            with closing(psycopg2.connect(self.url, connect_timeout=1)):
                return True
        except psycopg2.Error:
            return False

    def _at(self, program: str) -> list[str]:
        return [program, "-h", "127.0.0.1", "-p", str(self.port), "-U", "followup"]

    def _run(self, program: str, *arguments: str) -> None:
        ended = subprocess.run(
            [self._programs / program, *arguments],
            user=self._user,
            cwd=self.folder,
            check=False,
            capture_output=True,
            text=True,
        )
        assert ended.returncode == 0, ended.stderr

    def _signal_all(self, number: int) -> None:
        # Each connection's process leads a group of its own.
        children = Path(f"/proc/{self._server.pid}/task/{self._server.pid}/children")
        for pid in [self._server.pid, *map(int, children.read_text().split())]:
            os.kill(pid, number)


@contextmanager
def own_cluster() -> Iterator[Cluster]:
    """Yield a running server; nothing of it is left behind."""
    folder = Path(tempfile.mkdtemp(prefix="followup-cluster-"))
    folder.chmod(0o755)
    cluster = Cluster(folder)
    try:
        cluster.prepare()
        cluster.start()
        yield cluster
    finally:
        cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)
