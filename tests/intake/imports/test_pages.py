"""The import pages and the command: from a file to prospects, and back to a file."""

import io
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client

from intake.imports.models import Import, ImportMapping
from prospects.models import Campaign, Prospect
from tests.factories import TUESDAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

FAIR = "Company,Phone,Blah\nNorthwind,+1 312 555 0142,x\nContoso,nonsense,y\n,,\nNobody,,z\n"


@pytest.fixture
def browser(manager) -> Client:
    client = Client()
    client.force_login(manager)
    return client


def upload(browser: Client, content: str = FAIR, *, name: str = "fair.csv"):
    return browser.post(
        "/import/", {"file": SimpleUploadedFile(name, content.encode()), "source": "fair"}
    )


def draft(browser: Client, content: str = FAIR) -> Import:
    upload(browser, content)
    return Import.objects.latest("pk")


def reading(**said: str) -> dict[str, str]:
    return {"source": "fair", "day_first": "no", "delimiter": ",", "encoding": "utf-8", **said}


def test_an_upload_leads_to_its_columns_and_a_preview(browser):
    answer = upload(browser)

    file = Import.objects.get()
    assert answer.url == f"/import/{file.public_id}/"
    page = browser.get(answer.url).content.decode()
    assert "What would come of the first 3 rows" in page
    assert '<option value="company.name" selected>' in page
    assert "Northwind" in page
    assert not Prospect.objects.exists()


def test_a_file_that_cannot_be_read_is_answered_with_what_to_do(browser):
    answer = upload(browser, "%PDF-1.7", name="leads.pdf")

    assert answer.status_code == 415
    assert "Save it as CSV or as XLSX" in answer.content.decode()
    assert not Import.objects.exists()


def test_columns_put_right_are_remembered_for_the_next_file(browser, manager):
    file = draft(browser)
    columns = {"column-0": "company.name", "column-1": "contact.phone", "column-2": "comments"}

    answer = browser.post(f"/import/{file.public_id}/columns/", reading(**columns))

    assert answer.status_code == 302
    assert ImportMapping.objects.get().mapping == ["company.name", "contact.phone", "comments"]
    assert draft(browser).mapping == ["company.name", "contact.phone", "comments"]


def test_a_mapping_that_reaches_nobody_is_refused_with_the_reason(browser):
    file = draft(browser)

    answer = browser.post(f"/import/{file.public_id}/columns/", reading())

    assert answer.status_code == 422
    assert "Say which column holds the company" in answer.content.decode()


def test_another_separator_cuts_the_columns_anew(browser):
    file = draft(browser, "Company|Phone;x\nNorthwind|+1 312 555 0142;y\n")
    assert file.headers == ["Company|Phone", "x"]

    browser.post(f"/import/{file.public_id}/columns/", reading(delimiter="|"))

    file.refresh_from_db()
    assert file.headers == ["Company", "Phone;x"]


def test_the_leads_go_to_the_chosen_rep_and_campaign(browser, sheets, team, rep):
    Campaign.objects.create(team=team, slug="fair", name="Fair", created_at=TUESDAY)
    file = draft(browser)
    chosen = {"column-0": "company.name", "column-1": "contact.phone", "campaign": "fair"}
    browser.post(f"/import/{file.public_id}/columns/", reading(**chosen, owner=str(rep.public_id)))
    browser.post(f"/import/{file.public_id}/start/")
    sheets.work(file)

    assert {(p.owner, p.campaign.slug) for p in Prospect.objects.all()} == {(rep, "fair")}


def test_started_it_shows_how_far_it_is_and_then_what_came_of_it(browser, sheets):
    file = draft(browser, FAIR.replace("Phone", "E-mail"))
    browser.post(f"/import/{file.public_id}/start/")
    running = browser.get(f"/import/{file.public_id}/").content.decode()
    assert "<progress" in running
    assert 'hx-trigger="every 2s"' in running

    sheets.work(file)

    page = browser.get(f"/import/{file.public_id}/").content.decode()
    assert "Finished" in page
    assert "hx-trigger" not in page
    assert "E-mail: It must be an e-mail address." in page
    answer = browser.get(f"/import/{file.public_id}/refused.csv")
    told = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert told.splitlines()[0] == "Company,E-mail,Blah,Why it was refused"
    assert answer["Content-Disposition"].startswith("attachment")


