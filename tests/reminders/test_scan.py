"""The scan: every due attempt is told, once, to the right person, whoever scans."""

from contextlib import contextmanager
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DataError, IntegrityError, OperationalError, connection

from outbox.models import Message
from prospects import actions as prospects
from prospects.models import Prospect
from reminders import actions, health, queries
from reminders.actions import scanning
from reminders.models import Heartbeat, Reminder
from tests.factories import create_prospect, create_team, create_user, log, plan_at
from tests.outbox.racing import at_once

pytestmark = pytest.mark.django_db

Kind = Reminder.Kind


def told(prospect, **narrower):
    rows = Reminder.objects.filter(prospect=prospect, **narrower).order_by("level", "recipient")
    return [row.kind for row in rows]


# --- Due, overdue, escalated -------------------------------------------------------------------


def test_nobody_is_told_before_it_is_due(rep, now):
    create_prospect(owner=rep, next_attempt_at=now + timedelta(seconds=1))

    assert actions.scan(now=now).reminders == 0
    assert not Reminder.objects.exists()


def test_the_rep_is_told_when_it_is_due_and_only_once(rep, now):
    prospect = create_prospect(owner=rep, next_attempt_at=now)

    actions.scan(now=now)
    actions.scan(now=now)
    actions.scan(now=now + timedelta(minutes=1))

    reminder = Reminder.objects.get()
    assert (reminder.kind, reminder.recipient) == (Kind.DUE, rep)
    assert (reminder.due_at, reminder.raised_at) == (now, now)
    prospect.refresh_from_db()
    assert prospect.nag_level == 1
    assert prospect.nag_at == prospect.overdue_at


def test_the_ladder_of_a_routine_attempt(rep, manager, now):
    prospect = create_prospect(owner=rep, next_attempt_at=now)  # Tuesday, 10:00 there
    raised = {}
    for hours in range(24 * 10 + 1):
        at = now + timedelta(hours=hours)
        actions.scan(now=at)
        for row in Reminder.objects.filter(prospect=prospect, raised_at=at):
            raised.setdefault((row.kind, row.recipient), []).append(hours)

    assert raised[Kind.DUE, rep] == [0]
    assert raised[Kind.NAG, rep] == [2]
    assert raised[Kind.DAY_END, rep] == [7]
    assert raised[Kind.ESCALATION, rep] == raised[Kind.ESCALATION, manager] == [24]
    # Thursday and Friday at nine, then a week of mornings; clocks went forward on the Sunday.
    assert raised[Kind.MORNING, rep] == [47, 71, 142, 166, 190, 214, 238]
    assert len(raised[Kind.MORNING, manager]) == 1


def test_a_promise_escalates_within_the_hour(rep, manager, now):
    prospect = create_prospect(owner=rep)
    plan_at(prospect, now, urgency=1)

    actions.scan(now=now)
    actions.scan(now=now + timedelta(minutes=15))
    assert told(prospect) == [Kind.DUE, Kind.NAG]

    actions.scan(now=now + timedelta(minutes=30))
    assert told(prospect, recipient=manager) == [Kind.ESCALATION]


def test_logging_a_touch_ends_the_ladder(rep, now):
    prospect = create_prospect(owner=rep, next_attempt_at=now)
    actions.scan(now=now)

    log(prospect, "no_answer", at=now + timedelta(minutes=5))
    actions.scan(now=now + timedelta(hours=2))

    assert told(prospect) == [Kind.DUE]
    assert queries.unseen_count(rep) == 0


def test_a_closed_prospect_is_told_of_no_more(rep, now):
    prospect = create_prospect(owner=rep, next_attempt_at=now)
    actions.scan(now=now)

    log(prospect, "won", at=now + timedelta(minutes=5))
    actions.scan(now=now + timedelta(days=2))

    assert told(prospect) == [Kind.DUE]
    assert queries.unseen_count(rep) == 0


# --- After an outage, while paused, when the clock is set back ----------------------------------


