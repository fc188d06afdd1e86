"""Catching up, nudging and answering on the overdue page; and what came while somebody was away."""

import re
from datetime import timedelta

import pytest

from dashboards import queries
from dashboards.ages import Age
from dashboards.queries import Show
from people.models import Leave
from prospects.models import Prospect
from reminders.models import Word
from tests.dashboards.standing import escalate, overdue
from tests.factories import create_prospect, create_team, create_user, log, plan_at

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

PAGE = "/overdue/"


def text(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def picks(*prospects):
    return [f"{each.public_id}:{each.cycle}" for each in prospects]


def hidden(response):
    found = re.findall(
        r'<input type="hidden" name="([^"]+)" value="([^"]*)"', response.content.decode()
    )
    told: dict[str, list[str]] = {}
    for name, value in found:
        told.setdefault(name, []).append(value)
    return told


@pytest.fixture
def late(ana, now):
    """Three routine calls of Ana's that nobody made yesterday."""
    rows = [create_prospect(owner=ana, now=now - timedelta(days=9)) for _ in range(3)]
    for row in rows:
        log(row, "no_answer", at=now - timedelta(days=8))
        plan_at(row, now - timedelta(days=1))
    return rows


# --- Catching up -------------------------------------------------------------------------------


def test_a_reps_whole_backlog_is_previewed_spread_and_taken_back(browser, ana, late, now):
    assert "Catch up" in text(browser.get(PAGE))
    shown = browser.post(PAGE + "preview/", {"do": "catch-up", "whose": str(ana.public_id)})
    assert "Catch up on what Ana Ruiz has?" in text(shown)
    assert "They are spread over 1 day" in text(shown)
    assert Prospect.objects.overdue(now=now).count() == 3

    done = browser.post(PAGE + "change/", hidden(shown))

    assert not Prospect.objects.overdue(now=now).exists()
    after = browser.get(done.headers["Location"])
    assert "3 prospects spread over the coming days." in text(after)
    undo = re.search(r'action="(/overdue/undo/[^"]+)"', after.content.decode())[1]
    assert "Taken back: 3 prospects as before." in text(browser.post(undo, follow=True))


def test_only_what_was_chosen_is_spread(browser, late, now):
    asked = {"do": "catch-up", "pick": picks(late[0])}

    browser.post(PAGE + "change/", asked)

    assert Prospect.objects.overdue(now=now).count() == 2
    assert Prospect.objects.get(held_by="catch_up").pk == late[0].pk


def test_another_teams_rep_is_nobody(browser, late):
    stranger = create_user(team=create_team())

    answer = browser.post(PAGE + "preview/", {"do": "catch-up", "whose": str(stranger.public_id)})

    assert answer.status_code == 422


# --- Words -------------------------------------------------------------------------------------


def test_a_nudge_goes_to_the_reps_and_can_be_taken_back_for_ten_seconds(browser, clock, late):
    asked = {"do": "nudge", "pick": picks(*late), "words": "Before the fair, please."}
    done = browser.post(PAGE + "say/", asked)

    after = browser.get(done.headers["Location"])
    assert "Ana Ruiz will read your words about 3 prospects." in text(after)
    assert "nudged" in text(after)
    undo = re.search(r'action="(/overdue/unsay/[^"]+)"', after.content.decode())[1]
    clock.move(seconds=9)
    assert "Taken back: nobody is told." in text(browser.post(undo, follow=True))
    assert not Word.objects.standing().exists()


def test_too_late_to_take_back_is_said(browser, clock, late):
    done = browser.post(PAGE + "say/", {"do": "nudge", "pick": picks(*late), "words": "Please."})
    undo = browser.get(done.headers["Location"]).content.decode()
    undo = re.search(r'action="(/overdue/unsay/[^"]+)"', undo)[1]
    clock.move(minutes=1)

    assert "Ten seconds have passed" in text(browser.post(undo, follow=True))
    assert Word.objects.standing().count() == 3


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"words": " "}, "Write what they should know."),
        ({"pick": []}, "Choose at least one prospect."),
        ({"do": "shout"}, "That cannot be done."),
        ({"do": "seen"}, "None of these is escalated and unanswered."),
    ],
)
def test_what_cannot_be_said_is_explained_and_the_choice_stays(browser, late, told, sentence):
    asked = {"do": "nudge", "pick": picks(*late), "words": "Please.", **told}

    answer = browser.post(PAGE + "say/", asked)

    assert answer.status_code == 422
    assert sentence in text(answer)
    assert not Word.objects.exists()


