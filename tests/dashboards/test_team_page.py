"""The Team page: reps read it, managers keep hours, leave, cover and room, and part with people."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from groundwork import jobs
from groundwork.models import Job
from people.models import Leave, OwnNumber, User
from prospects import actions
from prospects.actions import CannotChangePlan
from prospects.models import Prospect
from tests.factories import create_prospect, create_user, log, plan_at

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

FORM = {
    "name": "Ana Ruiz",
    "role": "rep",
    "timezone": "America/New_York",
    "capacity_per_day": "80",
    "capacity_per_half_hour": "8",
    **{f"day_{day}": "9:00-17:00" for day in range(5)},
}


def at(name, person, **more):
    return reverse(f"team:{name}", kwargs={"public_id": person.public_id, **more})


def save(browser, person, **changed):
    return browser.post(at("person", person), {**FORM, **changed})


def do_the_work(now):
    while jobs.work(clock=lambda: now):
        pass


def test_everybody_of_the_team_is_listed_with_how_they_work(browser, ana, bo, now):
    create_prospect(owner=ana)
    actions.add_leave(
        user=bo,
        first_on=now.date(),
        last_on=now.date() + timedelta(days=3),
        by=ana_boss(ana),
        now=now,
    )

    page = browser.get(reverse("team:team")).content.decode()

    assert "Ana Ruiz" in page
    assert "Mon-Fri 9:00-17:00" in page
    assert "Paris, 16:00 there now" in page
    assert "until 6 Mar" in page


def ana_boss(person):
    return User.objects.get(team=person.team, role="manager")


def test_a_rep_reads_and_changes_nothing(client, ana, bo):
    client.force_login(ana)

    page = client.get(at("person", ana)).content.decode()

    assert "A manager changes these" in page
    assert '<form method="post" action="/team/' not in page
    assert client.get(reverse("team:team")).status_code == 200
    assert save(client, bo).status_code == 403


def test_hours_typed_as_people_say_them_are_kept_and_plans_follow(browser, ana, now):
    prospect = create_prospect(owner=ana, now=now)
    answer = save(browser, ana, day_1="9-12, 13:30-18", day_4="", capacity_per_day="40")

    ana.refresh_from_db()
    assert answer.status_code == 302
    assert ana.hours["1"] == [[540, 720], [810, 1080]]
    assert "4" not in ana.hours
    assert ana.capacity_per_day == 40
    job = Job.objects.get(kind="prospects.replan")
    assert (job.total, job.arguments["owner"]) == (1, ana.pk)
    page = browser.get(at("person", ana)).content.decode()
    assert "0 of 1" in page
    do_the_work(now)
    prospect.refresh_from_db()
    assert (
        "Planned again after a change of somebody"
        in browser.get(at("person", ana)).content.decode()
    )


def test_the_plain_week_stays_the_plain_week_and_plans_nothing_anew(browser, ana):
    save(browser, ana)

    ana.refresh_from_db()
    assert ana.hours == {}
    assert not Job.objects.exists()


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"day_0": "nine to five"}, "Write hours"),
        ({"day_0": "17-9"}, "end after they begin"),
        ({"day_0": "9-12, 11-13"}, "overlap"),
        ({f"day_{day}": "" for day in range(5)}, "never works"),
        ({"role": "admin"}, "Select a valid choice"),
        ({"capacity_per_day": "-3"}, "greater than or equal to 0"),
        ({"timezone": "Mars/Olympus"}, "Select a valid choice"),
    ],
    ids=str,
)
def test_nonsense_is_refused_with_words_and_what_was_typed_stays(browser, ana, changed, words):
    answer = save(browser, ana, **changed)

    ana.refresh_from_db()
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert (ana.hours, ana.role, ana.capacity_per_day) == ({}, "rep", 80)


@pytest.fixture
def tomorrow(ana, now):
    """A prospect of Ana's whose next attempt is tomorrow, Wednesday."""
    prospect = create_prospect(owner=ana, now=now)
    log(prospect, "no_answer", at=now)
    prospect.refresh_from_db()
    assert prospect.next_attempt_at.date() == date(2026, 3, 4)
    return prospect


def go_away(browser, person):
    form = {"first_on": "2026-03-04", "last_on": "2026-03-06", "kind": "leave", "note": "Sailing"}
    return browser.post(at("leave-add", person), form, follow=True).content.decode()


def test_leave_moves_what_was_planned_for_it(browser, ana, tomorrow, now):
    answer = go_away(browser, ana)
    do_the_work(now)

    assert "Ana Ruiz is away from 4 Mar 2026 to 6 Mar 2026." in answer
    assert "1 open prospect is being planned again." in answer
    tomorrow.refresh_from_db()
    assert tomorrow.next_attempt_at.date() == date(2026, 3, 9)


def test_with_a_cover_who_has_room_nothing_waits_for_the_way_back(browser, ana, bo, tomorrow, now):
    bo.timezone = "America/New_York"
    bo.save()
    save(browser, ana, cover=str(bo.public_id))

    go_away(browser, ana)
    do_the_work(now)

    tomorrow.refresh_from_db()
    ana.refresh_from_db()
    assert ana.cover == bo
    assert tomorrow.next_attempt_at.date() == date(2026, 3, 4)