def test_after_a_day_without_scans_every_rung_has_its_row_and_one_is_left_to_see(rep, manager, now):
    prospect = create_prospect(owner=rep, next_attempt_at=now)

    actions.scan(now=now + timedelta(hours=26))

    assert told(prospect, recipient=rep) == [Kind.DUE, Kind.NAG, Kind.DAY_END, Kind.ESCALATION]
    [live] = Reminder.objects.of(rep).unseen()
    assert live.kind == Kind.ESCALATION
    assert told(prospect, recipient=manager) == [Kind.ESCALATION]
    # One digest a person now, and one later that day for whatever else may come.
    assert Message.objects.count() == 4
    assert len(set(Message.objects.values_list("next_try_at", "address"))) == 4
    prospect.refresh_from_db()
    assert prospect.nag_at > now + timedelta(hours=26)


def test_after_two_years_without_scans_the_ladder_is_climbed_to_its_present_rung(rep, now):
    prospect = create_prospect(owner=rep, next_attempt_at=now - timedelta(days=730))

    actions.scan(now=now)

    prospect.refresh_from_db()
    assert prospect.nag_at > now
    levels = list(Reminder.objects.order_by("level").values_list("level", flat=True))
    assert levels == list(range(prospect.nag_level))
    assert Reminder.objects.unseen().get().level == levels[-1]


def test_the_newest_reminder_takes_the_place_of_the_one_before(rep, now):
    create_prospect(owner=rep, next_attempt_at=now)
    actions.scan(now=now)
    actions.scan(now=now + timedelta(hours=2))

    [live] = Reminder.objects.of(rep).unseen()
    assert live.kind == Kind.NAG
    assert queries.unseen_count(rep) == 1


def test_a_paused_prospect_waits_for_the_end_of_its_pause_and_holds_up_nobody(rep, now):
    paused = create_prospect(owner=rep, next_attempt_at=now)
    ends_at = now + timedelta(days=3)
    Prospect.objects.filter(pk=paused.pk).update(paused_until=ends_at)
    other = create_prospect(owner=rep, next_attempt_at=now)

    actions.scan(now=now)

    assert told(paused) == []
    assert told(other) == [Kind.DUE]
    paused.refresh_from_db()
    assert (paused.nag_at, paused.nag_level) == (ends_at, 0)
    actions.scan(now=ends_at)
    assert Kind.DUE in told(paused)


def test_a_paused_team_is_left_in_peace_until_the_pause_ends(team, rep, now):
    prospect = create_prospect(owner=rep, next_attempt_at=now)
    manager = create_user(team=team, role="manager")
    actions.pause(by=manager, until=now + timedelta(hours=1), reason="Fire drill", now=now)

    actions.scan(now=now)
    assert told(prospect) == []

    actions.scan(now=now + timedelta(hours=1))
    assert told(prospect) == [Kind.DUE]


def test_a_clock_that_is_set_back_doubles_nothing_and_is_told(rep, now):
    prospect = create_prospect(owner=rep, next_attempt_at=now)
    actions.scan(now=now + timedelta(hours=2))

    for minutes in range(0, 130, 10):
        actions.scan(now=now + timedelta(hours=1, minutes=minutes))

    assert told(prospect) == [Kind.DUE, Kind.NAG]
    assert "clock_went_back_at" not in Heartbeat.objects.get(pk="scan").detail


def test_for_an_hour_it_is_known_that_the_clock_was_set_back(rep, now):
    actions.scan(now=now)
    actions.scan(now=now - timedelta(hours=1))

    for minutes, is_told in [(-50, True), (-1, True), (1, False)]:
        actions.scan(now=now + timedelta(minutes=minutes))
        noted = Heartbeat.objects.get(pk="scan").detail
        assert ("clock_went_back_at" in noted) is is_told


def test_scans_that_end_in_another_order_are_no_clock_set_back(now):
    actions.scan(now=now)
    actions.scan(now=now - timedelta(seconds=20))

    beaten = Heartbeat.objects.get(pk="scan")
    assert (beaten.at, beaten.detail) == (now, {})