def test_an_escalation_stays_on_top_until_it_is_answered(browser, manager, ana, late, now):
    escalate(late[0], to=manager)
    assert "Escalated, and nobody has answered" in text(browser.get(PAGE))

    asked = {"do": "seen", "pick": picks(late[0]), "words": "They asked for June."}
    browser.post(PAGE + "say/", asked)

    page = text(browser.get(PAGE))
    assert "Escalated, and nobody has answered" not in page
    assert "answered" in page
    assert Word.objects.get().to == ana


@pytest.mark.parametrize("do", ["hand-over", "re-plan", "catch-up", "nudge"])
def test_whatever_the_manager_does_about_it_is_an_answer(browser, manager, ana, bo, late, now, do):
    escalate(late[0], to=manager)
    asked = {
        "do": do,
        "pick": picks(late[0]),
        "to": str(bo.public_id),
        "on": "2026-03-05",
        "at": "09:30",
        "words": "Now, please.",
        "reason": "Ana is at the fair",
    }

    browser.post(PAGE + ("say/" if do == "nudge" else "change/"), asked)

    assert "Escalated, and nobody has answered" not in text(browser.get(PAGE))
    assert Word.objects.get().to == ana


def test_taking_a_change_back_takes_its_answer_back(browser, manager, bo, late):
    escalate(late[0], to=manager)
    asked = {"do": "hand-over", "pick": picks(late[0]), "to": str(bo.public_id)}
    done = browser.post(PAGE + "change/", asked)
    page = browser.get(done.headers["Location"]).content.decode()

    browser.post(re.search(r'action="(/overdue/undo/[^"]+)"', page)[1])

    assert not Word.objects.standing().exists()


# --- Was away is not was late ------------------------------------------------------------------


def board(manager, now, **asked):
    return queries.board(manager, now=now, **asked)


def figures(manager, rep, now):
    return next(each for each in board(manager, now).figures if each.rep.key == rep.pk)


def test_what_came_on_leave_is_counted_apart(manager, ana, now):
    Leave.objects.create(
        user=ana, first_on=now.date() - timedelta(days=6), last_on=now.date() - timedelta(days=1)
    )
    overdue(ana, since=now - timedelta(days=4))
    overdue(ana, since=now - timedelta(days=4), urgency=1)
    overdue(ana, since=now - timedelta(days=12))

    theirs = figures(manager, ana, now)

    assert (theirs.while_away, theirs.overdue_in_all, theirs.promises_broken) == (2, 1, 0)
    assert theirs.oldest_overdue_at == now - timedelta(days=12)
    assert len(board(manager, now, show=Show.AWAY).page.rows) == 2
    [row] = board(manager, now).page.rows
    assert not row.was_away


def test_after_the_first_day_back_it_is_late_like_the_rest(manager, ana, now):
    Leave.objects.create(
        user=ana, first_on=now.date() - timedelta(days=9), last_on=now.date() - timedelta(days=4)
    )
    overdue(ana, since=now - timedelta(days=6))

    theirs = figures(manager, ana, now)

    assert (theirs.while_away, theirs.overdue_in_all) == (0, 1)


def test_the_api_tells_them_apart_too(client, team, manager, ana, now):
    Leave.objects.create(user=ana, first_on=now.date() - timedelta(days=3), last_on=now.date())
    overdue(ana, since=now - timedelta(days=1))
    client.force_login(manager)

    told = client.get("/api/v1/overdue/").json()

    assert told["totals"]["while_away"] == 1
    assert told["totals"]["overdue"] == sum(told["totals"]["by_age"].values()) == 0
    away = client.get("/api/v1/overdue/", {"show": "away"}).json()
    assert [row["was_away"] for row in away["results"]] == [True]


def test_every_row_stands_behind_one_figure_alone(manager, ana, bo, now):
    Leave.objects.create(user=ana, first_on=now.date() - timedelta(days=3), last_on=now.date())
    for hours in (1, 30, 60, 200):
        overdue(ana, since=now - timedelta(hours=hours))
        overdue(bo, since=now - timedelta(hours=hours))

    late = {row.key for row in board(manager, now, size=200).page.rows}
    away = {row.key for row in board(manager, now, show=Show.AWAY, size=200).page.rows}

    assert not late & away
    assert len(late) + len(away) == 8
    aged = [board(manager, now, age=age, size=200).page.rows for age in Age]
    assert sum(len(rows) for rows in aged) == len(late)
