"""A batch whose process is killed in the middle, sent again: as if it had been sent once."""

import os
import signal
import subprocess
import sys
import time

import pytest
from django.db import connection

from intake.models import Lead
from prospects.models import Identifier, Prospect, Touch
from tests.intake.conftest import create_vendor
from tests.intake.test_batches import company, lines_of, send

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

CHILD = """
import os, sys, json
import django
from django.conf import settings
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "followup.settings")
settings.DATABASES["default"]["NAME"] = sys.argv[1]
django.setup()
from django.test import Client
settings.ALLOWED_HOSTS = ["testserver"]
from intake import actions
from intake.actions import batching
actions.AT_ONCE = batching.AT_ONCE = 10
body = sys.stdin.buffer.read()
Client().post("/api/v1/leads/batch/", body, "application/json",
              headers={"authorization": "Bearer " + sys.argv[2]})
"""


def leads():
    """Leads with and without ids, each with a comment that must be kept once."""
    return [
        {**company(number, comments=f"Comment {number}"), **({} if number % 3 else NO_ID)}
        for number in range(120)
    ]


NO_ID = {"external_id": ""}


def test_killed_in_the_middle_and_sent_again_it_is_as_if_sent_once(team, rep, settings):
    import json

    vendor = create_vendor(team=team)
    body = json.dumps(leads()).encode()
    name = str(connection.settings_dict["NAME"])
    process = subprocess.Popen(
        [sys.executable, "-c", CHILD, name, vendor.text], stdin=subprocess.PIPE
    )
    process.stdin.write(body)
    process.stdin.close()
    deadline = time.monotonic() + 60
    while Lead.objects.count() < 20 and time.monotonic() < deadline:
        time.sleep(0.01)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    stored = Lead.objects.count()
    assert 20 <= stored < 120
    assert stored % 10 == 0

    told = lines_of(send(vendor, body))

    assert [line["result"] for line in told] == ["created"] * 120
    assert sum(line["replayed"] for line in told) == stored
    assert Lead.objects.count() == Prospect.objects.count() == Touch.objects.count() == 120
    assert Identifier.objects.count() == 240
    names = [row.prospect.name for row in Lead.objects.select_related("prospect").order_by("place")]
    assert names == [f"Company {number}" for number in range(120)]
