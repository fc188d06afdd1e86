"""A worker killed in the middle of a file: the next goes on, nothing is lost or doubled."""

import os
import signal
import subprocess
import sys

import pytest
from django.db import connection

from groundwork import jobs
from groundwork.models import Job
from intake.imports import actions
from intake.imports.models import Import
from intake.models import Lead
from prospects.models import Prospect
from tests.factories import TUESDAY

pytestmark = [pytest.mark.fault, pytest.mark.django_db(transaction=True)]

ROWS = 600
# Dies in its sixth slice, between the leads that it took in and what it says of them.
WORKER = """
import django, os, signal, sys
django.setup()
from datetime import datetime
from django.db import connection
from groundwork import jobs
from intake.imports.actions import running
running.AT_ONCE, running.SLICE_SECONDS = 20, 0.0
write_down, slices = running._write_down, []
def die_in_the_sixth(file, taken):
    slices.append(len(taken))
    if len(slices) == 6:
        os.kill(os.getpid(), signal.SIGKILL)
    write_down(file, taken)
running._write_down = die_in_the_sixth
now = datetime.fromisoformat(sys.argv[1])
print("at work", flush=True)
jobs.work(clock=lambda: now, seconds=60)
"""


def worker(now: str) -> subprocess.Popen:
    database = connection.settings_dict
    name = str(database["NAME"])
    url = f"sqlite:///{name}"
    if connection.vendor == "postgresql":
        who = (
            f"{database['USER']}:{database['PASSWORD']}"
            if database["PASSWORD"]
            else database["USER"]
        )
        at = f"{database['HOST'] or 'localhost'}:{database['PORT'] or 5432}"
        url = f"postgres://{who}@{at}/{name}"
    environment = {
        **os.environ,
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "followup.settings",
    }
    return subprocess.Popen([sys.executable, "-c", WORKER, now], env=environment)


def rows_done(file: Import) -> int:
    return Import.objects.values_list("rows", flat=True).get(pk=file.pk)


def test_a_worker_killed_in_the_middle_loses_and_doubles_nothing(sheets):
    lines = [f"Firm {n},dana@firm{n}.example" for n in range(ROWS)]
    lines[100] = "Firm 100,no address"
    file = sheets.store("Company,E-mail\n" + "\n".join(lines) + "\n")
    actions.start_import(file_id=file.pk, by=sheets.by, now=TUESDAY)

    first = worker(TUESDAY.isoformat())
    assert first.wait(60) == -signal.SIGKILL
    assert rows_done(file) == Lead.objects.count() == Prospect.objects.count() == 100
    assert Job.objects.get().state == "running"

    # Its lease runs out, and the next worker goes on.
    jobs.work(clock=lambda: TUESDAY.replace(hour=16), seconds=120)

    file = Import.objects.get(pk=file.pk)
    assert (file.state, file.rows, file.created, file.refused) == ("done", ROWS, ROWS - 1, 1)
    assert (
        Prospect.objects.count() == Prospect.objects.values("name").distinct().count() == ROWS - 1
    )
    assert file.outcomes.count() == ROWS