def test_a_draft_can_be_discarded_and_a_started_one_cannot(browser, sheets):
    file = draft(browser)
    browser.post(f"/import/{file.public_id}/discard/")
    assert not Import.objects.exists()

    file = draft(browser)
    browser.post(f"/import/{file.public_id}/start/")
    browser.post(f"/import/{file.public_id}/discard/")
    assert Import.objects.filter(pk=file.pk).exists()
    # Back and start again: nothing is begun twice.
    assert browser.post(f"/import/{file.public_id}/start/").status_code == 302


def test_a_running_one_can_be_stopped(browser, sheets):
    file = draft(browser)
    browser.post(f"/import/{file.public_id}/start/")
    browser.post(f"/import/{file.public_id}/cancel/")

    assert sheets.work(file).state == "cancelled"
    assert "Stopped" in browser.get(f"/import/{file.public_id}/").content.decode()


def test_the_very_same_file_is_recognised(browser, sheets):
    file = draft(browser)
    browser.post(f"/import/{file.public_id}/start/")
    sheets.work(file)

    again = draft(browser)

    page = browser.get(f"/import/{again.public_id}/").content.decode()
    assert "This very file was taken in before" in page
    assert "Known already" in page


@pytest.mark.parametrize("address", ["/import/", "draft"])
def test_a_page_asks_the_database_the_same_few_things(browser, address, sheets):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for number in range(5):
        sheets.store(f"Company\nFirm {number}\n")
    path = address if address != "draft" else f"/import/{Import.objects.latest('pk').public_id}/"
    with CaptureQueriesContext(connection) as captured:
        assert browser.get(path).status_code == 200
    assert len(captured) <= (12 if address == "/import/" else 40)


# --- the command ---------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_the_command_takes_a_file_in_and_writes_what_was_refused(manager, tmp_path: Path):
    file, refused, out = tmp_path / "fair.csv", tmp_path / "refused.csv", io.StringIO()
    file.write_text("Company,Contact e-mail\nNorthwind,dana@northwind.example\nContoso,kim\n")

    call_command(
        "import_leads",
        str(file),
        by=manager.email,
        source="fair",
        column=["Contact e-mail=contact.email"],
        refused=refused,
        stdout=out,
    )

    assert out.getvalue() == "2 rows, 1 created, 0 merged, 0 known, 0 suppressed, 1 refused\n"
    assert "Contact e-mail: It must be an e-mail address." in refused.read_text()
    assert Prospect.objects.get().source == "fair"


def test_the_command_says_what_would_come_of_it(manager, tmp_path: Path):
    file, out = tmp_path / "fair.csv", io.StringIO()
    file.write_text("Company\nNorthwind\n")

    call_command("import_leads", str(file), by=manager.email, dry_run=True, stdout=out)

    assert out.getvalue() == "2: created Northwind\n"
    assert not Prospect.objects.exists()
    assert not Import.objects.exists()


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"by": "nobody@nowhere.example"}, "Nobody has"),
        ({"campaign": "none-such"}, "no campaign"),
        ({"column": ["Company=rubbish"]}, "cannot hold"),
        ({"column": ["Nowhere=company.name"]}, "no column"),
    ],
)
def test_the_command_says_what_is_wrong(manager, tmp_path: Path, more, said):
    file = tmp_path / "fair.csv"
    file.write_text("Company\nNorthwind\n")

    with pytest.raises(CommandError, match=said):
        call_command("import_leads", str(file), **{"by": manager.email, **more})


def test_a_draft_asks_no_more_of_the_database_however_many_rows_it_shows(
    browser, rep, django_assert_max_num_queries
):
    rows = "".join(f"Firm {n},+1 312 555 {n:04d},Prices\n" for n in range(30))
    file = draft(browser, f"Company,Phone,Comments\n{rows}")

    with django_assert_max_num_queries(25):
        page = browser.get(f"/import/{file.public_id}/").content.decode()

    assert "What would come of the first 20 rows" in page
    assert page.count('class="chip good"') == 20


def test_of_an_upload_by_somebody_who_has_not_signed_in_nothing_is_read(db):
    class NobodyReads(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise AssertionError("The body was read.")

    answer = Client(enforce_csrf_checks=True).generic(
        "POST",
        "/import/",
        CONTENT_TYPE="multipart/form-data; boundary=frontier",
        CONTENT_LENGTH=str(20 * 2**20),
        **{"wsgi.input": NobodyReads()},
    )

    assert answer.status_code == 302
    assert answer.url == "/account/login/?next=/import/"
