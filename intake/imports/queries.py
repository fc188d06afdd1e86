"""Reads of imports: a file's rows, and what became of them."""

import csv
import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from groundwork import tables
from intake.imports.columns import WHY
from intake.imports.files import PART
from intake.imports.models import Import, ImportPart, ImportQuerySet, ImportRow
from intake.imports.reading import Row, RowReader
from people.actors import Actor

LISTED = 50
SHOWN = 20  # rows of a draft


def imports_for(actor: Actor) -> ImportQuerySet:
    """Return the imports of the actor's team, newest first."""
    found = Import.objects.visible_to(actor).select_related("by__team", "job", "campaign", "owner")
    return found.order_by("-id")


def first_bytes(file: Import) -> bytes:
    """Return the first two stretches of a file."""
    return _part_at(file, 0) + _part_at(file, PART)


def rows_of(file: Import, *, offset: int = 0, line: int = 1) -> Iterator[Row]:
    """Yield a file's rows after its headings, from where a row begins; one stretch in memory."""
    rows = iter(
        RowReader(
            lambda place: _part_at(file, place),
            encoding=file.encoding,
            delimiter=file.delimiter,
            offset=offset,
            line=line,
        )
    )
    if offset == 0:
        next(rows, None)
    return rows


def first_rows(file: Import) -> list[Row]:
    """Return the rows by which a draft is shown."""
    return list(islice(rows_of(file), SHOWN))


def _part_at(file: Import, place: int) -> bytes:
    number, skip = divmod(place, PART)
    parts = ImportPart.objects.filter(file=file, number=number).values_list("data", flat=True)
    packed = parts.first()
    return zlib.decompress(bytes(packed))[skip:] if packed is not None else b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A refused row, as the page shows it."""

    line: int
    cells: str
    reason: str


def some_refused(file: Import, *, many: int = 20) -> list[Refused]:
    rows = file.outcomes.filter(fate=ImportRow.Fate.REFUSED).order_by("line")[:many]
    return [
        Refused(line=row.line, cells=" · ".join(c for c in row.cells if c)[:160], reason=row.reason)
        for row in rows
    ]


def refused_csv(file: Import) -> Iterator[str]:
    """Yield the refused rows as CSV, with the reason in a last column, a stretch at a time.

    Put right and uploaded again, the reason is no part of the lead.
    """
    headers = [heading for heading in file.headers if heading != WHY]
    kept = [place for place, heading in enumerate(file.headers) if heading != WHY]
    yield "\ufeff" + _line([*headers, WHY])
    rows = file.outcomes.filter(fate=ImportRow.Fate.REFUSED).order_by("line")
    for row in rows.iterator(chunk_size=500):
        cells = [row.cells[place] if place < len(row.cells) else "" for place in kept]
        extra = row.cells[len(file.headers) :]
        yield _line([*cells, row.reason, *extra])


def _line(cells: list[str]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow([tables.guarded(cell) for cell in cells])
    return line.getvalue()


def same_before(file: Import) -> Import | None:
    """Return the last import that was started of the very same file, if any."""
    same = Import.objects.filter(
        team_id=file.team_id, sha256=file.sha256, started_at__isnull=False
    ).exclude(pk=file.pk)
    return same.order_by("-id").first()