# --- Many scans at once -------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_six_scans_at_once_tell_everybody_once(rep, manager, now):
    for _ in range(40):
        create_prospect(owner=rep, next_attempt_at=now)

    results = at_once(6, lambda: actions.scan(now=now + timedelta(hours=25)))

    assert sum(result.moved for result in results) == 40
    assert Reminder.objects.count() == 40 * 5
    # One mail a person now, and one to gather what comes later.
    assert Message.objects.count() == 4
    assert Message.objects.filter(next_try_at__lte=now + timedelta(hours=25)).count() == 2
    assert queries.unseen_count(rep) == queries.unseen_count(manager) == 40


@pytest.mark.django_db(transaction=True)
def test_a_touch_logged_during_the_scan_leaves_no_reminder_of_the_new_cycle(rep, now):
    prospect = create_prospect(owner=rep, next_attempt_at=now)
    for turn in range(10):
        at = now + timedelta(days=30 * turn)
        plan_at(prospect, at)
        cycle = prospect.cycle

        def touch(at=at):
            log(Prospect.objects.get(pk=prospect.pk), "no_answer", at=at + timedelta(seconds=1))

        def scan(at=at):
            actions.scan(now=at)

        turns = iter([touch, scan, scan])
        outcomes = at_once(3, lambda turns=turns: next(turns)())

        assert [each for each in outcomes if isinstance(each, Exception)] == []
        assert Reminder.objects.filter(cycle=cycle).count() <= 1
        prospect.refresh_from_db()
        assert prospect.cycle == cycle + 1
        assert prospect.nag_level == 0
        assert not Reminder.objects.filter(cycle=prospect.cycle).exists()


def test_who_comes_second_with_an_old_plan_writes_nothing(rep, now, monkeypatch):
    prospect = create_prospect(owner=rep, next_attempt_at=now)
    move_nags = prospects.move_nags

    def somebody_was_faster(moves):
        Prospect.objects.filter(pk=prospect.pk).update(cycle=99)
        return move_nags(moves)

    monkeypatch.setattr(prospects, "move_nags", somebody_was_faster)
    actions.scan(now=now)

    assert not Reminder.objects.exists()


def test_the_database_itself_refuses_the_same_reminder_twice(rep, now):
    create_prospect(owner=rep, next_attempt_at=now)
    actions.scan(now=now)
    again = Reminder.objects.get()
    again.pk, again.public_id = None, uuid4()

    with pytest.raises(IntegrityError):
        again.save(force_insert=True)


# --- A row that cannot be raised ----------------------------------------------------------------


