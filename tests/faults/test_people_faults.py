"""Faults of people's own doing: they leave, are away, and change one thing at the same time."""

import json
import threading
from contextlib import closing
from datetime import timedelta

import pytest

from tests.faults.test_database_faults import doctor

pytestmark = pytest.mark.fault_long


def at_once(*works) -> None:
    threads = [threading.Thread(target=work) for work in works]
    for each in threads:
        each.start()
    for each in threads:
        each.join()


DOUBLED = (
    "SELECT count(*) FROM (SELECT 1 FROM reminders_reminder"
    " GROUP BY prospect_id, cycle, level, recipient_id HAVING count(*) > 1) AS twice"
)
TOUCHED = "SELECT count(*) FROM prospects_touch"
ESCALATED_TO = (
    "SELECT DISTINCT person.role FROM reminders_reminder AS told"
    " JOIN people_user AS person ON person.id = told.recipient_id"
    " JOIN prospects_prospect AS prospect ON prospect.id = told.prospect_id"
    " WHERE told.kind = 'escalation' AND told.cycle = prospect.cycle AND prospect.cycle > 1"
)
NOT_ESCALATED = (
    "SELECT count(*) FROM prospects_prospect AS prospect WHERE status = 'open' AND NOT EXISTS"
    " (SELECT 1 FROM reminders_reminder AS told JOIN people_user AS person"
    " ON person.id = told.recipient_id WHERE told.prospect_id = prospect.id"
    " AND told.cycle = prospect.cycle AND told.kind = 'escalation' AND person.role = 'admin')"
)


def test_f36_reps_leave_and_the_manager_is_away_while_the_ladder_is_climbed(house):
    house.seed(reps=6, late=300)
    house.run(
        *("create_user", "admin@team.example", "--team", "Torment", "--role", "admin"),
        "--password-stdin",
        given="a word that nobody guesses\n",
    )

    at_once(
        lambda: house.python("-m", "tests.faults.changing_people"),
        *(lambda: [house.run("scan") for _ in range(3)] for _ in range(2)),
    )
    # All that was handed over is planned anew: two days and more later it is escalated.
    house.move_clock(timedelta(days=4))
    house.run("scan")

    gone = "SELECT id FROM people_user WHERE NOT is_active"
    owned = (
        f"SELECT count(*) FROM prospects_prospect WHERE status = 'open' AND owner_id IN ({gone})"
    )
    assert len(house.rows(gone)) == 3
    assert house.rows(owned) == [(0,)]
    assert ("admin",) in house.rows(ESCALATED_TO)
    assert ("manager",) not in house.rows(ESCALATED_TO)
    [(forgotten,)], [(doubled,)] = house.rows(NOT_ESCALATED), house.rows(DOUBLED)
    found = {each["name"]: each["state"] for each in json.loads(doctor(house))["checks"]}
    assert found["owners"] == found["not_raised"] == found["told_twice"] == "fine"
    house.tell(lost=forgotten, doubled=doubled)


def test_f37_touches_that_are_logged_while_nags_are_raised(house):
    """Never a rung of the old cycle after the touch was committed, in some hundred tries."""
    house.seed(reps=5, late=300)
    at_once(
        lambda: house.python("-m", "tests.faults.touching"),
        lambda: house.run("scan"),
        lambda: house.run("scan"),
    )

    late = house.rows(
        "SELECT count(*) FROM reminders_reminder AS told JOIN prospects_touch AS touch"
        " ON touch.prospect_id = told.prospect_id"
        " WHERE told.cycle = 1 AND told.raised_at > touch.recorded_at"
    )
    assert late == [(0,)]
    [(touched,)], [(doubled,)] = house.rows(TOUCHED), house.rows(DOUBLED)
    house.tell(lost=300 - touched, doubled=doubled)


def test_f38_two_tabs_put_off_the_same_prospect_at_the_same_moment(house):
    house.seed(reps=2, coming=40, within=3000)
    house.stack.environment["WEB_CONCURRENCY"] = "2"
    house.stack.start("web")
    house.stack.wait()
    key = house.key("prospects:read,prospects:write")
    status, listed, _ = ask(house, key, "GET", "/api/v1/prospects/?page_size=40")
    assert status == 200, listed
    ids = [row["id"] for row in listed["results"]]
    assert len(ids) == 40
    wins = {}

    for public_id in ids:
        path = f"/api/v1/prospects/{public_id}/"
        _, _, tag = ask(house, key, "GET", path)
        answers = {}

        def put_off(tab: int, path=path, tag=tag, answers=answers, public_id=public_id) -> None:
            until = (house.now() + timedelta(days=1 + tab)).replace(microsecond=0).isoformat()
            status, body, _ = ask(
                *(house, key, "POST", f"{path}snooze/"),
                body={"until": until, "reason": f"Tab {tab}"},
                tag=tag,
            )
            answers[status] = answers.get(status, 0) + 1
            if status == 200:
                wins[public_id] = body["next_attempt"]["at"]

        at_once(lambda put_off=put_off: put_off(1), lambda put_off=put_off: put_off(2))
        assert answers == {200: 1, 412: 1}, answers

    # One change each, and the ladder begun anew once, from the time that the winner chose.
    assert house.rows("SELECT DISTINCT cycle, nag_level FROM prospects_prospect") == [(2, 0)]
    [(changed,)] = house.rows("SELECT count(*) FROM prospects_planchange")
    assert house.rows(
        "SELECT count(*) FROM prospects_prospect WHERE nag_at <> next_attempt_at"
    ) == [(0,)]
    for public_id, at in wins.items():
        body = ask(house, key, "GET", f"/api/v1/prospects/{public_id}/")[1]
        assert body["next_attempt"]["at"] == at
    house.notes.append("40 races")
    house.tell(lost=len(ids) - changed, doubled=changed - len(wins))


def ask(house, key: str, method: str, path: str, *, body=None, tag: str = ""):
    """Ask the API as a program does; return the status, the body and the ETag."""
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    if tag:
        headers["If-Match"] = tag
    with closing(house.stack.connect()) as connection:
        connection.request(method, path, body=json.dumps(body) if body else None, headers=headers)
        answer = connection.getresponse()
        told = json.loads(answer.read() or b"{}")
    return answer.status, told, answer.headers.get("ETag", "")
