"""`manage.py up`: the whole product with one command, on a bare machine."""

import sys
import threading
from contextlib import ExitStack

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from followup import embedded
from followup.supervisor import Program, Supervisor

PYTHON = sys.executable
MANAGE = [PYTHON, "manage.py"]
WORKER = [
    *(PYTHON, "-m", "celery", "-A", "followup", "worker", "--loglevel", "INFO"),
    *("--concurrency", "1", "--without-gossip", "--without-mingle", "--without-heartbeat"),
]
# SIGTERM lets a worker finish its task for a while, then hands the task back.
HAND_BACK = {"REMAP_SIGTERM": "SIGQUIT"}


def programs(*, host: str, port: int) -> list[Program]:
    """Return what runs beside the broker."""
    web = ["-m", "waitress", f"--listen={host}:{port}", "--threads=8", "followup.wsgi:application"]
    return [
        Program(name="web", command=[PYTHON, *web]),
        Program(
            name="scan",
            command=[*WORKER, "--queues", "scan", "--hostname", "scan@%h"],
            environment=HAND_BACK,
        ),
        Program(
            name="work",
            command=[*WORKER, "--queues", "work", "--hostname", "work@%h"],
            environment=HAND_BACK,
        ),
        Program(
            name="beat",
            command=[PYTHON, "-m", "celery", "-A", "followup", "beat", "--pidfile", ""],
        ),
        Program(name="watchdog", command=[*MANAGE, "watchdog", "--loop"]),
    ]


class Command(BaseCommand):
    help = (
        "Prepare the database, then run web, workers, beat and watchdog, with a broker where "
        "REDIS_URL names none, until Ctrl-C."
    )
    requires_system_checks = ()

    def handle(self, *args: object, **options: object) -> None:
        self._speaking = threading.Lock()
        try:
            self._run()
        except embedded.CannotStart as problem:
            raise CommandError(str(problem)) from None

    def say(self, who: str, what: str) -> None:
        with self._speaking:
            print(f"{who:<8} | {what}", flush=True)

    def _run(self) -> None:
        supervisor = Supervisor(folder=settings.BASE_DIR, say=self.say)
        with ExitStack() as at_the_end:
            at_the_end.enter_context(
                embedded.only_one(settings.DATA_DIR, address=settings.SITE_URL)
            )
            embedded.check_port_is_free(settings.BIND, settings.PORT)
            supervisor.listen_for_signals()
            at_the_end.callback(self._stop, supervisor)
            self._start(supervisor)
            supervisor.watch()

    def _start(self, supervisor: Supervisor) -> None:
        if settings.EMBEDDED_BROKER:
            supervisor.start(embedded.broker_program(settings.BROKER_SOCKET))
        self._prepare_database()
        embedded.wait_for_broker(settings.REDIS_URL)
        for program in programs(host=settings.BIND, port=settings.PORT):
            supervisor.start(program)
        while not (supervisor.is_stopping or embedded.answers(settings.BIND, settings.PORT)):
            supervisor.look()
        if not supervisor.is_stopping:
            self.say("up", f"Followup is at {settings.SITE_URL} (Ctrl-C stops it)")

    def _prepare_database(self) -> None:
        embedded.check_database_answers()
        call_command("migrate", interactive=False, verbosity=0)
        self.say("up", f"the database is ready; data in {settings.DATA_DIR}")
        connections.close_all()

    def _stop(self, supervisor: Supervisor) -> None:
        self.say("up", "stopping")
        supervisor.stop()
        self.say("up", "stopped")