@contextmanager
def unreadable(prospect, column):
    """Put a year before Christ into a row, as only a superuser could, for a while."""
    table, year = "prospects_prospect", "'0044-03-15 BC'"
    constraints = []
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            year = "'-0044-03-15 00:00:00'"
            cursor.execute("PRAGMA ignore_check_constraints = ON")
        else:
            cursor.execute(
                "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint"
                f" WHERE conrelid = '{table}'::regclass AND contype = 'c'"
            )
            constraints = cursor.fetchall()
        for name, _ in constraints:
            cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
        cursor.execute(f"UPDATE {table} SET {column} = {year} WHERE id = {prospect.pk}")
        yield
        cursor.execute(f"UPDATE {table} SET {column} = overdue_at WHERE id = {prospect.pk}")
        cursor.execute(f"UPDATE {table} SET nag_at = overdue_at WHERE id = {prospect.pk}")
        for name, text in constraints:
            cursor.execute(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {text}')
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA ignore_check_constraints = OFF")


@pytest.fixture
def poison(monkeypatch):
    """Make the scan trip over a prospect, in whatever way."""
    bad = {}
    climbs = scanning.climbs

    def trip(ids, *, now, **options):
        for each in ids:
            if each in bad:
                raise bad[each]
        return climbs(ids, now=now, **options)

    monkeypatch.setattr(scanning, "climbs", trip)
    return bad


@pytest.mark.parametrize("error", [DataError("timestamp too small"), ValueError("year -1")])
def test_a_prospect_that_cannot_be_raised_stops_no_other(rep, now, poison, error):
    bad = create_prospect(owner=rep, next_attempt_at=now)
    good = [create_prospect(owner=rep, next_attempt_at=now) for _ in range(3)]
    poison[bad.pk] = error

    result = actions.scan(now=now)

    assert result.pushed_aside == [bad.pk]
    assert set(Reminder.objects.values_list("prospect", flat=True)) == {p.pk for p in good}
    bad.refresh_from_db()
    assert bad.nag_at == now + timedelta(minutes=15)
    assert bad.raise_error == type(error).__name__


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("column", ["next_attempt_at", "nag_at", "paused_until"])
def test_a_date_that_no_program_can_read_stops_no_other(rep, manager, now, column):
    bad = create_prospect(owner=rep, next_attempt_at=now)
    good = create_prospect(owner=rep, next_attempt_at=now)

    with unreadable(bad, column):
        for seconds in (0, 10):
            actions.scan(now=now + timedelta(seconds=seconds))
        assert told(good) == [Kind.DUE]
        if not told(bad):  # then somebody knows
            assert "cannot be raised" in health.banners(manager, now=now)[0]


def test_it_is_tried_again_after_a_quarter_of_an_hour_and_then_forgotten(rep, now, poison):
    bad = create_prospect(owner=rep, next_attempt_at=now)
    poison[bad.pk] = ValueError("year -1")
    actions.scan(now=now)
    poison.clear()

    actions.scan(now=now + timedelta(minutes=14))
    assert told(bad) == []

    actions.scan(now=now + timedelta(minutes=15))
    assert told(bad) == [Kind.DUE]
    bad.refresh_from_db()
    assert bad.raise_error == ""


def test_a_row_that_somebody_holds_is_neither_raised_nor_pushed_aside(rep, now, poison):
    held = create_prospect(owner=rep, next_attempt_at=now)
    other = create_prospect(owner=rep, next_attempt_at=now)
    poison[held.pk] = OperationalError("lock timeout")

    result = actions.scan(now=now)

    assert (told(other), result.pushed_aside) == ([Kind.DUE], [])
    held.refresh_from_db()
    assert held.nag_at == now


def test_a_team_in_which_nobody_may_sign_in_is_marked_and_stops_no_other(rep, now):
    gone = create_user(team=create_team())
    orphan = create_prospect(owner=gone, next_attempt_at=now)
    gone.is_active = False
    gone.save()
    other = create_prospect(owner=rep, next_attempt_at=now)

    actions.scan(now=now)

    assert told(other) == [Kind.DUE]
    orphan.refresh_from_db()
    assert orphan.raise_error == "NobodyToTell"


def test_nonsense_in_a_reps_hours_or_zone_silences_nothing(rep, now):
    prospect = create_prospect(owner=rep, next_attempt_at=now)
    for hours, zone in [({"0": "nonsense"}, "Mars/Phobos"), ([1], "UTC"), ({"0": []}, "UTC")]:
        type(rep).objects.filter(pk=rep.pk).update(hours=hours, timezone=zone)
        plan_at(prospect, now, cycle=prospect.cycle + 1)

        actions.scan(now=now)

        assert told(prospect, cycle=prospect.cycle) == [Kind.DUE]


# --- The heartbeat ------------------------------------------------------------------------------


def test_the_heart_beats_with_the_work(now):
    assert queries.is_stale("scan", now=now)

    actions.scan(now=now)

    assert not queries.is_stale("scan", now=now + timedelta(seconds=180))
    assert queries.is_stale("scan", now=now + timedelta(seconds=181))


def test_the_heart_does_not_beat_when_nothing_can_be_written(rep, now, monkeypatch):
    create_prospect(owner=rep, next_attempt_at=now)
    monkeypatch.setattr(queries, "lock_due", lambda **_: (_ for _ in ()).throw(DataError()))

    with pytest.raises(DataError):
        actions.scan(now=now)

    assert queries.heartbeat("scan") is None


@pytest.mark.parametrize("reps", [1, 12])
def test_a_scan_costs_the_same_however_many_are_told(now, reps, django_assert_max_num_queries):
    team = create_team()
    create_user(team=team, role="manager")
    for _ in range(reps):
        late = create_prospect(owner=create_user(team=team))
        plan_at(late, now - timedelta(days=4))

    with django_assert_max_num_queries(19):
        result = actions.scan(now=now)

    assert result.moved == reps
    assert Message.objects.count() == result.digests > reps
