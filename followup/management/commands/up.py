"""`manage.py up`: the whole product with one command, on a bare machine."""

import gc
import os
import sys
import warnings
from contextlib import ExitStack
from importlib import import_module
from io import StringIO

from celery.exceptions import SecurityWarning
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.core.wsgi import get_wsgi_application
from django.db import connections

from followup import embedded
from followup.celery import app as celery_app
from followup.supervisor import Program, Supervisor
from people import first_run
from people.models import Team

CELERY = ["-m", "celery", "-A", "followup", "--quiet"]
WORKER = [
    *(*CELERY, "worker", "--loglevel", "INFO"),
    *("--concurrency", "1", "--without-gossip", "--without-mingle", "--without-heartbeat"),
]

# Longer than the 25 s in which a worker that is asked to stop may finish its task.
HAND_BACK_SECONDS = 30.0


def programs(*, host: str, port: int) -> list[Program]:
    """Return what runs beside the broker."""
    web = ["-m", "waitress", f"--listen={host}:{port}", "--threads=8", "followup.wsgi:application"]
    scan = [*WORKER, "--queues", "scan", "--hostname", "scan@%h"]
    work = [*WORKER, "--queues", "work", "--hostname", "work@%h"]
    bulk = [*WORKER, "--queues", "bulk", "--hostname", "bulk@%h"]
    beat = [*CELERY, "beat", "--pidfile", ""]
    return [
        Program(name="web", command=web, python=True),
        Program(name="scan", command=scan, python=True, patience_seconds=HAND_BACK_SECONDS),
        Program(name="work", command=work, python=True, patience_seconds=HAND_BACK_SECONDS),
        Program(name="bulk", command=bulk, python=True, patience_seconds=HAND_BACK_SECONDS),
        Program(name="beat", command=beat, python=True),
        Program(name="watchdog", command=["manage.py", "watchdog", "--loop"], python=True),
    ]


def share_memory() -> None:
    """Import here, once, what the programs are going to use, and keep it where it is."""
    # Read when Celery's worker is imported: SIGTERM then lets a worker finish its task for a
    # while, and hands the task back.
    os.environ["REMAP_SIGTERM"] = "SIGQUIT"
    for module in ("waitress", "celery.bin.celery", "celery.apps.worker", "celery.apps.beat"):
        import_module(module)
    get_wsgi_application()
    import_module(settings.ROOT_URLCONF)
    celery_app.loader.import_default_modules()
    # As root a worker warns of pickled messages; ours accept JSON alone.
    warnings.simplefilter("ignore", SecurityWarning)
    connections.close_all()
    gc.collect()
    gc.freeze()  # collecting garbage would copy the pages that the programs share


class Command(BaseCommand):
    help = (
        "Prepare the database, then run web, workers, beat and watchdog, with a broker where "
        "REDIS_URL names none, until Ctrl-C."
    )
    requires_system_checks = ()
    welcome: str | None = None  # the link to the very first page, where nobody works yet

    def handle(self, *args: object, **options: object) -> None:
        try:
            self._run()
        except embedded.CannotStart as problem:
            raise CommandError(str(problem)) from None
        except KeyboardInterrupt:
            raise CommandError("Stopped before anything was started.") from None

    def say(self, who: str, what: str) -> None:
        self.stdout.write(f"{who:<8} | {what}")
        self.stdout.flush()

    def _run(self) -> None:
        supervisor = Supervisor(folder=settings.BASE_DIR, say=self.say)
        with ExitStack() as at_the_end:
            at_the_end.enter_context(
                embedded.only_one(settings.DATA_DIR, address=settings.SITE_URL)
            )
            embedded.check_port_is_free(settings.BIND, settings.PORT)
            self._prepare_data()
            supervisor.listen_for_signals()
            at_the_end.callback(self._stop, supervisor)
            self._start(supervisor)
            supervisor.watch()

    def _prepare_data(self) -> None:
        embedded.check_database_answers()
        call_command("migrate", interactive=False, verbosity=0)
        self.say("up", f"the database is ready; data in {settings.DATA_DIR}")
        if settings.DEMO or self._wants_sample():
            self.say("up", "making sample data, a few seconds ...")
            made = StringIO()
            call_command("demo", stdout=made)
            for line in made.getvalue().splitlines():
                self.say("up", line)
        self.welcome = first_run.offer()

    def _wants_sample(self) -> bool:
        """Ask a person at a terminal, in a house where nobody works yet; nobody else."""
        if Team.objects.exists() or not (sys.stdin.isatty() and sys.stdout.isatty()):
            return False
        answer = input("Make a sample team, to look around in? [y/N] ")
        return answer.strip().lower() in {"y", "yes"}

    def _start(self, supervisor: Supervisor) -> None:
        if settings.EMBEDDED_BROKER:
            supervisor.start(embedded.broker_program(settings.BROKER_SOCKET))
        share_memory()
        embedded.wait_for_broker(settings.REDIS_URL)
        for program in programs(host=settings.BIND, port=settings.PORT):
            supervisor.start(program)
        while not (supervisor.is_stopping or embedded.answers(settings.BIND, settings.PORT)):
            supervisor.look()
        if not supervisor.is_stopping:
            self.say("up", f"Followup is at {settings.SITE_URL} (Ctrl-C stops it)")
            if self.welcome:
                self.say("up", f"nobody works here yet; begin at {self.welcome}")

    def _stop(self, supervisor: Supervisor) -> None:
        self.say("up", "stopping")
        supervisor.stop()
        self.say("up", "stopped")
