"""The queue: in the order of the rule, and with a stamp that changes when it does."""

import random
from datetime import UTC, datetime, timedelta

import pytest

from cadence import rules
from prospects import queries
from prospects.models import Prospect
from tests.factories import TUESDAY, create_prospect, create_user, log, plan_at

pytestmark = pytest.mark.django_db

CHOICE = random.Random(20260303)
ALL = 10_000
MIDNIGHT = datetime(2026, 3, 4, 5, 0, tzinfo=UTC)  # the end of that Tuesday in New York


@pytest.fixture
def rep():
    return create_user(timezone="America/New_York")


def scatter(rep, count, *, urgencies=tuple(rules.Urgency)):
    """Prospects of `rep` planned from five days ago to three days ahead, some at one moment."""
    for _ in range(count):
        prospect = create_prospect(owner=rep, contacts=[])
        minutes = CHOICE.randrange(-5 * 24 * 12, 3 * 24 * 12) * 5
        urgency = CHOICE.choice(urgencies)
        grace = timedelta(hours=2) if urgency is rules.Urgency.ROUTINE else timedelta(minutes=15)
        plan_at(prospect, TUESDAY + timedelta(minutes=minutes), grace=grace, urgency=urgency)


def by_the_rule(rep):
    """The queue as the rule says, row by row, without any help of the database."""
    assert rep.timezone == "America/New_York"
    keyed = []
    for row in Prospect.objects.filter(owner=rep, status="open"):
        section = rules.section(
            urgency=rules.Urgency(row.urgency),
            next_attempt_at=row.next_attempt_at,
            overdue_at=row.overdue_at,
            now=TUESDAY,
            today_ends_at=MIDNIGHT,
            tomorrow_ends_at=MIDNIGHT + timedelta(days=1),
        )
        key = rules.queue_key(section, next_attempt_at=row.next_attempt_at, key=row.pk)
        keyed.append((key, row.pk, section))
    return [(pk, section) for _, pk, section in sorted(keyed)]


def shown(rep, **more):
    found = queries.queue(rep, now=TUESDAY, **more)
    return [(row.key, row.section) for row in found.rows]


def test_the_queue_is_in_the_order_of_the_rule(rep):
    scatter(rep, 60)
    assert shown(rep, limit=ALL) == by_the_rule(rep)


@pytest.mark.parametrize("limit", [1, 3, 7, 20])
def test_the_first_rows_are_the_first_of_the_whole_queue(rep, limit):
    scatter(rep, 40)
    assert shown(rep, limit=limit) == by_the_rule(rep)[:limit]


def test_fifty_new_leads_for_tomorrow_do_not_hide_a_promise_for_today(rep):
    for _ in range(5):
        lead = create_prospect(owner=rep, contacts=[])
        plan_at(lead, TUESDAY + timedelta(days=1), urgency=rules.Urgency.NEW_LEAD)
    promise = create_prospect(owner=rep, contacts=[])
    plan_at(promise, TUESDAY + timedelta(hours=1), urgency=rules.Urgency.PROMISE)
    assert shown(rep, limit=3)[0] == (promise.pk, rules.Section.PROMISES)
    assert shown(rep, limit=3) == by_the_rule(rep)[:3]


def test_new_leads_come_before_promises_and_promises_before_what_is_overdue(rep):
    for urgency, hours in ((2, 60), (2, -30), (1, -3), (0, -1), (2, 1), (2, 26)):
        prospect = create_prospect(owner=rep, contacts=[])
        plan_at(prospect, TUESDAY + timedelta(hours=hours), urgency=urgency)
    assert [section for _, section in shown(rep)] == [
        "new_leads",
        "promises",
        "overdue",
        "today",
        "tomorrow",
        "later",
    ]


def test_a_lead_that_comes_in_on_a_saturday_is_seen_on_saturday(rep):
    saturday = TUESDAY + timedelta(days=4)
    lead = create_prospect(owner=rep, now=saturday, country="US")
    assert lead.next_attempt_at > saturday + timedelta(hours=40)
    row = queries.queue(rep, now=saturday).rows[0]
    assert (row.key, row.section, row.is_due) == (lead.pk, rules.Section.LATER, False)


def test_nobody_sees_another_reps_or_a_closed_prospect_in_the_queue(rep):
    create_prospect(owner=create_user(team=rep.team))
    won = create_prospect(owner=rep)
    log(won, "won")
    assert shown(rep) == []


def test_a_row_tells_the_prospects_own_clock_and_why(rep):
    prospect = create_prospect(owner=rep, hand_raiser=True)
    row = queries.queue(rep, now=TUESDAY + timedelta(minutes=20)).rows[0]
    assert row.public_id == prospect.public_id
    assert (row.person, row.channel, row.attempt_number) == ("Dana Reyes", "call", 1)
    assert row.local_at.utcoffset() == timedelta(hours=-6)
    assert row.waiting == timedelta(minutes=20)
    assert (row.is_due, row.is_overdue) == (True, True)
    assert row.why


def test_the_queue_says_when_there_is_more(rep):
    scatter(rep, 30, urgencies=[rules.Urgency.ROUTINE])
    whole = by_the_rule(rep)
    assert queries.queue(rep, now=TUESDAY, limit=len(whole) - 1).has_more
    assert not queries.queue(rep, now=TUESDAY, limit=len(whole)).has_more


@pytest.mark.parametrize("count", [1, 25])
def test_the_queue_costs_the_same_however_long_it_is(rep, count, django_assert_max_num_queries):
    scatter(rep, count)
    with django_assert_max_num_queries(1):
        queries.queue(rep, now=TUESDAY)


def stamp(rep, *, now) -> str:
    return queries.queue(rep, now=now).stamp


def test_the_stamp_changes_when_a_lead_comes_in_or_falls_due_or_is_done(rep):
    stamps = [stamp(rep, now=TUESDAY)]
    prospect = create_prospect(owner=rep, hand_raiser=True)
    stamps.append(stamp(rep, now=TUESDAY))
    assert stamp(rep, now=TUESDAY) == stamps[-1]
    plan_at(create_prospect(owner=rep), TUESDAY + timedelta(minutes=5))
    stamps.append(stamp(rep, now=TUESDAY + timedelta(minutes=6)))
    log(prospect, "no_answer", at=TUESDAY + timedelta(minutes=7))
    stamps.append(stamp(rep, now=TUESDAY + timedelta(minutes=8)))
    assert len(set(stamps)) == 4


def test_the_stamp_changes_when_a_lead_comes_in_that_is_to_be_called_later_today(rep):
    before = stamp(rep, now=TUESDAY)

    plan_at(create_prospect(owner=rep), TUESDAY + timedelta(hours=5))

    assert stamp(rep, now=TUESDAY) != before
