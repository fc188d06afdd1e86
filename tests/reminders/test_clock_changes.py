"""Clock changes, leap days and year ends: one reminder per due time, never early, never twice."""

from datetime import UTC, datetime, timedelta

import pytest

from reminders import actions
from reminders.models import Reminder
from tests.factories import create_prospect, create_team, create_user

pytestmark = [pytest.mark.either_database, pytest.mark.django_db]

# A day around which scans run, in a zone where something happens to the clock on it.
CHANGES = [
    ("Europe/Paris", datetime(2026, 3, 29, tzinfo=UTC)),
    ("Europe/Paris", datetime(2026, 10, 25, tzinfo=UTC)),
    ("America/New_York", datetime(2027, 3, 14, tzinfo=UTC)),
    ("America/New_York", datetime(2027, 11, 7, tzinfo=UTC)),
    ("Australia/Lord_Howe", datetime(2027, 4, 3, tzinfo=UTC)),
    ("Australia/Lord_Howe", datetime(2027, 10, 2, tzinfo=UTC)),
    ("Africa/Casablanca", datetime(2027, 2, 7, tzinfo=UTC)),
    ("Pacific/Apia", datetime(2028, 2, 29, tzinfo=UTC)),
    ("UTC", datetime(2028, 2, 29, tzinfo=UTC)),
    ("Pacific/Kiritimati", datetime(2026, 12, 31, tzinfo=UTC)),
    ("America/New_York", datetime(2026, 12, 31, tzinfo=UTC)),
]


@pytest.mark.parametrize(("zone", "day"), CHANGES, ids=lambda value: str(value)[:20])
def test_each_due_time_around_a_change_is_told_once_and_not_before(zone, day):
    rep = create_user(team=create_team(timezone=zone), timezone=zone)
    start = day - timedelta(hours=12)
    dues = {
        create_prospect(owner=rep, next_attempt_at=start + timedelta(minutes=73 * turn)).pk
        for turn in range(30)
    }

    for halves in range(48 * 2):
        actions.scan(now=start + timedelta(minutes=30 * halves))

    first = Reminder.objects.filter(kind=Reminder.Kind.DUE)
    assert {row.prospect_id for row in first} == dues
    assert first.count() == len(dues)
    for row in Reminder.objects.all():
        assert timedelta(0) <= row.raised_at - row.due_at < timedelta(minutes=30)
    for prospect in dues:
        rows = Reminder.objects.filter(prospect=prospect).order_by("level")
        times = [row.due_at for row in rows]
        assert times == sorted(set(times))
        assert [row.level for row in rows] == list(range(len(times)))
