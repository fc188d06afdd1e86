"""Two prospects that were one company: together, apart again; and two times to choose from."""

from datetime import timedelta

import pytest

from prospects import actions
from prospects.actions import CannotChangePlan, NewContact, NewProspect
from prospects.models import AskedTime, Campaign, Prospect
from tests.factories import TUESDAY, create_prospect, create_team, create_user, log

LATER = TUESDAY + timedelta(hours=1)


@pytest.fixture
def manager(db):
    return create_user(role="manager")


def pair(manager, **told):
    """Two prospects of the manager's team; the second tells more."""
    rep = create_user(team=manager.team)
    return (
        create_prospect(owner=rep, name="Northwind"),
        create_prospect(owner=rep, name="Northwind Traders", **told),
    )


def merge(kept, merged, manager, **more):
    done = actions.merge_prospects(
        kept_id=kept.pk, merged_id=merged.pk, by=manager, now=LATER, **more
    )
    kept.refresh_from_db()
    merged.refresh_from_db()
    return done


def undo(done, kept, merged, manager):
    actions.undo_merge(merge_id=done.pk, by=manager, now=LATER + timedelta(minutes=1))
    for row in (kept, merged):
        row.refresh_from_db()
        row.__dict__.pop("keys_of_all", None)


def told_of(prospect) -> dict:
    """What is stored, without what moves on with every change."""
    left_out = {"updated_at", "cycle", "nag_at", "explored"}
    return {
        name: value
        for name, value in Prospect.objects.filter(pk=prospect.pk).values().get().items()
        if name not in left_out
    }


def test_the_kept_one_has_both_histories_and_what_it_did_not_know(manager):
    kept, merged = pair(manager, city="Chicago", industry="wholesale")
    log(merged, "no_answer", at=TUESDAY)
    log(kept, "no_answer", at=TUESDAY + timedelta(minutes=5))

    merge(kept, merged, manager)

    assert (merged.status, merged.merged_into) == ("merged", kept)
    assert merged.next_attempt_at is None
    assert (kept.city, kept.industry, kept.name) == ("Chicago", "wholesale", "Northwind")
    assert (kept.attempts, kept.touches_count) == (2, 2)
    assert kept.next_attempt_at is not None


def test_undone_both_are_as_they_were(manager):
    campaign = Campaign.objects.create(team=manager.team, slug="c", name="C", created_at=TUESDAY)
    kept, merged = pair(manager, city="Chicago", project_on=TUESDAY.date(), campaign=campaign)
    log(merged, "no_answer", at=TUESDAY)
    before = told_of(kept), told_of(merged)
    done = merge(kept, merged, manager)
    assert kept.campaign == campaign

    undo(done, kept, merged, manager)

    assert (told_of(kept), told_of(merged)) == before
    undo(done, kept, merged, manager)
    assert (told_of(kept), told_of(merged)) == before


def test_what_is_chosen_is_taken_over_instead(manager):
    kept, merged = pair(manager, city="Chicago")
    Prospect.objects.filter(pk=kept.pk).update(city="Boston")

    done = merge(kept, merged, manager, instead=("city",))

    assert kept.city == "Chicago"
    undo(done, kept, merged, manager)
    assert kept.city == "Boston"


def test_a_lead_that_would_match_the_merged_one_finds_the_kept_one(manager):
    from prospects import queries

    kept, merged = pair(manager, website="https://northwind.example")
    merge(kept, merged, manager)

    found, _ = queries.match(manager.team, [("domain", "northwind.example")])

    assert found == kept


def test_an_open_one_stays_open_when_a_lost_one_is_merged_into_it(manager):
    kept, merged = pair(manager)
    log(merged, "lost", at=TUESDAY, details={"reason": "no budget"})

    merge(kept, merged, manager)

    assert kept.is_open


