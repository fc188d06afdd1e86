"""A manager with a spreadsheet."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import openpyxl
import pytest

from groundwork import jobs
from intake.imports import actions
from intake.imports.models import Import, ImportRow
from people.models import Team, User
from tests.factories import TUESDAY, create_team, create_user


@dataclass
class Spreadsheets:
    """Stores files on behalf of `by`, and works them off as the workers do."""

    by: User

    def store(self, content: str | bytes, *, name: str = "leads.csv", **more: Any) -> Import:
        raw = content.encode() if isinstance(content, str) else content
        more = {"now": TUESDAY, "by": self.by, **more}
        return actions.store_upload(upload=io.BytesIO(raw), name=name, **more)

    def take_in(self, content: str | bytes, **more: Any) -> Import:
        """Store a file, start it, and work until it is done."""
        file = self.store(content, **more)
        actions.start_import(file_id=file.pk, by=self.by, now=TUESDAY)
        return self.work(file)

    def work(self, file: Import, *, now: datetime = TUESDAY) -> Import:
        jobs.work(clock=lambda: now, seconds=60)
        return Import.objects.get(pk=file.pk)


def reasons(file: Import) -> dict[int, str]:
    """Return why each refused row of a file was refused, by its line."""
    refused = file.outcomes.filter(fate=ImportRow.Fate.REFUSED)
    return dict(refused.values_list("line", "reason"))


def workbook(rows: Sequence[Sequence[Any]]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.fixture
def team(db) -> Team:
    return create_team(country="US")


@pytest.fixture
def rep(team) -> User:
    return create_user(team=team, email="rep@team.example", timezone="America/New_York")


@pytest.fixture
def manager(team, rep) -> User:
    return create_user(team=team, role="manager", timezone="America/New_York")


@pytest.fixture
def sheets(manager) -> Spreadsheets:
    return Spreadsheets(manager)