def test_leave_taken_back_is_gone_and_the_days_are_planned_again(browser, ana, manager, now):
    ahead = now.date() + timedelta(days=7)
    leave, _ = actions.add_leave(user=ana, first_on=ahead, last_on=ahead, by=manager, now=now)

    answer = browser.post(at("leave-end", ana, leave_id=leave.pk), follow=True)

    assert b"leave is taken back" in answer.content
    assert not Leave.objects.exists()


def test_leave_of_somebody_else_is_not_found_under_a_persons_address(
    browser, ana, bo, manager, now
):
    leave, _ = actions.add_leave(
        user=bo, first_on=date(2026, 4, 1), last_on=date(2026, 4, 2), by=manager, now=now
    )

    assert browser.post(at("leave-end", ana, leave_id=leave.pk)).status_code == 404


# --- Somebody leaves ---------------------------------------------------------------------------


@pytest.fixture
def four(ana, now):
    made = [create_prospect(owner=ana, now=now, name=f"P{n}", contacts=[]) for n in range(4)]
    for n, prospect in enumerate(made):
        plan_at(prospect, now + timedelta(days=1, hours=n), urgency=2)
    return made


def test_what_a_person_has_open_is_shown_before_they_leave(browser, ana, bo, four):
    page = browser.get(at("close", ana)).content.decode()

    assert "4 open prospects" in page
    assert "Bo Lindqvist" in page
    assert "Nothing has been changed yet" in page


def test_nobody_leaves_while_something_is_open_and_nobody_takes_it(browser, ana, four):
    answer = browser.post(at("close", ana), {})

    ana.refresh_from_db()
    assert answer.status_code == 422
    assert "Choose who takes over" in answer.content.decode()
    assert ana.is_active


def test_several_share_what_is_open_in_the_order_in_which_it_is_due(
    browser, ana, bo, manager, four
):
    cy = create_user(team=ana.team, name="Cy Young")

    to = [str(bo.public_id), str(cy.public_id)]
    answer = browser.post(at("close", ana), {"to": to, "reason": "Moved on"}, follow=True)

    assert "4 prospects went to Bo Lindqvist and Cy Young" in answer.content.decode()
    owners = [Prospect.objects.get(pk=one.pk).owner for one in four]
    assert owners == [bo, cy, bo, cy]
    ana.refresh_from_db()
    assert not ana.is_active


def test_a_parting_is_taken_back_with_what_has_not_moved_on(browser, ana, bo, four, now, manager):
    browser.post(at("close", ana), {"to": [str(bo.public_id)]})
    actions.hand_over(prospect_ids=[four[0].pk], to=manager, by=manager, now=now)

    answer = browser.post(at("reopen", ana), follow=True)

    assert "3 prospects came back" in answer.content.decode()
    ana.refresh_from_db()
    assert ana.is_active
    assert Prospect.objects.open().filter(owner=ana).count() == 3


def test_a_parting_that_fails_changes_nothing(ana, manager, four, now):
    with pytest.raises(CannotChangePlan):
        actions.part_with(person=ana, to=[create_user()], by=manager, now=now)

    ana.refresh_from_db()
    assert ana.is_active
    assert Prospect.objects.open().filter(owner=ana).count() == 4


# --- Somebody new, and the numbers ---------------------------------------------------------------


def test_somebody_new_is_invited_by_mail(browser, team):
    form = {"name": "Cy Young", "email": "cy@north.example", "role": "rep", "timezone": "UTC"}

    answer = browser.post(reverse("team:new"), form, follow=True)

    assert b"A link went to cy@north.example" in answer.content
    assert User.objects.get(email="cy@north.example").team == team
    assert b"invited" in answer.content


def test_an_own_number_is_added_retired_and_taken_up_again(browser, team):
    browser.post(reverse("team:number-add"), {"number": "(312) 555-0142", "label": "Chicago"})
    number = OwnNumber.objects.get()
    address = reverse("team:number-use", args=[number.public_id])

    assert (number.number, number.country) == ("+13125550142", "US")
    browser.post(address, {"use": "no"})
    assert not OwnNumber.objects.active().exists()
    assert b"retired" in browser.get(reverse("team:team")).content
    browser.post(address, {"use": "yes"})
    assert OwnNumber.objects.active().exists()


@pytest.mark.parametrize("number", ["", "12", "call me"])
def test_what_is_no_number_is_refused(browser, number):
    answer = browser.post(reverse("team:number-add"), {"number": number})

    assert answer.status_code == 422
    assert not OwnNumber.objects.exists()


def test_the_page_asks_the_database_little_however_many_work_here(
    browser, team, django_assert_max_num_queries, now
):
    for _ in range(12):
        create_prospect(owner=create_user(team=team), now=now)

    with django_assert_max_num_queries(25):
        browser.get(reverse("team:team"))
    with django_assert_max_num_queries(25):
        browser.get(at("person", User.objects.filter(team=team, role="rep").first()))


def test_days_are_counted_on_the_persons_own_clock(browser, ana, manager, clock):
    ana.timezone = "Pacific/Auckland"
    ana.save()
    actions.add_leave(
        user=ana, first_on=date(2026, 3, 4), last_on=date(2026, 3, 4), by=manager, now=clock.at
    )
    clock.at = datetime(2026, 3, 3, 12, 0, tzinfo=UTC)  # already the 4th in Auckland

    assert "until 4 Mar" in browser.get(reverse("team:team")).content.decode()