@pytest.mark.parametrize("silent", ["kept", "merged"])
def test_who_must_not_be_contacted_is_not_merged_with_who_may(manager, silent):
    kept, merged = pair(manager)
    log(kept if silent == "kept" else merged, "opted_out", at=TUESDAY)

    with pytest.raises(CannotChangePlan, match="asked not to be contacted"):
        merge(kept, merged, manager)


def test_a_third_that_was_merged_before_goes_along(manager):
    kept, merged = pair(manager)
    third = create_prospect(owner=kept.owner, name="Third")
    log(third, "no_answer", at=TUESDAY)
    merge(merged, third, manager)
    done = merge(kept, merged, manager)

    assert kept.attempts == 1
    third.refresh_from_db()
    assert third.merged_into == kept

    undo(done, kept, merged, manager)
    third.refresh_from_db()
    assert third.merged_into == merged
    assert (kept.attempts, merged.attempts) == (0, 1)


def test_one_and_the_same_or_merged_already_is_refused(manager):
    kept, merged = pair(manager)
    with pytest.raises(CannotChangePlan):
        merge(kept, kept, manager)
    merge(kept, merged, manager)

    with pytest.raises(CannotChangePlan):
        merge(kept, merged, manager)


def test_another_team_s_prospect_is_not_known(manager):
    kept, _ = pair(manager)
    theirs = create_prospect(team=create_team())

    with pytest.raises(Prospect.DoesNotExist):
        merge(kept, theirs, manager)


# --- A time asked for beside a promise ----------------------------------------------------------


@pytest.fixture
def asked(manager) -> AskedTime:
    """A promise for Thursday stands, and a lead asks for Friday."""
    rep = create_user(team=manager.team)
    promised = TUESDAY + timedelta(days=2)
    prospect = create_prospect(owner=rep, promised_at=promised, promised_given_at=TUESDAY)
    new = NewProspect(
        name=prospect.name,
        promised_at=promised + timedelta(days=1),
        promised_kind="attempt",
        contacts=[NewContact(name="Dana Reyes")],
    )
    for _ in range(2):
        actions.merge_lead(prospect_id=prospect.pk, new=new, now=LATER)
    return AskedTime.objects.get()


def choose(asked, *, take, by, at=LATER):
    actions.choose_time(asked_id=asked.pk, take=take, by=by, now=at)
    asked.refresh_from_db()
    return Prospect.objects.get(pk=asked.prospect_id)


def test_the_promise_stands_until_somebody_chooses(asked):
    assert asked.prospect.next_attempt_at == asked.stood_at
    assert asked.state == "open"


def test_the_time_asked_for_can_be_taken_and_given_back(asked, manager):
    prospect = choose(asked, take=True, by=manager)

    assert prospect.next_attempt_at == asked.asked_at
    actions.undo_choice(asked_id=asked.pk, by=manager, now=LATER)
    prospect.refresh_from_db()
    assert prospect.next_attempt_at == asked.stood_at
    assert AskedTime.objects.get().state == "open"


def test_the_promise_can_be_kept(asked, manager):
    prospect = choose(asked, take=False, by=manager)

    assert prospect.next_attempt_at == asked.stood_at
    assert asked.state == "kept"
    with pytest.raises(CannotChangePlan):
        choose(asked, take=True, by=manager)


def test_a_time_that_has_passed_cannot_be_taken(asked, manager):
    with pytest.raises(CannotChangePlan):
        choose(asked, take=True, by=manager, at=asked.asked_at)


def test_a_stranger_has_no_say(asked):
    with pytest.raises(AskedTime.DoesNotExist):
        choose(asked, take=True, by=create_user(role="manager"))


def test_a_prospect_of_no_campaign_joins_the_lead_s(manager):
    campaign = Campaign.objects.create(team=manager.team, slug="c", name="C", created_at=TUESDAY)
    prospect = create_prospect(owner=create_user(team=manager.team))
    new = NewProspect(name=prospect.name)

    actions.merge_lead(prospect_id=prospect.pk, new=new, now=LATER, campaign=campaign)

    prospect.refresh_from_db()
    assert prospect.campaign == campaign
