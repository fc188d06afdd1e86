"""The promise of the house, kept by the database itself, whoever writes and however."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from prospects import actions
from prospects.models import PlanChange, Prospect, Touch
from tests.factories import TUESDAY, create_prospect, log

pytestmark = pytest.mark.django_db

YEAR_ONE = datetime(1, 1, 2, tzinfo=UTC)
FAR_AWAY = datetime(2100, 1, 1, tzinfo=UTC)


def refused(write):
    with pytest.raises(IntegrityError), transaction.atomic():
        write()


@pytest.mark.parametrize(
    "columns",
    [
        {"next_attempt_at": None},
        {"nag_at": None},
        {"next_attempt_at": None, "nag_at": None},
        {"status": "won"},
        {"status": "lost", "next_attempt_at": None},
        {"next_attempt_at": FAR_AWAY},
        {"nag_at": FAR_AWAY},
        {"nag_at": YEAR_ONE},
        {"next_attempt_at": YEAR_ONE},
        {"status": "merged", "next_attempt_at": None, "nag_at": None},
    ],
)
def test_an_open_prospect_without_a_sane_next_attempt_cannot_be_written_by_update(columns):
    prospect = create_prospect()
    refused(lambda: Prospect.objects.filter(pk=prospect.pk).update(**columns))
    prospect.refresh_from_db()
    assert prospect.status == "open"
    assert prospect.next_attempt_at is not None


def test_nor_by_save_nor_in_bulk_nor_when_it_is_made():
    prospect = create_prospect()
    prospect.next_attempt_at = None
    refused(prospect.save)
    refused(lambda: Prospect.objects.bulk_update([prospect], ["next_attempt_at"]))
    bare = {
        "team": prospect.team,
        "owner": prospect.owner,
        "name": "Bare",
        "recorded_at": TUESDAY,
        "updated_at": TUESDAY,
    }
    refused(lambda: Prospect.objects.create(**bare))
    refused(lambda: Prospect.objects.bulk_create([Prospect(**bare)]))
    assert Prospect.objects.count() == 1


def test_nor_by_hand():
    prospect = create_prospect()

    def by_hand(statement):
        with connection.cursor() as cursor:
            cursor.execute(statement, [prospect.pk])

    refused(lambda: by_hand("UPDATE prospects_prospect SET next_attempt_at = NULL WHERE id = %s"))
    refused(lambda: by_hand("UPDATE prospects_prospect SET status = 'won' WHERE id = %s"))
    refused(lambda: by_hand("UPDATE prospects_prospect SET nag_at = NULL WHERE id = %s"))
    assert Prospect.objects.open().count() == 1


def test_a_closed_prospect_cannot_be_opened_without_a_plan():
    prospect = create_prospect()
    log(prospect, "won")
    refused(lambda: Prospect.objects.filter(pk=prospect.pk).update(status="open"))
    prospect.refresh_from_db()
    assert prospect.status == "won"


@pytest.mark.parametrize("row", [Touch, PlanChange])
def test_what_happened_cannot_be_rewritten_nor_removed(row):
    prospect = create_prospect()
    log(prospect, "no_answer", note="as it was")
    actions.snooze(
        prospect_ids=[prospect.pk],
        until=TUESDAY + timedelta(days=2),
        by=prospect.owner,
        now=TUESDAY,
        reason="as it was",
    )
    table = row._meta.db_table
    text = "note" if row is Touch else "reason"
    for statement in (
        f"UPDATE {table} SET {text} = 'as we wish it were'",
        f"DELETE FROM {table}",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    with pytest.raises(DatabaseError), transaction.atomic():
        row.objects.filter(prospect=prospect).update(**{text: "as we wish it were"})
    with pytest.raises(DatabaseError), transaction.atomic():
        row.objects.get().delete()
    assert getattr(row.objects.get(), text) == "as it was"


def test_a_prospect_with_touches_cannot_be_deleted():
    prospect = create_prospect()
    log(prospect, "no_answer")
    with pytest.raises(DatabaseError), transaction.atomic():
        prospect.delete()
    assert Touch.objects.count() == 1


def test_the_same_submission_cannot_be_written_twice_even_past_the_action():
    prospect = create_prospect()
    touch = log(prospect, "no_answer")
    touch.pk = touch.id = None
    touch.public_id = prospect.public_id
    refused(lambda: touch.save(force_insert=True))
    assert Touch.objects.count() == 1


def test_one_identifier_leads_to_one_prospect_of_a_team():
    one = create_prospect(website="https://northwind.example")
    other = create_prospect(owner=one.owner, contacts=[])
    found = one.identifiers.get(kind="domain")
    refused(lambda: other.identifiers.create(team=one.team, kind="domain", value=found.value))
    stranger = create_prospect(website="https://northwind.example")
    assert stranger.identifiers.get(kind="domain").value == found.value
