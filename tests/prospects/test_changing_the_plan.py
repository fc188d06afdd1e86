"""What people do to plans: hand over, snooze, move, reopen. Recorded, together, undoable."""

from datetime import timedelta
from uuid import uuid4

import pytest

from cadence import rules
from prospects import actions
from prospects.models import PlanChange, Prospect
from tests.factories import TUESDAY, create_api_key, create_prospect, create_user, log

pytestmark = pytest.mark.django_db

MOVE = rules.ChangeKind.MOVE


def snooze(prospect, *, days=3, reason="They are at a trade fair.", by=None, **more):
    return actions.snooze(
        prospect_ids=[prospect.pk],
        until=more.pop("until", TUESDAY + timedelta(days=days)),
        by=by or prospect.owner,
        now=TUESDAY,
        reason=reason,
        **more,
    )


def hand_over(prospects, to, *, by=None, now=TUESDAY, **more):
    return actions.hand_over(
        prospect_ids=[prospect.pk for prospect in prospects],
        to=to,
        by=by or prospects[0].owner,
        now=now,
        **more,
    )


def refusal(change, *args, **named):
    with pytest.raises(actions.CannotChangePlan) as refused:
        change(*args, **named)
    assert not PlanChange.objects.exists()
    return refused.value.field


# --- hand-over -----------------------------------------------------------------------------------


def test_a_hand_over_moves_the_owner_and_begins_a_new_cycle():
    prospect = create_prospect()
    to = create_user(team=prospect.team)
    before, cycle = prospect.owner, prospect.cycle
    hand_over([prospect], to, reason="Speaks German.")
    prospect.refresh_from_db()
    assert (prospect.owner, prospect.cycle) == (to, cycle + 1)
    change = PlanChange.objects.get()
    assert (change.from_owner, change.to_owner, change.by) == (before, to, before)
    assert (change.reason, change.at) == ("Speaks German.", TUESDAY)


def test_a_hand_over_keeps_a_promise_to_the_minute():
    prospect = create_prospect()
    promised = TUESDAY + timedelta(days=1, minutes=3)
    log(prospect, "callback_agreed", details={"promised_at": promised})
    hand_over([prospect], create_user(team=prospect.team), by=prospect.owner)
    prospect.refresh_from_db()
    assert prospect.next_attempt_at == promised


def test_closed_prospects_and_those_already_theirs_stay_as_they_are():
    rep = create_user()
    to = create_user(team=rep.team)
    won, theirs = create_prospect(owner=rep), create_prospect(owner=to)
    log(won, "won")
    hand_over([won, theirs], to, by=rep)
    assert not PlanChange.objects.exists()
    won.refresh_from_db()
    assert won.owner == rep


def test_nobody_outside_the_team_and_nobody_who_left_takes_over():
    prospect = create_prospect()
    assert refusal(hand_over, [prospect], create_user()) == "to"
    gone = create_user(team=prospect.team, is_active=False)
    assert refusal(hand_over, [prospect], gone) == "to"


def test_another_teams_prospects_cannot_be_taken_by_their_numbers():
    ours, theirs = create_prospect(), create_prospect()
    with pytest.raises(Prospect.DoesNotExist):
        hand_over([ours, theirs], create_user(team=ours.team), by=ours.owner)
    with pytest.raises(Prospect.DoesNotExist):
        snooze(theirs, by=ours.owner)
    with pytest.raises(Prospect.DoesNotExist):
        actions.reopen(prospect_id=theirs.pk, by=ours.owner, now=TUESDAY)
    assert not PlanChange.objects.exists()


def test_many_are_handed_over_together_and_taken_back_together():
    rep = create_user()
    prospects = [create_prospect(owner=rep) for _ in range(3)]
    to = create_user(team=rep.team)
    before = {p.pk: p.next_attempt_at for p in prospects}
    batch = hand_over(prospects, to, by=rep)
    assert actions.undo_changes(batch=batch, by=rep, now=TUESDAY + timedelta(minutes=1)) == 3
    after = Prospect.objects.filter(owner=rep)
    assert {p.pk: p.next_attempt_at for p in after} == before


def test_what_was_named_twice_is_changed_once():
    prospect = create_prospect()
    batch = actions.snooze(
        prospect_ids=[prospect.pk, prospect.pk],
        until=TUESDAY + timedelta(days=2),
        by=prospect.owner,
        now=TUESDAY,
        reason="Trade fair.",
    )
    assert PlanChange.objects.count() == 1
    assert actions.undo_changes(batch=batch, by=prospect.owner, now=TUESDAY) == 1


# --- snooze and move -----------------------------------------------------------------------------


def test_a_snoozed_prospect_waits_until_then_and_no_longer():
    prospect = create_prospect()
    snooze(prospect, days=3)
    prospect.refresh_from_db()
    assert prospect.next_attempt_at == TUESDAY + timedelta(days=3)
    assert prospect.nag_at == prospect.next_attempt_at
    assert prospect.status == "open"


def test_a_touch_ends_the_snooze():
    prospect = create_prospect()
    snooze(prospect, days=10)
    log(prospect, "no_answer", at=TUESDAY + timedelta(minutes=1))
    assert prospect.next_attempt_at < TUESDAY + timedelta(days=5)


