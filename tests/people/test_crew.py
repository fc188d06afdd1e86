"""The people of a team: invited by mail, changed by who may, away, gone and back."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse

from outbox import actions as outbox
from people import actions as people
from people.models import AuditEntry, Leave, User
from tests.factories import create_team, create_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def team(db):
    return create_team(name="North")


@pytest.fixture
def manager(team):
    return create_user(team=team, role="manager", name="Lee Park")


@pytest.fixture
def admin(team):
    return create_user(team=team, role="admin", name="Ada Admin")


@pytest.fixture
def rep(team):
    return create_user(team=team, name="Mia Okafor", timezone="America/New_York")


def invite(team, by, now, **told):
    given = {"email": "New@North.example", "name": "New Person", "role": "rep", **told}
    return people.invite(team=team, by=by, now=now, **given)


def test_an_invited_person_chooses_their_password_by_the_mailed_link(
    team, manager, now, client, mailoutbox, settings
):
    settings.SITE_URL = "http://testserver"
    user = invite(team, manager, now)
    outbox.send_waiting(clock=lambda: now)

    assert user.email == "new@north.example"
    assert not user.has_usable_password()
    (mail,) = mailoutbox
    assert mail.to == ["new@north.example"]
    link = re.search(r"http://testserver(/account/password/reset/key/\S+)", mail.body)[1]
    form = client.get(link, follow=True)
    words = "a better horse battery"
    client.post(form.request["PATH_INFO"], {"password1": words, "password2": words}, follow=True)
    client.logout()
    signed_in = client.post(reverse("account_login"), {"login": user.email, "password": words})
    assert signed_in.status_code == 302


def test_an_invitation_can_be_sent_again_but_not_to_who_has_a_password(team, manager, rep, now):
    user = invite(team, manager, now)

    people.invite_again(user=user, by=manager, now=now)
    with pytest.raises(people.CannotChangePerson, match="has a password"):
        people.invite_again(user=rep, by=manager, now=now)

    from outbox.models import Message

    assert sorted(Message.objects.values_list("state", flat=True)) == ["pending", "void"]


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"email": "nobody"}, "email"),
        ({"name": "  "}, "name"),
        ({"role": "owner"}, "role"),
        ({"role": "admin"}, "role"),
    ],
    ids=str,
)
def test_a_manager_cannot_invite_nonsense_nor_an_administrator(team, manager, now, told, field):
    with pytest.raises(people.CannotChangePerson) as refused:
        invite(team, manager, now, **told)

    assert refused.value.field == field
    assert not User.objects.filter(name="New Person").exists()


def test_an_address_signs_in_one_person_only(team, manager, rep, now):
    with pytest.raises(people.CannotChangePerson, match="already"):
        invite(team, manager, now, email=rep.email.upper())


def test_what_changed_is_told_and_kept_in_the_audit_trail(rep, manager, now):
    hours = {"0": [[540, 720], [780, 1020]], "4": [[540, 720]]}
    changes = people.Changes(hours=hours, capacity_per_day=40, name=rep.name, cover=manager)

    changed = people.change_person(user=rep, changes=changes, by=manager, now=now)

    rep.refresh_from_db()
    assert changed == {"hours", "capacity_per_day", "cover"}
    assert (rep.hours, rep.capacity_per_day, rep.cover) == (hours, 40, manager)
    entry = AuditEntry.objects.get(action="user.changed")
    assert entry.details["capacity_per_day"] == [80, 40]
    assert entry.details["cover"] == [None, str(manager.public_id)]


def test_nobody_covers_any_more(rep, manager, now):
    people.change_person(user=rep, changes=people.Changes(cover=manager), by=manager, now=now)
    people.change_person(user=rep, changes=people.Changes(cover=False), by=manager, now=now)

    rep.refresh_from_db()
    assert rep.cover is None


@pytest.mark.parametrize(
    "changes",
    [
        people.Changes(hours={"0": [[600, 540]]}),
        people.Changes(hours={"0": [[540, 720], [700, 900]]}),
        people.Changes(hours={"7": [[540, 720]]}),
        people.Changes(hours={"0": []}),
        people.Changes(timezone="Mars/Olympus"),
        people.Changes(capacity_per_day=-1),
        people.Changes(capacity_per_half_hour=101),
        people.Changes(role="admin"),
        people.Changes(name=" "),
    ],
    ids=str,
)
def test_nonsense_changes_nothing(rep, manager, now, changes):
    before = User.objects.filter(pk=rep.pk).values().get()

    with pytest.raises(people.CannotChangePerson):
        people.change_person(user=rep, changes=changes, by=manager, now=now)

    assert User.objects.filter(pk=rep.pk).values().get() == before


def test_cover_is_somebody_else_who_works_in_the_team(rep, manager, now):
    gone = create_user(team=rep.team, is_active=False)
    for cover in (rep, gone, create_user()):
        with pytest.raises(people.CannotChangePerson):
            people.change_person(user=rep, changes=people.Changes(cover=cover), by=manager, now=now)


def test_a_manager_leaves_administrators_alone(admin, manager, now):
    for change in (people.Changes(capacity_per_day=1), people.Changes(role="rep")):
        with pytest.raises(people.CannotChangePerson, match="administrator"):
            people.change_person(user=admin, changes=change, by=manager, now=now)


def test_there_is_always_an_administrator(admin, now):
    with pytest.raises(people.CannotChangePerson, match="only administrator"):
        people.change_person(user=admin, changes=people.Changes(role="rep"), by=admin, now=now)
    other = create_user(team=admin.team, role="admin")

    people.change_person(user=admin, changes=people.Changes(role="rep"), by=admin, now=now)
    with pytest.raises(people.CannotChangePerson, match="only administrator"):
        people.close_account(user=other, by=create_admin_of(other), now=now, details={})


def create_admin_of(user):
    """Somebody who acts as an administrator did a moment ago, and is none any more."""
    former = create_user(team=user.team, role="rep")
    former.role = "admin"
    return former


def away(rep, manager, now, first, last, **told):
    return people.add_leave(user=rep, first_on=first, last_on=last, by=manager, now=now, **told)


def test_leave_that_is_ahead_can_be_taken_back_whole(rep, manager, now):
    leave = away(rep, manager, now, date(2026, 3, 9), date(2026, 3, 20), note="Sailing")

    assert people.take_back_leave(leave=leave, by=manager, now=now) is None
    assert not Leave.objects.exists()
    assert set(AuditEntry.objects.values_list("action", flat=True)) >= {
        "leave.added",
        "leave.taken_back",
    }


def test_leave_under_way_ends_yesterday_on_the_persons_own_clock(rep, manager, now):
    leave = away(rep, manager, now, date(2026, 2, 27), date(2026, 3, 20))
    after_midnight_in_utc = now.replace(hour=2)  # still Monday in New York

    assert people.take_back_leave(leave=leave, by=manager, now=after_midnight_in_utc) == date(
        2026, 3, 1
    )


def test_leave_that_has_passed_stays(rep, manager, now):
    leave = away(rep, manager, now, date(2026, 2, 2), date(2026, 2, 6))

    with pytest.raises(people.CannotChangePerson, match="over"):
        people.take_back_leave(leave=leave, by=manager, now=now)


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2026, 3, 9), date(2026, 3, 8)),
        (date(2026, 3, 9), date(2029, 3, 8)),
        (date(2026, 3, 12), date(2026, 3, 30)),
    ],
    ids=["backwards", "too long", "overlapping"],
)
def test_leave_that_cannot_be_is_refused(rep, manager, now, first, last):
    away(rep, manager, now, date(2026, 3, 10), date(2026, 3, 14))

    with pytest.raises(people.CannotChangePerson):
        away(rep, manager, now, first, last)

    assert Leave.objects.count() == 1


def test_who_has_left_signs_in_no_more_and_covers_for_nobody(rep, manager, now, client):
    colleague = create_user(team=rep.team)
    people.change_person(user=colleague, changes=people.Changes(cover=rep), by=manager, now=now)
    client.force_login(rep)

    people.close_account(user=rep, by=manager, now=now, details={})

    colleague.refresh_from_db()
    assert colleague.cover is None
    assert client.get(reverse("desk:queue")).status_code == 302
    people.reopen_account(user=rep, by=manager, now=now + timedelta(seconds=5))
    assert User.objects.active().filter(pk=rep.pk).exists()


def test_nobody_closes_their_own_account(manager, now):
    with pytest.raises(people.CannotChangePerson, match="their own"):
        people.close_account(user=manager, by=manager, now=now, details={})
