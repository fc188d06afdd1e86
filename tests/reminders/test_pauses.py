"""Everything automatic can be seen beforehand, and rests where somebody says so and why."""

from datetime import timedelta

import pytest
from django.urls import reverse

from people.models import AuditEntry
from prospects.models import PlanChange, Prospect
from reminders import actions, queries
from reminders.models import Pause, Reminder
from tests.factories import create_prospect, create_team, create_user, plan_at

pytestmark = pytest.mark.django_db

PAGE = "/automatic/"


def told(prospect):
    return list(Reminder.objects.filter(prospect=prospect).values_list("kind", flat=True))


def rest(by, now, *, hours=2, **of):
    return actions.pause(
        by=by, until=now + timedelta(hours=hours), reason="Trade fair", now=now, **of
    )


def test_a_reps_pause_leaves_the_others_alone(team, rep, manager, now):
    other = create_user(team=team)
    mine, theirs = (create_prospect(owner=who, next_attempt_at=now) for who in (rep, other))

    rest(manager, now, rep=rep)
    actions.scan(now=now)

    assert (told(mine), told(theirs)) == ([], ["due"])
    mine.refresh_from_db()
    assert mine.nag_at == now + timedelta(hours=2)


def test_it_ends_by_itself_and_only_the_present_rung_is_left_to_see(rep, manager, now):
    prospect = create_prospect(owner=rep, next_attempt_at=now)
    rest(manager, now, rep=rep, hours=3)
    actions.scan(now=now)

    actions.scan(now=now + timedelta(hours=3))

    assert told(prospect) == ["due", "nag"]
    assert queries.unseen_count(rep) == 1


def test_what_rests_blocks_nobody_who_comes_after(team, rep, manager, now, monkeypatch):
    monkeypatch.setattr("reminders.actions.scanning.BATCH", 2)
    for _ in range(5):
        create_prospect(owner=rep, next_attempt_at=now - timedelta(hours=1))
    other = create_prospect(owner=create_user(team=team), next_attempt_at=now)
    rest(manager, now, rep=rep)

    actions.scan(now=now)

    assert told(other) == ["due"]


def test_a_prospects_pause_stands_in_its_history(rep, manager, now):
    prospect = create_prospect(owner=rep, next_attempt_at=now)
    due_at = prospect.next_attempt_at

    rest(manager, now, prospect=prospect)
    actions.scan(now=now)

    assert told(prospect) == []
    prospect.refresh_from_db()
    assert prospect.next_attempt_at == due_at
    assert PlanChange.objects.get().reason == "Trade fair"


@pytest.mark.parametrize("of", ["team", "rep", "prospect"])
def test_lifted_early_what_was_missed_comes_with_the_next_scan(rep, manager, now, of):
    prospect = create_prospect(owner=rep, next_attempt_at=now)
    made = rest(
        manager, now, **{"rep": {"rep": rep}, "prospect": {"prospect": prospect}}.get(of, {})
    )
    actions.scan(now=now)

    assert actions.lift(public_id=made.public_id, by=manager, now=now + timedelta(minutes=5))
    actions.scan(now=now + timedelta(minutes=5))

    assert told(prospect) == ["due"]
    assert not actions.lift(public_id=made.public_id, by=manager, now=now + timedelta(minutes=6))


def test_a_pause_over_a_pause_waits_for_the_last_end(rep, manager, now):
    prospect = create_prospect(owner=rep, next_attempt_at=now)
    rest(manager, now, hours=5)
    rest(manager, now, hours=2, rep=rep)
    actions.scan(now=now)

    actions.scan(now=now + timedelta(hours=2))
    assert told(prospect) == []
    actions.scan(now=now + timedelta(hours=5))
    assert told(prospect) != []


@pytest.mark.parametrize(("hours", "reason"), [(-1, "x"), (24 * 15, "x"), (2, "  ")])
def test_without_end_or_reason_nothing_rests(manager, now, hours, reason):
    with pytest.raises(actions.CannotPause):
        actions.pause(by=manager, until=now + timedelta(hours=hours), reason=reason, now=now)
    assert not Pause.objects.exists()


def test_another_teams_people_and_prospects_are_out_of_reach(manager, now):
    stranger = create_user(team=create_team())
    with pytest.raises(actions.CannotPause):
        rest(manager, now, rep=stranger)
    with pytest.raises(actions.CannotPause):
        rest(manager, now, prospect=create_prospect(owner=stranger))


def test_everybody_whose_reminders_rest_reads_so_on_every_page(rep, manager, now, client, clock):
    rest(manager, now, rep=rep)

    for who in (rep, manager):
        client.force_login(who)
        page = client.get(reverse("reminders:bell")).content.decode()
        assert "Reminders of Rita Rep rest until" in page
        assert "Trade fair" in page
    assert AuditEntry.objects.filter(action="reminders.paused").exists()


# --- The page ----------------------------------------------------------------------------------


def test_the_page_says_who_will_be_told_what(rep, manager, now, client, clock):
    due = create_prospect(owner=rep)
    plan_at(due, now + timedelta(hours=3))
    late = create_prospect(owner=rep)
    plan_at(late, now - timedelta(hours=23))
    actions.scan(now=now)
    client.force_login(manager)

    page = " ".join(client.get(PAGE).content.decode().split())

    assert due.name in page
    assert "Escalated" in page
    assert "Max Manager" in page
    assert "Rita Rep" in page


def test_a_rep_sees_their_own_alone(team, rep, now, client, clock):
    theirs = create_prospect(owner=create_user(team=team), next_attempt_at=now)
    mine = create_prospect(owner=rep, next_attempt_at=now)
    client.force_login(rep)

    page = client.get(PAGE).content.decode()

    assert mine.name in page
    assert theirs.name not in page
    assert "Let them rest" not in page


def test_what_cannot_be_raised_is_named_to_the_manager(rep, manager, now, client, clock):
    broken = create_prospect(owner=rep)
    Prospect.objects.filter(pk=broken.pk).update(
        raise_error="ValueError", nag_at=now + timedelta(minutes=10)
    )
    client.force_login(manager)

    page = client.get(PAGE).content.decode()

    assert "Cannot be raised" in page
    assert broken.name in page


def test_a_manager_lets_a_rep_rest_and_ends_it_on_the_page(rep, manager, now, client, clock):
    client.force_login(manager)
    asked = {"rep": rep.public_id, "on": "2026-03-04", "at": "09:00", "reason": "Trade fair"}

    assert client.post(PAGE + "pause/", asked).status_code == 302
    [made] = Pause.objects.all()
    assert (made.rep, made.until) == (rep, now + timedelta(hours=23))  # nine in UTC
    assert "Trade fair" in client.get(PAGE).content.decode()

    client.post(f"{PAGE}{made.public_id}/lift/")
    assert "Nothing rests" in client.get(PAGE).content.decode()


def test_what_is_missing_is_said(manager, client, clock):
    client.force_login(manager)

    answer = client.post(PAGE + "pause/", {"on": "yesterday", "at": "", "reason": ""})

    assert answer.status_code == 422
    assert "Say why: everybody can read it." in answer.content.decode()


def test_the_page_takes_few_statements(
    rep, manager, now, client, clock, django_assert_max_num_queries
):
    for _ in range(20):
        create_prospect(owner=rep, next_attempt_at=now)
    client.force_login(manager)

    with django_assert_max_num_queries(25):
        client.get(PAGE)
