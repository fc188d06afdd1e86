"""An import taken back: what nobody has touched is closed, what somebody is at work on stays."""

import pytest

from intake.imports import actions
from people.models import AuditEntry
from prospects.models import Prospect
from tests.factories import TUESDAY, log

pytestmark = pytest.mark.django_db

FAIR = "Company,Phone\nNorthwind,+1 312 555 0142\nContoso,+1 312 555 0143\n"


def test_what_nobody_touched_is_closed_and_the_rest_stays(sheets):
    file = sheets.take_in(FAIR)
    log(Prospect.objects.get(name="Contoso"), "busy")

    actions.take_back(file_id=file.pk, by=sheets.by, now=TUESDAY)
    file = sheets.work(file)

    assert (file.state, file.taken_back, file.kept) == ("taken_back", 1, 1)
    assert Prospect.objects.get(name="Northwind").status == "lost"
    assert Prospect.objects.get(name="Contoso").status == "open"
    assert AuditEntry.objects.filter(action="import.taken_back").count() == 1


def test_taking_back_twice_changes_nothing_more(sheets):
    file = sheets.take_in(FAIR)
    for _ in range(2):
        actions.take_back(file_id=file.pk, by=sheets.by, now=TUESDAY)
        file = sheets.work(file)

    assert (file.taken_back, file.kept) == (2, 0)


def test_one_that_runs_is_stopped_first(sheets):
    file = sheets.store(FAIR)
    actions.start_import(file_id=file.pk, by=sheets.by, now=TUESDAY)

    with pytest.raises(actions.CannotTakeBack, match="Stop it"):
        actions.take_back(file_id=file.pk, by=sheets.by, now=TUESDAY)


def test_what_was_merged_into_known_prospects_stays(sheets):
    sheets.take_in("Company,Phone\nNorthwind,+1 312 555 0142\n")
    file = sheets.take_in("Company,Phone,City\nNorthwind,+1 312 555 0142,Chicago\n")

    actions.take_back(file_id=file.pk, by=sheets.by, now=TUESDAY)
    file = sheets.work(file)

    assert file.state == "taken_back"
    assert Prospect.objects.get().status == "open"
