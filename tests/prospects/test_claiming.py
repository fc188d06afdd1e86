"""Somebody is on a prospect: the others look and wait, and what is due stays due."""

from datetime import timedelta

import pytest

from cadence import rules
from prospects import actions, queries
from prospects.claims import CLAIM_LASTS, claimant
from prospects.models import Prospect
from reminders.actions import scanning
from reminders.models import Reminder
from tests.factories import TUESDAY, create_api_key, create_prospect, create_user, log, plan_at
from tests.outbox.racing import at_once


@pytest.fixture
def mia(db):
    return create_user(name="Mia Okafor")


@pytest.fixture
def lee(mia):
    return create_user(team=mia.team, name="Lee Wong")


@pytest.fixture
def prospect(mia):
    return create_prospect(owner=mia)


def claim(prospect, by, at=TUESDAY):
    return actions.claim(prospect_id=prospect.pk, by=by, now=at)


def on_it(prospect, at=TUESDAY):
    prospect = Prospect.objects.select_related("claimed_by").get(pk=prospect.pk)
    return claimant(prospect, now=at)


def test_who_comes_second_is_told_and_logs_nothing(prospect, mia, lee):
    assert claim(prospect, lee)

    assert not claim(prospect, mia)
    with pytest.raises(actions.CannotLogTouch, match="Lee Wong is on") as refused:
        log(prospect, "no_answer", by=mia)

    assert refused.value.code == "claimed"
    assert prospect.touches.count() == 0


def test_logging_lets_go_of_it(prospect, mia, lee):
    claim(prospect, lee)

    log(prospect, "no_answer", by=lee)

    assert on_it(prospect) is None
    assert log(prospect, "busy", by=mia)


def test_a_note_lets_go_of_it_too(prospect, lee):
    claim(prospect, lee)

    log(prospect, "noted", by=lee, note="asks for a quote")

    assert on_it(prospect) is None


def test_a_claim_ends_by_itself_after_two_hours(prospect, mia, lee):
    claim(prospect, lee)

    assert on_it(prospect, TUESDAY + CLAIM_LASTS - timedelta(seconds=1)) == lee
    assert on_it(prospect, TUESDAY + CLAIM_LASTS) is None
    assert claim(prospect, mia, TUESDAY + CLAIM_LASTS)


def test_going_on_to_another_lets_go_of_the_first(prospect, mia, lee):
    other = create_prospect(owner=mia)
    claim(prospect, lee)

    claim(other, lee)

    assert on_it(prospect) is None
    assert on_it(other) == lee


def test_what_another_has_is_no_reason_to_lose_ones_own(prospect, mia, lee):
    other = create_prospect(owner=mia)
    claim(prospect, lee)
    claim(other, mia)

    assert not claim(other, lee)

    assert on_it(prospect) == lee


def test_its_rep_and_managers_may_free_it_and_no_colleague(prospect, mia, lee):
    colleague = create_user(team=mia.team)
    manager = create_user(team=mia.team, role="manager")
    claim(prospect, lee)
    prospect.refresh_from_db()

    with pytest.raises(actions.CannotEndClaim):
        actions.end_claim(prospect=prospect, by=colleague, now=TUESDAY)
    for by in (mia, manager, lee):
        claim(prospect, lee)
        prospect.refresh_from_db()
        assert actions.end_claim(prospect=prospect, by=by, now=TUESDAY)
        assert on_it(prospect) is None


def test_freeing_what_somebody_else_has_by_now_leaves_it_with_them(prospect, mia, lee):
    claim(prospect, lee)
    prospect.refresh_from_db()
    claim(prospect, mia, TUESDAY + CLAIM_LASTS)

    assert not actions.end_claim(prospect=prospect, by=lee, now=TUESDAY)

    assert on_it(prospect, TUESDAY + CLAIM_LASTS) == mia


def test_another_team_can_claim_nothing_here(prospect):
    assert not claim(prospect, create_user())
    assert on_it(prospect) is None


def test_a_closed_prospect_is_claimed_by_nobody(prospect, lee):
    log(prospect, "lost", details={"reason": "too dear"})

    assert not claim(prospect, lee)


def test_a_program_logs_what_it_knows_all_the_same(prospect, mia, lee):
    claim(prospect, lee)
    key, _ = create_api_key(team=mia.team)

    assert log(prospect, "no_answer", by=key)
    assert on_it(prospect) == lee


def test_a_claimed_promise_is_due_and_reminded_all_the_same(prospect, mia, lee):
    plan_at(prospect, TUESDAY - timedelta(minutes=1), urgency=rules.Urgency.PROMISE.value)
    claim(prospect, lee)

    scanning.scan(now=TUESDAY)

    assert Reminder.objects.filter(prospect=prospect, recipient=mia).exists()
    row = queries.queue(mia, now=TUESDAY).rows[0]
    assert (row.key, row.is_due, row.claimed_by) == (prospect.pk, True, "Lee Wong")


def test_the_queue_changes_when_somebody_comes_and_goes(prospect, mia, lee):
    before = queries.queue(mia, now=TUESDAY).stamp

    claim(prospect, lee)
    during = queries.queue(mia, now=TUESDAY).stamp
    actions.end_claim(prospect=Prospect.objects.get(pk=prospect.pk), by=lee, now=TUESDAY)

    assert during != before
    assert queries.queue(mia, now=TUESDAY).stamp == before


@pytest.mark.django_db(transaction=True)
def test_of_many_who_come_at_once_one_has_it():
    rep = create_user()
    prospect = create_prospect(owner=rep)
    them = iter([create_user(team=rep.team) for _ in range(6)])

    results = at_once(6, lambda: claim(prospect, next(them)))

    assert sorted(results) == [False] * 5 + [True]


@pytest.mark.django_db(transaction=True)
def test_two_who_change_places_do_not_lock_each_other_out():
    one = create_user()
    other = create_user(team=one.team)
    first, second = create_prospect(owner=one), create_prospect(owner=one)
    for _ in range(5):
        claim(first, one)
        claim(second, other)
        moves = iter([(first, other), (second, one)])
        results = at_once(2, lambda moves=moves: claim(*next(moves)))
        assert not [result for result in results if isinstance(result, BaseException)]
        for prospect in (first, second):
            Prospect.objects.filter(pk=prospect.pk).update(claimed_by=None, claimed_until=None)
