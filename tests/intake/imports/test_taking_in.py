"""A file of leads: each row taken in once, the bad ones handed back with the reason."""

import pytest

from groundwork.models import Job
from intake.imports import actions, queries
from intake.imports.models import Import, ImportPart
from intake.models import Lead
from people.models import AuditEntry
from prospects.models import Prospect
from tests.factories import TUESDAY
from tests.intake.imports.conftest import reasons

pytestmark = pytest.mark.django_db

FAIR = """Company,First Name,Last Name,Phone,City,Employees
Northwind Traders,Dana,Reyes,+1 312 555 0142,Chicago,120
Contoso,Kim,Park,+1 312 555 0143,Peoria,40
"""


def test_every_row_becomes_a_prospect_with_a_next_attempt(sheets, rep):
    file = sheets.take_in(FAIR, source="fair")

    assert (file.state, file.rows, file.created, file.refused) == ("done", 2, 2, 0)
    found = Prospect.objects.order_by("pk")
    assert [prospect.name for prospect in found] == ["Northwind Traders", "Contoso"]
    assert all(prospect.next_attempt_at for prospect in found)
    first = found[0]
    assert (first.city, first.size, first.source, first.owner) == ("Chicago", 120, "fair", rep)
    assert first.contacts.get().name == "Dana Reyes"


def test_the_same_file_again_changes_nothing(sheets):
    sheets.take_in(FAIR)
    before = list(Prospect.objects.order_by("pk").values())

    again = sheets.take_in(FAIR)

    assert (again.rows, again.known, again.created, again.merged) == (2, 2, 0, 0)
    assert list(Prospect.objects.order_by("pk").values()) == before
    assert Lead.objects.count() == 2


def test_one_bad_row_is_handed_back_with_its_reason_and_the_others_are_taken(sheets):
    file = sheets.take_in(
        "Company,E-mail,Employees\nNorthwind,dana@northwind.example,12\nContoso,kim at contoso,5\n"
        "Fabrikam,lee@fabrikam.example,many\n"
    )

    assert (file.created, file.refused) == (1, 2)
    assert reasons(file) == {
        3: "E-mail: It must be an e-mail address.",
        4: "Employees: It must be a whole number from 0 to 2147483647.",
    }


def test_refused_rows_put_right_and_uploaded_again_are_taken_in(sheets):
    file = sheets.take_in(
        "Company,E-mail,Note\nContoso,kim at contoso,=1+1\nNorthwind,dana@northwind.example,\n"
    )

    handed_back = "".join(queries.refused_csv(file))

    assert "'=1+1" in handed_back  # no spreadsheet takes it for a formula
    assert "Northwind" not in handed_back
    right = sheets.take_in(handed_back.replace("kim at contoso", "kim@contoso.example"))
    assert (right.rows, right.created, right.refused) == (1, 1, 0)
    lead = Lead.objects.order_by("-pk").first()
    assert b'"comments": "=1+1"' in bytes(lead.raw)  # as it was written at first
    assert b"Why it was refused" not in bytes(lead.raw)


def test_attempts_made_elsewhere_are_counted_on(sheets):
    sheets.take_in(
        "Company,Phone,Number of times contacted,Last Contacted\n"
        "Northwind,+1 312 555 0142,3,2026-02-27 09:30\n"
    )

    prospect = Prospect.objects.get()
    assert prospect.attempts_before == 3
    assert prospect.attempt_number == 4
    assert prospect.last_touch_before_at.isoformat() == "2026-02-27T14:30:00+00:00"


def test_a_row_about_a_company_that_is_known_is_merged(sheets):
    sheets.take_in("Company,Phone\nNorthwind,+1 312 555 0142\n")

    again = sheets.take_in("Company,Phone,City\nNorthwind Inc.,312-555-0142,Chicago\n")

    assert (again.created, again.merged) == (0, 1)
    assert Prospect.objects.get().city == "Chicago"


