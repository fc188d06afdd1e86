"""Rows 5, 6 and 7: many leads in one body, a file of leads, and the same file again; run inside."""

import csv
import hashlib
import io
import json
import time
from collections.abc import Iterator

from bench import copying, work
from bench.population import ranks
from bench.population.chance import World
from groundwork import clock, jobs
from intake import actions as intake
from intake.imports import actions as imports
from intake.imports.models import Import
from intake.wire import WIRE
from people.actions import create_api_key
from people.models import ApiKey, Team, User

BATCH, BATCHES = 1_000, 5
ROWS = 20_000
# No lead that is pushed otherwise has one of these numbers.
FIRST = 2_000_000
_HEADINGS = (
    "Company name,Website,Phone,Country,City,State,Postal code,Name,Job title,Email,Mobile,Comments"
)


def bulk(world: World) -> dict[str, float]:
    """Return leads a second of a batch, rows a second of a file the first and the second time,
    how many the second time brought, and what COPY alone does."""
    team = Team.objects.get(pk=ranks.team_of(0))
    content = _file(FIRST + (BATCHES + 1) * BATCH)
    first, _ = _import(content, team)
    again, new = _import(content, team)
    floor = copying.copying(world)
    return {
        "batch": _batches(team),
        "file": first,
        "again": again,
        "new_again": new,
        "floor": floor["prospects"],
    }


def _batches(team: Team) -> float:
    """Push batches one after the other; the first warms up. Return the median, leads a second."""
    made = create_api_key(team=team, name="bulk", scopes=("leads:write",), at=clock.now())[0]
    key = ApiKey.objects.select_related("team").get(pk=made.pk)
    rates = []
    for turn in range(BATCHES + 1):
        first = FIRST + turn * BATCH
        raws = [json.dumps(work.lead(first + at)).encode() for at in range(BATCH)]
        began = time.perf_counter()
        _push(raws, key)
        rates.append(BATCH / (time.perf_counter() - began))
    return sorted(rates[1:])[BATCHES // 2]


def _push(raws: list[bytes], key: ApiKey) -> None:
    now = clock.now()
    digest = hashlib.sha256(b"".join(raws)).hexdigest()
    batch = intake.open_batch(digest=digest, total=len(raws), by=key, now=now)
    told = intake.receive_batch(_groups(raws), batch=batch, by=key, now=now, wire=WIRE)
    results = {line["result"] for line in told}
    if results != {"created"}:
        raise AssertionError(f"Leads of the benchmark were not all new: {results}")


def _groups(raws: list[bytes]) -> Iterator[tuple[int, list[bytes]]]:
    for first in range(0, len(raws), intake.AT_ONCE):
        yield first, raws[first : first + intake.AT_ONCE]


def _file(first: int) -> bytes:
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(_HEADINGS.split(","))
    for number in range(first, first + ROWS):
        lead = work.lead(number)
        company, person = lead["company"], lead["contacts"][0]
        place = company["address"]
        rows.writerow(
            [
                *(company["name"], company["website"], company["phone"], company["country"]),
                *(place["city"], place["region"], place["postal_code"]),
                *(person["name"], person["title"], person["email"], person["phone"]),
                lead["comments"],
            ]
        )
    return out.getvalue().encode()


def _import(content: bytes, team: Team) -> tuple[float, int]:
    """Take a file in as the workers do; return rows a second, and how many became prospects."""
    people = User.objects.active().select_related("team")
    manager = people.get(email=ranks.manager_email(team.pk))
    now = clock.now()
    file = imports.store_upload(upload=io.BytesIO(content), name="bench.csv", by=manager, now=now)
    imports.start_import(file_id=file.pk, by=manager, now=now)
    began = time.perf_counter()
    while jobs.work(clock=clock.now):
        pass
    took = time.perf_counter() - began
    done = Import.objects.select_related("job").get(pk=file.pk)
    if done.state != "done" or done.rows != ROWS:
        raise AssertionError(f"The file ended as {done.state} after {done.rows} rows.")
    return ROWS / took, done.created
