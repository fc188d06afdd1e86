"""Each person chooses what tells them besides the page, and when it is quiet."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.urls import reverse

from cadence.calendars import rep_hours
from outbox import actions as outbox
from outbox.models import Message
from people.models import Leave
from reminders import actions, queries
from reminders.models import Wishes
from reminders.wishing import Wanted
from tests.factories import create_prospect, create_user

pytestmark = pytest.mark.django_db

HOURS = rep_hours(tz="America/New_York", country="US")


def at(text):
    return datetime.fromisoformat(f"{text}:00-05:00").astimezone(UTC)


@pytest.mark.parametrize(
    ("told", "leaves"),
    [
        ("2026-03-03T10:00", "2026-03-03T10:00"),  # at work
        ("2026-03-03T17:00", "2026-03-03T17:00"),  # going home
        ("2026-03-03T19:30", "2026-03-03T19:30"),  # an evening that is not quiet yet
        ("2026-03-03T22:00", "2026-03-04T09:00"),  # at night: the next morning at work
        ("2026-03-04T05:00", "2026-03-04T07:00"),  # before breakfast
        ("2026-02-27T23:00", "2026-03-02T09:00"),  # the weekend
        ("2026-02-16T10:00", "2026-02-17T09:00"),  # a public holiday
    ],
)
def test_mail_waits_for_a_moment_at_which_one_may_be_disturbed(told, leaves):
    assert Wanted().next_reachable_moment(at(told), hours=HOURS) == at(leaves)


def test_work_at_night_is_not_quiet():
    night = {str(day): [[20 * 60, 24 * 60]] for day in range(7)}
    hours = rep_hours(tz="America/New_York", hours=night)

    assert Wanted().next_reachable_moment(at("2026-03-03T22:30"), hours=hours) == at(
        "2026-03-03T22:30"
    )


def test_quiet_hours_may_lie_within_the_day():
    siesta = Wanted(quiet_from=time(13), quiet_until=time(15))

    assert siesta.is_quiet(time(14))
    assert not siesta.is_quiet(time(23))


def test_who_wants_no_mail_gets_none_and_still_has_the_page(rep, now, mailoutbox):
    actions.wish(
        user=rep, channels={}, quiet_from=time(21), quiet_until=time(7), names_prospects=False
    )
    create_prospect(owner=rep, next_attempt_at=now)

    actions.scan(now=now + timedelta(hours=7))
    outbox.send_waiting(clock=lambda: now + timedelta(hours=7))

    assert mailoutbox == []
    assert queries.unseen_count(rep) == 1


def test_who_wants_mail_when_it_is_due_gets_it_then(rep, now, mailoutbox):
    actions.wish(
        user=rep,
        channels={"due": ["email"]},
        quiet_from=time(21),
        quiet_until=time(7),
        names_prospects=False,
    )
    create_prospect(owner=rep, next_attempt_at=now)

    actions.scan(now=now)
    outbox.send_waiting(clock=lambda: now)

    assert len(mailoutbox) == 1


def test_a_second_escalation_of_a_day_reaches_the_manager_at_the_next_slot(
    rep, manager, now, mailoutbox
):
    first = create_prospect(owner=rep, next_attempt_at=now - timedelta(hours=26))
    second = create_prospect(owner=rep, next_attempt_at=now - timedelta(hours=22))

    for minutes in range(0, 24 * 60, 30):
        then = now - timedelta(hours=2) + timedelta(minutes=minutes)
        actions.scan(now=then)
        outbox.send_waiting(clock=lambda then=then: then)

    mails = [mail.body for mail in mailoutbox if mail.to == [manager.email]]
    assert len(mails) == 2
    assert first.name in mails[0]
    assert second.name not in mails[0]
    assert second.name in mails[1]


def test_the_gathered_mail_stays_away_when_there_is_nothing_new(rep, manager, now, mailoutbox):
    create_prospect(owner=rep, next_attempt_at=now - timedelta(hours=24))
    actions.scan(now=now)
    outbox.send_waiting(clock=lambda: now)

    midday = now + timedelta(hours=4)
    outbox.send_waiting(clock=lambda: midday)

    assert len([mail for mail in mailoutbox if mail.to == [manager.email]]) == 1
    assert Message.objects.filter(state=Message.State.VOID).exists()


def test_a_manager_is_not_disturbed_on_a_free_day_but_sees_it_on_the_page(team, rep, now):
    abroad = create_user(team=team, role="manager", timezone="Asia/Tokyo")
    create_prospect(owner=rep, next_attempt_at=now - timedelta(hours=24))

    actions.scan(now=now)  # midnight in Tokyo

    assert queries.unseen_count(abroad) == 1
    mail = Message.objects.filter(address=abroad.email).order_by("next_try_at").first()
    assert mail.next_try_at == datetime(2026, 3, 3, 22, 0, tzinfo=UTC)  # seven there


def test_the_last_one_there_is_gets_mail_on_leave_too(team, rep, now, mailoutbox):
    Leave.objects.create(user=rep, first_on=now.date(), last_on=now.date() + timedelta(days=20))
    create_prospect(owner=rep, next_attempt_at=now - timedelta(hours=8))

    for hours in range(0, 24 * 5, 3):
        then = now + timedelta(hours=hours)
        actions.scan(now=then)
        outbox.send_waiting(clock=lambda then=then: then)

    assert queries.unseen_count(rep) == 1


def test_the_page_keeps_what_was_chosen(rep, client):
    client.force_login(rep)
    page = reverse("reminders:wishes")
    assert "Quiet hours" in client.get(page).content.decode()

    client.post(
        page,
        {
            "by_due": ["browser"],
            "by_day_end": ["email", "browser"],
            "quiet_from": "19:00",
            "quiet_until": "08:00",
            "names_prospects": "on",
        },
    )

    kept = queries.wishes_of(rep)
    assert kept.wants("due", "browser")
    assert kept.wants("day_end", "email")
    assert not kept.wants("morning", "email")
    assert (kept.quiet_from, kept.names_prospects) == (time(19), True)
    assert 'value="19:00"' in client.get(page).content.decode()


def test_a_time_that_is_none_is_said_so(rep, client):
    client.force_login(rep)

    answer = client.post(
        reverse("reminders:wishes"), {"quiet_from": "late", "quiet_until": "07:00"}
    )

    assert answer.status_code == 422
    assert not Wishes.objects.exists()


@pytest.mark.parametrize("nonsense", [[], "x", {"due": "email"}, {"due": [1, "pigeon"], "x": []}])
def test_nonsense_in_the_row_never_stops_a_reminder(rep, now, nonsense):
    Wishes.objects.create(user=rep, channels=nonsense)
    create_prospect(owner=rep, next_attempt_at=now)

    assert actions.scan(now=now).reminders == 1