def test_the_file_itself_is_not_kept_once_it_is_done(sheets):
    file = sheets.take_in(FAIR)

    assert not ImportPart.objects.exists()
    assert file.outcomes.filter(cells=[]).count() == 2
    audited = AuditEntry.objects.filter(action__startswith="import.").order_by("pk")
    assert [entry.action for entry in audited] == ["import.started", "import.finished"]
    assert audited[1].details == {"rows": 2, "created": 2, "merged": 0, "refused": 0}


def test_a_preview_tells_what_would_come_of_each_row_and_keeps_nothing(sheets):
    sheets.take_in("Company,Phone\nNorthwind,+1 312 555 0142\n")
    file = sheets.store(
        "Company,Phone,E-mail\nNorthwind,+1 312 555 0142,d@n.example\nContoso,+1 312 555 0143,\n"
        "Contoso,+1 312 555 0143,\nFabrikam,,nobody\n"
    )
    before = Prospect.objects.count(), Lead.objects.count()

    found = actions.preview(file=file, rows=queries.first_rows(file), now=TUESDAY)

    assert [each.fate for each in found] == ["merged", "created", "known", "refused"]
    assert [each.row.line for each in found] == [2, 3, 4, 5]
    assert (Prospect.objects.count(), Lead.objects.count()) == before


def test_a_stopped_import_keeps_what_it_took_and_goes_on_when_uploaded_again(sheets, monkeypatch):
    a_row_a_slice(monkeypatch)
    file = sheets.store(FAIR)
    actions.start_import(file_id=file.pk, by=sheets.by, now=TUESDAY)
    one_slice(file)

    assert actions.cancel_import(file_id=file.pk, by=sheets.by, now=TUESDAY)

    stopped = sheets.work(file)
    assert (stopped.state, stopped.created) == ("cancelled", 1)
    assert not actions.cancel_import(file_id=file.pk, by=sheets.by, now=TUESDAY)
    again = sheets.take_in(FAIR)
    assert (again.known, again.created) == (1, 1)


def test_a_slice_that_dies_leaves_no_trace_and_is_done_again(sheets, monkeypatch):
    a_row_a_slice(monkeypatch)
    file = sheets.store(FAIR)
    actions.start_import(file_id=file.pk, by=sheets.by, now=TUESDAY)
    one_slice(file)
    with monkeypatch.context() as broken:
        broken.setattr(actions.running, "_write_down", lambda *_: 1 / 0)
        sheets.work(file)
    assert Prospect.objects.count() == 1

    later = TUESDAY.replace(hour=16)
    done = sheets.work(file, now=later)

    assert (done.state, done.rows, done.created) == ("done", 2, 2)
    assert Prospect.objects.count() == 2


def a_row_a_slice(monkeypatch) -> None:
    monkeypatch.setattr(actions.running, "AT_ONCE", 1)
    monkeypatch.setattr(actions.running, "SLICE_SECONDS", 0)


def one_slice(file: Import) -> None:
    job = Job.objects.get(pk=Import.objects.get(pk=file.pk).job_id)
    done = actions.take_slice(job, TUESDAY)
    job.position, job.done = dict(done.position), done.done
    job.save()


def test_starting_twice_starts_once(sheets):
    file = sheets.store(FAIR)
    first = actions.start_import(file_id=file.pk, by=sheets.by, now=TUESDAY)
    again = actions.start_import(file_id=file.pk, by=sheets.by, now=TUESDAY)

    assert first.job_id == again.job_id
    assert Job.objects.count() == 1


def test_drafts_and_refused_rows_are_forgotten_in_time(sheets):
    sheets.store(FAIR)
    done = sheets.take_in("Company,E-mail\nContoso,kim at contoso\n")

    actions.forget_imports(now=TUESDAY.replace(month=4))
    assert [file.pk for file in Import.objects.all()] == [done.pk]
    assert reasons(done)
    actions.forget_imports(now=TUESDAY.replace(month=7))
    assert not reasons(done)
