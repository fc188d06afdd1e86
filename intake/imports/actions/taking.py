"""Taking rows of a file in, by the same way as leads that a program pushes."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from groundwork import among  # noqa: F401 (the lookup)
from groundwork.problems import FieldError, Refused
from intake.actions import ManyLeads
from intake.answers import Answer, Wire
from intake.imports import leads, values
from intake.imports.models import Import, ImportRow
from intake.imports.reading import Row
from intake.incoming import IncomingLead
from intake.models import Lead
from intake.reading import read_lead
from intake.serializers import received_out

KNOWN = "known"


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What came of a row: a fate of `ImportRow`, or KNOWN. `reason` says why it was refused."""

    row: Row
    fate: str
    lead: str = ""  # its public id
    name: str = ""
    reason: str = ""
    warnings: tuple[str, ...] = ()
    matched_on: tuple[str, ...] = ()
    owner: str = ""


class Taker:
    """Takes in rows of one file, in their order. Good for some seconds, as `ManyLeads` is."""

    def __init__(self, file: Import, *, now: datetime, only_look: bool = False) -> None:
        self._file = file
        self._shaper = _shaper_of(file)
        self._read: dict[bytes, IncomingLead] = {}
        wire = Wire(read=self._read.__getitem__, write=received_out)
        self._many = ManyLeads(
            by=file.by, now=now, wire=wire, via="csv", turns_last=True, only_look=only_look
        )

    def keep_turns(self) -> None:
        """Write down who had a turn: last of all, because others wait for it."""
        self._many.keep_turns()

    def take(self, rows: Sequence[Row]) -> list[Taken]:
        """Take rows in, and return what came of each. A row taken in before is KNOWN."""
        self._read.clear()
        found: dict[int, Taken] = {}
        raws: list[tuple[Row, bytes]] = []
        for row in rows:
            try:
                raws.append((row, self._raw(row)))
            except Refused as refused:
                found[row.line] = _refused(row, self._shaper.why(refused))
        answers = self._many.receive([raw for _, raw in raws]) if raws else []
        for (row, _), answer in zip(raws, answers, strict=True):
            found[row.line] = self._taken(row, answer)
        return [found[row.line] for row in rows]

    def _raw(self, row: Row) -> bytes:
        """Return the body that a program would push for a row, once it has been read."""
        problem = row.problem or leads.too_many_cells(row.cells, self._file.headers)
        if problem:
            raise Refused(status=400, code="bad-row", detail=problem)
        lead = self._shaper.lead(row.cells)
        raw = json.dumps(lead, ensure_ascii=False).encode("utf-8", "surrogatepass")
        self._read[raw] = read_lead(raw)
        return raw

    def _taken(self, row: Row, answer: Answer) -> Taken:
        body = answer.body
        if answer.status >= 400:
            return _refused(row, self._shaper.why(_problem(body)))
        return Taken(
            row=row,
            fate=KNOWN if answer.replayed else body["result"],
            lead=body["id"],
            name=body["prospect"]["name"],
            warnings=tuple(body["warnings"]),
            matched_on=tuple(body["matched_on"]),
            owner=body["owner"],
        )


def lead_keys(taken: Sequence[Taken]) -> dict[str, int]:
    """Return the keys of the leads that rows became, by their public ids, in one statement."""
    ids = [each.lead for each in taken if each.lead and each.fate != KNOWN]
    rows = Lead.objects.filter(public_id__among=ids).values_list("public_id", "pk")
    return {str(public_id): key for public_id, key in rows}


def _refused(row: Row, reason: str) -> Taken:
    return Taken(row=row, fate=ImportRow.Fate.REFUSED, reason=reason)


def _problem(body: dict) -> Refused:
    errors = [FieldError(**each) for each in body["errors"]]
    return Refused(status=body["status"], code="refused", detail=body["detail"], errors=errors)


def _shaper_of(file: Import) -> leads.Shaper:
    defaults = {"source": file.source}
    if file.campaign is not None:
        defaults["campaign"] = file.campaign.slug
    if file.owner is not None:
        defaults["assign_to"] = file.owner.email
    return leads.Shaper(
        headers=file.headers,
        mapping=file.mapping,
        reader=values.Reader(day_first=file.day_first, timezone=file.by.timezone),
        defaults=defaults,
    )
