"""The overdue page as a manager's browser gets it, with scripts and without."""

import re
from datetime import timedelta
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.test import Client

from prospects.models import PlanChange, Prospect
from tests.dashboards.standing import escalate, overdue, put_off, stand
from tests.factories import create_prospect, create_user, log

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

PAGE = "/overdue/"
NOBODY = "01a2000e-128c-733d-b807-d5328fba8a69"
QUIET = {"HX-Request": "true"}


def text(response):
    """What somebody reads: without tags, white space folded."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def picks(response):
    return re.findall(r'name="pick"[^>]*value="([^"]+)"', response.content.decode())


def hidden(response):
    """The fields of the form that confirms a change."""
    form = response.content.decode().partition('action="/overdue/change/"')[2]
    fields = re.findall(r'name="(do|to|on|at|back)" value="([^"]*)"', form)
    return {**dict(fields), "pick": picks(response), "reason": ""}


@pytest.fixture
def late(ana, now):
    return [
        create_prospect(owner=ana, now=now - timedelta(days=9), name=f"Northwind {number}")
        for number in range(3)
    ]


# --- Who may come in ------------------------------------------------------------------------------


def test_a_rep_is_refused_and_a_stranger_sent_to_sign_in(client, ana):
    assert client.get(PAGE).status_code == 302
    client.force_login(ana)
    assert client.get(PAGE).status_code == 403


@pytest.mark.parametrize("door", ["preview/", "change/", f"undo/{NOBODY}/"])
def test_a_rep_changes_nothing_here_and_a_look_does_neither(client, browser, ana, door):
    assert browser.get(PAGE + door).status_code == 405
    client.force_login(ana)
    assert client.post(PAGE + door).status_code == 403


def test_an_administrator_sees_it_as_a_manager_does(client, team):
    client.force_login(create_user(team=team, role="admin"))

    assert client.get(PAGE).status_code == 200


# --- What it shows --------------------------------------------------------------------------------


def test_a_team_that_keeps_up_is_told_so(browser, ana):
    page = text(browser.get(PAGE))

    assert "Nothing is overdue." in page
    assert "Ana Ruiz" in page
    assert "Hand over" not in page


@pytest.mark.parametrize("show", ["promises", "new", "snoozed", "escalated", "today"])
def test_every_list_has_a_word_for_nothing(browser, ana, show):
    response = browser.get(PAGE, {"show": show})

    assert response.status_code == 200
    assert 'class="empty"' in response.content.decode()


def test_the_page_says_who_is_behind_on_what_since_when(browser, ana, now):
    overdue(ana, since=now - timedelta(days=4), name="Contoso Bakery")

    page = text(browser.get(PAGE))

    assert "Contoso Bakery" in page
    assert "2 working days" in page
    assert "since Fri 27 Feb 10:00" in page  # on the manager's clock, New York


def test_every_figure_is_an_address_of_its_rows(browser, ana, bo, now):
    overdue(ana, since=now - timedelta(minutes=20), name="Contoso Bakery")
    overdue(ana, since=now - timedelta(days=4), name="Fabrikam")
    overdue(bo, since=now - timedelta(days=4), name="Litware")
    page = browser.get(PAGE).content.decode()

    links = re.findall(rf'href="(\?rep={ana.public_id}&amp;age=[^"#]+)', page)
    found = [text(browser.get(PAGE + link.replace("&amp;", "&"))) for link in links]

    assert len(found) == 2
    assert "Contoso Bakery" in found[0]
    assert "Fabrikam" not in found[0]
    assert "Fabrikam" in found[1]
    assert "Litware" not in found[1]


def test_an_escalation_stands_on_top(browser, manager, ana, now):
    escalate(overdue(ana, since=now - timedelta(days=2), name="Contoso Bakery"), to=manager)

    page = text(browser.get(PAGE))

    top = page.partition("Escalated, and nobody has answered")[2]
    assert top.split("Show all 1")[0].strip().startswith("Contoso Bakery 2 working days")


def test_a_snooze_is_shown_with_its_reason(browser, ana, now):
    prospect = stand(
        ana, due_at=now + timedelta(days=2), next_why=[{"code": "snoozed"}], held_by="snooze"
    )
    prospect.save()
    put_off(prospect, by=ana, until=now + timedelta(days=2))

    page = text(browser.get(PAGE, {"show": "snoozed"}))

    assert "until Thu 5 Mar 10:00" in page
    assert "“Their buyer is on leave”" in page


def test_a_name_that_looks_like_a_page_is_shown_as_text(browser, ana, now):
    overdue(ana, since=now - timedelta(days=2), name='<script>alert("1")</script>')

    page = browser.get(PAGE).content.decode()

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_another_teams_manager_sees_none_of_it(client, ana, now):
    overdue(ana, since=now - timedelta(days=2), name="Contoso Bakery")
    client.force_login(create_user(role="manager"))

    assert "Contoso Bakery" not in text(client.get(PAGE))
    assert client.get(PAGE, {"rep": str(ana.public_id)}).status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        "show=everything",
        "age=days-9",
        "rep=1",
        "rep=%00",
        "cursor=abc",
        "cursor=" + "x" * 2_000,
        "show=overdue&show=new",
        "done=1",
        "pick=some",
        "seen=" + "x" * 100,
    ],
)
def test_a_nonsense_address_is_refused_in_words(browser, query):
    assert browser.get(f"{PAGE}?{query}").status_code == 400


def test_a_parameter_from_elsewhere_does_no_harm(browser):
    assert browser.get(f"{PAGE}?utm_source=mail&done={uuid4()}").status_code == 200


# --- Its quiet looking ----------------------------------------------------------------------------


def stamp(response):
    return re.search(r"seen=([0-9a-f]+)", response.content.decode())[1]


def test_an_unchanged_board_is_not_sent_again(browser, ana, late, now):
    seen = stamp(browser.get(PAGE))

    assert browser.get(PAGE, {"seen": seen}, headers=QUIET).status_code == 204


def test_a_changed_board_is_sent_without_the_page_around_it(browser, ana, late, now):
    seen = stamp(browser.get(PAGE))
    overdue(ana, since=now - timedelta(hours=3), name="Contoso Bakery")

    response = browser.get(PAGE, {"seen": seen}, headers=QUIET)

    body = response.content.decode()
    assert response.status_code == 200
    assert body.strip().startswith('<div id="board"')
    assert "Contoso Bakery" in body
    assert "<html" not in body
    assert "csrfmiddlewaretoken" not in body
    assert stamp(response) != seen


def test_what_was_chosen_survives_a_refresh_by_its_name(browser, late):
    page = browser.get(PAGE).content.decode()

    for prospect in late:
        box = re.search(rf'<input[^>]*id="pick-{prospect.public_id}"[^>]*>', page)[0]
        assert 'hx-preserve="true"' in box
        assert 'form="change"' in box
        assert "checked" not in box


def test_everything_that_takes_the_focus_has_a_name_to_find_it_by_after_a_refresh(
    browser, manager, late
):
    escalate(late[0], to=manager)
    board = browser.get(PAGE, headers=QUIET).content.decode()

    links = re.findall(r"<a [^>]*>", board)
    names = re.findall(r'<a [^>]*id="([^"]+)"', board)

    assert len(names) == len(links) == len(set(names)) > 10


# --- Changing many --------------------------------------------------------------------------------


def test_all_are_chosen_without_a_script(browser, late):
    page = browser.get(PAGE, {"pick": "all"}).content.decode()

    assert len(re.findall(r'<input[^>]*name="pick"[^>]* checked', page)) == 3


def test_a_manager_hands_over_what_was_chosen_and_takes_it_back(browser, manager, ana, bo, late):
    asked = {"pick": picks(browser.get(PAGE)), "do": "hand-over", "to": str(bo.public_id)}
    shown = browser.post(PAGE + "preview/", {**asked, "back": f"rep={ana.public_id}"})
    assert "Ana Ruiz to Bo Lindqvist" in text(shown)
    assert not PlanChange.objects.exists()

    done = browser.post(PAGE + "change/", {**hidden(shown), "reason": "Ana is at the fair"})
    assert set(Prospect.objects.values_list("owner", flat=True)) == {bo.pk}
    assert set(PlanChange.objects.values_list("reason", flat=True)) == {"Ana is at the fair"}
    assert f"rep={ana.public_id}" in done.headers["Location"]

    after = browser.get(done.headers["Location"])
    assert "3 prospects handed over to Bo Lindqvist." in text(after)
    undo = re.search(r'action="(/overdue/undo/[^"]+)"', after.content.decode())[1]
    back = browser.post(undo, {"back": ""}, follow=True)
    assert set(Prospect.objects.values_list("owner", flat=True)) == {ana.pk}
    assert "Taken back: 3 prospects as before." in text(back)

    again = browser.post(undo, {"back": ""}, follow=True)
    assert "Nothing was left to take back" in text(again)


def test_a_time_is_meant_on_the_managers_own_clock(browser, manager, late):
    asked = {"do": "re-plan", "on": "2026-03-05", "at": "09:30", "pick": picks(browser.get(PAGE))}
    shown = browser.post(PAGE + "preview/", asked)
    assert "Move to Thu 5 Mar 09:30?" in text(shown)

    done = browser.post(PAGE + "change/", hidden(shown))

    moved = {
        f"{at:%Y-%m-%d %H:%M}" for at in Prospect.objects.values_list("next_attempt_at", flat=True)
    }
    assert moved == {"2026-03-05 14:30"}
    assert "3 prospects moved to Thu 5 Mar 09:30." in text(browser.get(done.headers["Location"]))


def test_what_moved_on_while_somebody_thought_is_left_alone_and_said(browser, bo, late, now):
    asked = {"pick": picks(browser.get(PAGE)), "do": "hand-over", "to": str(bo.public_id)}
    shown = browser.post(PAGE + "preview/", asked)
    log(late[0], "no_answer", at=now)

    done = browser.post(PAGE + "change/", hidden(shown), follow=True)

    assert "1 prospect had moved on since you looked and stayed as they were." in text(done)
    assert "2 prospects handed over" in text(done)


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"pick": []}, "Choose at least one prospect."),
        ({"pick": ["1"]}, "That is no prospect."),
        ({"pick": [str(uuid4()) for _ in range(51)]}, "Choose at most 50 prospects at a time."),
        ({"do": ""}, "Say what shall be done."),
        ({"do": "delete"}, "That cannot be done."),
        ({"to": ""}, "Choose who takes over."),
        ({"to": "1"}, "Choose somebody who works in this team."),
        ({"to": NOBODY}, "Choose somebody who works in this team."),
        ({"do": "re-plan", "on": "", "at": ""}, "Choose a day."),
        ({"do": "re-plan", "on": "tomorrow", "at": "09:00"}, "Write the day as YYYY-MM-DD."),
        ({"do": "re-plan", "on": "0001-01-01", "at": "09:00"}, "before the year 2100"),
        ({"do": "re-plan", "on": "9999-12-31", "at": "23:59"}, "before the year 2100"),
        ({"do": "re-plan", "on": "2026-03-05", "at": "25:00"}, "Write the time as HH:MM."),
        ({"do": "re-plan", "on": "2026-03-02", "at": "09:00"}, "Choose a time ahead."),
    ],
)
def test_what_cannot_be_done_is_said_and_the_choice_stays(browser, bo, late, told, sentence):
    asked = {"pick": [str(each.public_id) for each in late], "do": "hand-over"}
    asked |= {"to": str(bo.public_id), **told}

    for door in ("preview/", "change/"):
        response = browser.post(PAGE + door, asked)
        assert response.status_code == 422
        assert sentence in text(response)
        chosen = re.findall(r'value="([^"]+)"[^>]* checked', response.content.decode())
        known = {str(each.public_id) for each in late}
        assert sorted(chosen) == sorted(set(asked["pick"]) & known)
    assert not PlanChange.objects.exists()


@pytest.mark.parametrize(
    "back", ["rep=1", "show=nonsense", "cursor=abc", "//evil.example", "x" * 1_999]
)
def test_the_way_back_leads_nowhere_else(browser, bo, late, back):
    asked = {"pick": [str(late[0].public_id)], "do": "hand-over", "to": str(bo.public_id)}

    done = browser.post(PAGE + "change/", {**asked, "back": back})

    assert done.headers["Location"].startswith(f"{PAGE}?")
    assert "evil" not in done.headers["Location"]
    assert (
        browser.post(f"{PAGE}undo/{uuid4()}/", {"back": back}).headers["Location"].startswith(PAGE)
    )


def test_a_change_needs_the_token_of_its_own_page(manager, late, bo):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(manager)
    asked = {"pick": [str(late[0].public_id)], "do": "hand-over", "to": str(bo.public_id)}

    answer = strict.post(
        PAGE + "change/",
        urlencode(asked, doseq=True),
        content_type="application/x-www-form-urlencoded",
    )

    assert answer.status_code == 403
    assert not PlanChange.objects.exists()