def test_a_snooze_needs_a_reason():
    assert refusal(snooze, create_prospect(), reason="  ") == "reason"


@pytest.mark.parametrize("days", [-1, 0, 15, 40_000])
def test_a_snooze_lies_ahead_and_within_what_the_policy_allows(days):
    until = TUESDAY + timedelta(days=min(days, 27_000))
    assert refusal(snooze, create_prospect(), until=until) == "until"


def test_the_fourth_snooze_in_a_row_is_one_too_many():
    prospect = create_prospect()
    for day in range(3):
        snooze(prospect, days=day + 1)
    with pytest.raises(actions.CannotChangePlan, match="3 times"):
        snooze(prospect, days=5)
    log(prospect, "no_answer", at=TUESDAY + timedelta(days=3))
    actions.snooze(
        prospect_ids=[prospect.pk],
        until=TUESDAY + timedelta(days=8),
        by=prospect.owner,
        now=TUESDAY + timedelta(days=4),
        reason="Stocktaking.",
    )
    assert PlanChange.objects.filter(prospect=prospect).count() == 4


def test_a_move_needs_no_reason_and_may_be_far_away():
    prospect = create_prospect()
    snooze(prospect, days=200, reason="", kind=MOVE)
    prospect.refresh_from_db()
    assert prospect.next_attempt_at == TUESDAY + timedelta(days=200)
    assert prospect.reasons()[0].code == "moved"


def test_a_closed_prospect_is_not_snoozed():
    prospect = create_prospect()
    log(prospect, "won")
    snooze(prospect)
    assert not PlanChange.objects.exists()


# --- undoing -------------------------------------------------------------------------------------


def test_an_undone_snooze_leaves_the_plan_as_it_was():
    prospect = create_prospect()
    before = prospect.next_attempt_at
    batch = snooze(prospect)
    assert actions.undo_changes(batch=batch, by=prospect.owner, now=TUESDAY) == 1
    prospect.refresh_from_db()
    assert prospect.next_attempt_at == before
    assert prospect.cycle == 3


def test_undoing_twice_changes_nothing_more():
    prospect = create_prospect()
    batch = snooze(prospect)
    actions.undo_changes(batch=batch, by=prospect.owner, now=TUESDAY)
    assert actions.undo_changes(batch=batch, by=prospect.owner, now=TUESDAY) == 0
    assert PlanChange.objects.count() == 2


def test_a_prospect_that_was_called_since_keeps_its_new_owner():
    rep = create_user()
    called, quiet = create_prospect(owner=rep), create_prospect(owner=rep)
    to = create_user(team=rep.team)
    batch = hand_over([called, quiet], to, by=rep)
    called.refresh_from_db()
    log(called, "no_answer", by=to)
    assert actions.undo_changes(batch=batch, by=rep, now=TUESDAY) == 1
    assert Prospect.objects.get(pk=called.pk).owner == to
    assert Prospect.objects.get(pk=quiet.pk).owner == rep


def test_another_team_cannot_undo_by_a_number_it_came_across():
    prospect = create_prospect()
    batch = snooze(prospect)
    assert actions.undo_changes(batch=batch, by=create_user(), now=TUESDAY) == 0
    assert actions.undo_changes(batch=uuid4(), by=prospect.owner, now=TUESDAY) == 0
    assert PlanChange.objects.count() == 1


def test_a_hand_over_is_not_undone_into_the_hands_of_somebody_who_left():
    prospect = create_prospect()
    left, to = prospect.owner, create_user(team=prospect.team)
    batch = hand_over([prospect], to)
    left.is_active = False
    left.save()
    assert actions.undo_changes(batch=batch, by=to, now=TUESDAY) == 0
    prospect.refresh_from_db()
    assert prospect.owner == to


# --- reopening -----------------------------------------------------------------------------------


@pytest.mark.parametrize("outcome", ["won", "lost"])
def test_a_closed_prospect_is_reopened_with_a_next_attempt(outcome):
    prospect = create_prospect()
    log(prospect, outcome, details={"reason": "Too dear."} if outcome == "lost" else {})
    later = TUESDAY + timedelta(days=100)
    actions.reopen(prospect_id=prospect.pk, by=prospect.owner, now=later, reason="New budget.")
    prospect.refresh_from_db()
    assert prospect.status == "open"
    assert prospect.next_attempt_at >= later
    assert (prospect.closed_at, prospect.lost_reason) == (None, "")
    assert prospect.attempt_number == 2


def test_reopening_what_is_open_changes_nothing():
    prospect = create_prospect()
    actions.reopen(prospect_id=prospect.pk, by=prospect.owner, now=TUESDAY)
    assert not PlanChange.objects.exists()
    prospect.refresh_from_db()
    assert prospect.cycle == 1


def test_who_asked_not_to_be_contacted_is_not_reopened():
    prospect = create_prospect()
    log(prospect, "opted_out")
    with pytest.raises(actions.CannotChangePlan, match="asked not to be contacted"):
        actions.reopen(prospect_id=prospect.pk, by=prospect.owner, now=TUESDAY)


def test_a_key_can_change_a_plan_and_is_named():
    prospect = create_prospect()
    key, _ = create_api_key(team=prospect.team)
    snooze(prospect, by=key)
    assert PlanChange.objects.get().api_key == key
