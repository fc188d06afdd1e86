"""What a rep sees on opening the desk, and within seconds of a new lead."""

from datetime import timedelta

from django.urls import reverse

from desk.queries import board
from tests.factories import create_prospect, create_user, plan_at

HTMX = {"HX-Request": "true"}


def lines(found):
    return [(group.title, line.name) for group in found.groups for line in group.lines]


def test_the_queue_stands_in_the_order_of_the_rule(rep, now):
    tomorrow = create_prospect(owner=rep, name="Tomorrow", now=now)
    plan_at(tomorrow, now + timedelta(days=1), urgency=2)
    today = create_prospect(owner=rep, name="Today", now=now)
    plan_at(today, now + timedelta(hours=2), urgency=2)
    late = create_prospect(owner=rep, name="Late", now=now)
    plan_at(late, now - timedelta(days=1), urgency=2)
    promised = create_prospect(owner=rep, name="Promised", now=now)
    plan_at(promised, now + timedelta(hours=1), urgency=1)
    create_prospect(owner=rep, name="Asked us", now=now, hand_raiser=True)

    assert lines(board(rep, now=now)) == [
        ("New leads", "Asked us"),
        ("Promises", "Promised"),
        ("Overdue", "Late"),
        ("Today", "Today"),
        ("Tomorrow", "Tomorrow"),
    ]


def test_a_rep_sees_nobody_elses_queue(desk, rep, team, now):
    create_prospect(owner=create_user(team=team), name="Not mine", now=now, hand_raiser=True)

    page = desk.get(reverse("desk:queue"))

    assert b"Not mine" not in page.content
    assert b"Nothing waits for you" in page.content


def test_a_new_lead_shows_how_long_it_has_waited(rep, now):
    create_prospect(owner=rep, now=now, hand_raiser=True)

    found = board(rep, now=now + timedelta(minutes=4))

    assert found.groups[0].lines[0].chip == "4 min"


def test_only_what_is_overdue_is_red(rep, now):
    late = create_prospect(owner=rep, now=now)
    plan_at(late, now - timedelta(days=3), urgency=2)
    due = create_prospect(owner=rep, now=now)
    plan_at(due, now - timedelta(minutes=5), urgency=2)

    tones = {line.name: line.tone for group in board(rep, now=now).groups for line in group.lines}

    assert tones == {late.name: "late", due.name: "due"}


def test_the_day_bar_counts_what_is_done_left_and_late(rep, press, now):
    done = create_prospect(owner=rep, now=now)
    late = create_prospect(owner=rep, now=now)
    plan_at(late, now - timedelta(days=3), urgency=2)
    press(done, "no_answer")

    day = board(rep, now=now).day

    assert (day.done, day.late) == ("1", 1)
    assert int(day.left) >= 1


def test_the_queue_is_not_sent_again_while_nothing_changes(desk, rep, now):
    create_prospect(owner=rep, now=now, hand_raiser=True)
    stamp = board(rep, now=now).stamp

    again = desk.get(reverse("desk:queue-list"), {"stamp": stamp}, headers=HTMX)

    assert again.status_code == 204


def test_a_new_lead_comes_by_itself(desk, rep, now, clock):
    stamp = board(rep, now=now).stamp
    clock.move(seconds=4)
    create_prospect(owner=rep, name="Just in", now=clock.at, hand_raiser=True)

    after = desk.get(reverse("desk:queue-list"), {"stamp": stamp}, headers=HTMX)

    assert after.status_code == 200
    assert b"Just in" in after.content
    assert b"<html" not in after.content


def test_the_first_of_the_queue_is_opened_beside_it(desk, rep, now):
    prospect = create_prospect(owner=rep, now=now, hand_raiser=True)

    page = desk.get(reverse("desk:queue")).content.decode()

    assert f'hx-get="{reverse("desk:card", args=[prospect.public_id])}?first=true"' in page


def test_the_queue_costs_the_same_whatever_its_length(
    desk, rep, now, django_assert_max_num_queries
):
    for _ in range(8):
        create_prospect(owner=rep, now=now, hand_raiser=True)

    with django_assert_max_num_queries(12):
        desk.get(reverse("desk:queue"))


def test_nobody_looks_at_the_desk_without_signing_in(client, db):
    page = client.get(reverse("desk:queue"))

    assert page.status_code == 302
    assert page["Location"].startswith(reverse("account_login"))
