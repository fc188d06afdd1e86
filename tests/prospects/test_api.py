"""Prospects, touches and queues over the API: what a program sends, and what it is told."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.test import Client

from people.permissions import SCOPES
from prospects.models import Touch
from tests.factories import TUESDAY, create_api_key, create_prospect, create_user, log, plan_at

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def prospect():
    return create_prospect()


@pytest.fixture
def program(prospect):
    """A client with a key of the prospect's team."""
    _, text = create_api_key(team=prospect.team, scopes=sorted(SCOPES))
    return Client(raise_request_exception=False, headers={"authorization": f"Bearer {text}"})


def address(prospect, end=""):
    return f"/api/v1/prospects/{prospect.public_id}/{end}"


def post(program, prospect, **told):
    body = {"outcome": "no_answer", "rep": prospect.owner.email, **told}
    return program.post(address(prospect, "touches/"), body, content_type="application/json")


def faults(answer):
    assert answer.status_code == 400, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    return {error["field"]: error["code"] for error in answer.json()["errors"]}


# --- logging -------------------------------------------------------------------------------------


def test_a_touch_is_logged_and_answered_with_the_next_attempt(program, prospect):
    answer = post(program, prospect, note="Rang out.", hook="Ask about May.")
    assert answer.status_code == 201
    told = answer.json()
    assert (told["outcome"], told["attempt_number"], told["rep"]) == (
        "no_answer",
        1,
        prospect.owner.email,
    )
    assert told["occurred_at"] == told["recorded_at"] == "2026-03-03T15:00:00Z"
    assert told["status"] == "open"
    assert told["next_attempt"]["attempt_number"] == 2
    assert told["next_attempt"]["at"] > told["occurred_at"]
    assert told["next_attempt"]["timezone"] == "America/Chicago"
    assert told["next_attempt"]["reasons"][0].startswith("Call on Wed 4 Mar 2026")
    touch = Touch.objects.get()
    assert (touch.note, touch.hook) == ("Rang out.", "Ask about May.")


def test_the_same_submission_is_answered_200_the_second_time(program, prospect):
    submission = str(uuid4())
    first = post(program, prospect, submission_id=submission)
    again = post(program, prospect, submission_id=submission)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["id"] == again.json()["id"]
    assert Touch.objects.count() == 1


def test_a_call_back_may_be_promised_at_the_top_or_among_the_details(program, prospect):
    at = "2026-03-05T10:07:00-06:00"
    for told in ({"promised_at": at}, {"details": {"promised_at": at}}):
        answer = post(program, prospect, outcome="callback_agreed", **told)
        assert answer.status_code == 201, answer.content
        assert answer.json()["promised_at"] == "2026-03-05T16:07:00Z"
        assert answer.json()["next_attempt"]["at"] == "2026-03-05T16:07:00Z"


@pytest.mark.parametrize(
    ("told", "field", "code"),
    [
        ({"outcome": "sang"}, "outcome", "invalid_choice"),
        ({"outcome": "void"}, "outcome", "invalid_choice"),
        ({"outcome": None}, "outcome", "null"),
        ({"channel": "pigeon"}, "channel", "invalid_choice"),
        ({"outcome": "callback_agreed"}, "promised_at", "required"),
        (
            {"outcome": "callback_agreed", "promised_at": "2001-01-01T00:00:00Z"},
            "promised_at",
            "past",
        ),
        ({"outcome": "maybe_later"}, "details.period_days", "required"),
        (
            {"outcome": "maybe_later", "details": {"period_days": -1}},
            "details.period_days",
            "invalid",
        ),
        ({"details": {"colour": "blue"}}, "details.colour", "unknown"),
        ({"details": []}, "details", "not_a_dict"),
        ({"occurred_at": "2026-03-03T16:00:00Z"}, "occurred_at", "future"),
        ({"contact": str(uuid4())}, "contact", "unknown"),
        ({"contact": "Dana"}, "contact", "invalid"),
        ({"rep": ""}, "rep", "required"),
        ({"rep": "nobody@team.example"}, "rep", "unknown"),
        ({"submission_id": "1"}, "submission_id", "invalid"),
        ({"nota": "a slip of the pen"}, "nota", "unknown"),
        ({"note": "x" * 10_001}, "note", "max_length"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_written(program, prospect, told, field, code):
    found = faults(post(program, prospect, **told))
    assert found == {field: code}
    assert not Touch.objects.exists()


def test_a_closed_prospect_is_a_conflict(program, prospect):
    log(prospect, "won")
    answer = post(program, prospect)
    assert answer.status_code == 409
    assert "Reopen" in answer.json()["detail"]


def test_a_person_in_the_browser_logs_as_themselves(prospect):
    browser = Client()
    browser.force_login(prospect.owner)
    answer = post(browser, prospect, rep="somebody@else.example")
    assert answer.status_code == 201
    assert answer.json()["rep"] == prospect.owner.email


# --- reading -------------------------------------------------------------------------------------


def test_a_prospect_is_told_with_its_people_and_its_plan(program, prospect):
    told = program.get(address(prospect)).json()
    assert told["name"] == prospect.name
    assert told["next_attempt"]["at"] == prospect.next_attempt_at.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert [person["name"] for person in told["contacts"]] == ["Dana Reyes"]
    log(prospect, "won")
    told = program.get(address(prospect)).json()
    assert (told["status"], told["next_attempt"], told["overdue_at"]) == ("won", None, None)


def listed(program, **asked):
    answer = program.get("/api/v1/prospects/", asked)
    assert answer.status_code == 200, answer.content
    return [row["name"] for row in answer.json()["results"]]


def test_the_list_is_narrowed_by_what_is_asked(program, prospect):
    late = plan_at(create_prospect(owner=prospect.owner, name="Late"), TUESDAY - timedelta(days=1))
    won = create_prospect(owner=create_user(team=prospect.team), name="Won")
    log(won, "won", at=TUESDAY + timedelta(hours=1))
    assert listed(program) == ["Won", "Late", prospect.name]
    assert listed(program, status="won") == ["Won"]
    assert listed(program, overdue="true") == ["Late"]
    assert listed(program, overdue="false") == ["Won", prospect.name]
    assert listed(program, owner=late.owner.email.upper()) == ["Late", prospect.name]
    assert listed(program, phase="new", status="open") == ["Late", prospect.name]
    assert listed(program, updated_since="2026-03-03T15:30:00Z") == ["Won"]


@pytest.mark.parametrize(
    "asked", [{"stauts": "won"}, {"status": "wun"}, {"overdue": "yes"}, {"page_size": "0"}]
)
def test_a_filter_that_is_mistyped_never_means_all(program, asked):
    answer = program.get("/api/v1/prospects/", asked)
    assert list(faults(answer)) == list(asked)


def test_pages_follow_one_another_without_gap_or_repeat(program, prospect):
    for _ in range(6):
        create_prospect(owner=prospect.owner, contacts=[])
    seen, url = [], "/api/v1/prospects/?page_size=3"
    while url:
        body = program.get(url).json()
        seen += [row["id"] for row in body["results"]]
        url = body["next"]
    assert len(seen) == len(set(seen)) == 7


def test_touches_are_told_newest_first_and_corrections_name_what_they_correct(program, prospect):
    log(prospect, "busy")
    log(prospect, "no_answer", at=TUESDAY + timedelta(hours=2))
    rows = program.get(address(prospect, "touches/")).json()["results"]
    assert [row["outcome"] for row in rows] == ["no_answer", "busy"]


# --- the queue -----------------------------------------------------------------------------------


def test_a_key_asks_for_somebodys_queue_and_gets_it_in_order(program, prospect):
    rep = prospect.owner
    urgent = create_prospect(owner=rep, hand_raiser=True, name="Asked us")
    plan_at(create_prospect(owner=rep, name="Late"), TUESDAY - timedelta(days=1))
    told = program.get("/api/v1/queue/", {"rep": rep.email}).json()
    assert [row["section"] for row in told["results"]][:2] == ["new_leads", "overdue"]
    first = told["results"][0]
    assert first["prospect"]["id"] == str(urgent.public_id)
    assert first["is_due"] is True
    assert first["next_attempt"]["reasons"][0]
    assert first["why"]


def test_a_key_that_names_nobody_is_told_to(program):
    assert faults(program.get("/api/v1/queue/")) == {"rep": "required"}


@pytest.mark.parametrize("count", [1, 12])
def test_lists_cost_the_same_however_long(program, prospect, count, django_assert_max_num_queries):
    for _ in range(count):
        log(create_prospect(owner=prospect.owner), "no_answer")
    for url in (
        "/api/v1/prospects/",
        f"/api/v1/queue/?rep={prospect.owner.email}",
        address(prospect, "touches/"),
    ):
        with django_assert_max_num_queries(6):
            assert program.get(url).status_code == 200


# --- setting down, putting right, and what is done to one ----------------------------------------


def send(program, method, url, body=None, **headers):
    return getattr(program, method)(
        url, body or {}, content_type="application/json", headers=headers or None
    )


def test_a_program_sets_a_prospect_down_and_is_told_the_plan(program, prospect):
    body = {
        "name": "Contoso",
        "owner": prospect.owner.email,
        "priority": "high",
        "value": {"amount": "18000.00", "currency": "USD"},
        "intelligence": {"pain_points": "Old servers"},
        "contacts": [{"name": "Sam", "role": "decision_maker", "email": "sam@contoso.example"}],
    }
    answer = send(program, "post", "/api/v1/prospects/", body)
    told = answer.json()
    assert answer.status_code == 201, told
    assert answer["Location"] == told["url"]
    assert (told["value"], told["priority"]) == (body["value"], "high")
    assert told["intelligence"]["pain_points"] == "Old servers"
    assert told["contacts"][0]["name"] == "Sam"
    assert told["next_attempt"]["reasons"]
    again = send(program, "post", "/api/v1/prospects/", body)
    assert again.status_code == 409
    assert told["id"] in again.json()["detail"]


def test_what_is_changed_is_told_and_what_is_not_named_stays(program, prospect):
    answer = send(program, "patch", address(prospect), {"industry": "Wholesale", "value": None})
    assert answer.status_code == 200, answer.content
    assert (answer.json()["industry"], answer.json()["name"]) == ("Wholesale", prospect.name)


def test_a_lost_race_is_answered_412_and_changes_nothing(program, prospect):
    seen = program.get(address(prospect))["ETag"]
    first = send(program, "patch", address(prospect), {"city": "Chicago"}, if_match=seen)
    second = send(program, "patch", address(prospect), {"city": "Boston"}, if_match=seen)
    assert (first.status_code, second.status_code) == (200, 412)
    fresh = program.get(address(prospect))
    assert fresh.json()["city"] == "Chicago"
    assert fresh["ETag"] == first["ETag"] != seen
    known = program.get(address(prospect), headers={"if-none-match": fresh["ETag"]})
    assert (known.status_code, known.content) == (304, b"")


def test_a_touch_that_was_logged_meanwhile_is_a_lost_race_too(program, prospect):
    seen = program.get(address(prospect))["ETag"]
    post(program, prospect)
    body = {"until": "2026-03-06T15:00:00Z", "reason": "They are away."}
    answer = send(program, "post", address(prospect, "snooze/"), body, if_match=seen)
    assert answer.status_code == 412


@pytest.mark.parametrize(
    ("told", "field", "code"),
    [
        ({"nmae": "Contoso"}, "nmae", "unknown"),
        ({"name": ""}, "name", "blank"),
        ({"country": "ZZ"}, "country", "country"),
        ({"timezone": "Mars/Base"}, "timezone", "zone"),
        ({"campaign": "nobody-made-it"}, "campaign", "unknown"),
        ({"value": {"amount": "1"}}, "value.currency", "required"),
        ({"no_voicemail": 1}, "no_voicemail", "invalid"),
        ({"intelligence": {"budgte": ""}}, "intelligence.budgte", "unknown"),
    ],
)
def test_a_change_that_will_not_do_is_named(program, prospect, told, field, code):
    assert faults(send(program, "patch", address(prospect), told)) == {field: code}


def test_it_is_closed_and_reopened(program, prospect, clock):
    body = {"status": "lost", "reason": "They bought elsewhere.", "rep": prospect.owner.email}
    closed = send(program, "post", address(prospect, "close/"), body)
    assert (closed.status_code, closed.json()["status"]) == (200, "lost")
    assert closed.json()["lost_reason"] == "They bought elsewhere."
    assert send(program, "post", address(prospect, "close/"), body).status_code == 409
    clock.move(minutes=1)
    reopened = send(program, "post", address(prospect, "reopen/"), {"reason": "They called."})
    assert (reopened.status_code, reopened.json()["status"]) == (200, "open")
    assert reopened.json()["next_attempt"]


def test_a_reason_belongs_to_a_loss(program, prospect):
    told = {"status": "won", "reason": "Luck", "rep": prospect.owner.email}
    assert faults(send(program, "post", address(prospect, "close/"), told)) == {"reason": "unknown"}
    told = {"status": "lost", "rep": prospect.owner.email}
    assert faults(send(program, "post", address(prospect, "close/"), told)) == {
        "reason": "required"
    }


def test_it_is_handed_over_and_put_off(program, prospect):
    other = create_user(team=prospect.team)
    answer = send(program, "post", address(prospect, "hand-over/"), {"to": other.email})
    assert (answer.status_code, answer.json()["owner"]) == (200, other.email)
    put_off = {"until": "2026-03-06T15:00:00Z", "reason": "They are away."}
    answer = send(program, "post", address(prospect, "snooze/"), put_off)
    assert answer.status_code == 200
    assert answer.json()["next_attempt"]["at"] >= put_off["until"]


def test_two_that_are_one_are_merged(program, prospect):
    other = create_prospect(owner=prospect.owner, contacts=[], budget="40,000")
    answer = send(program, "post", address(other, "merge/"), {"into": str(prospect.public_id)})
    assert answer.status_code == 200, answer.content
    assert answer.json()["id"] == str(prospect.public_id)
    assert answer.json()["intelligence"]["budget"] == "40,000"
    assert program.get(address(other)).json()["merged_into"] == str(prospect.public_id)


def test_people_are_added_put_right_and_taken_away(program, prospect):
    added = send(program, "post", address(prospect, "contacts/"), {"name": "Sam"})
    assert added.status_code == 201
    url = added["Location"]
    changed = send(program, "patch", url, {"title": "CFO"}, if_match=added["ETag"])
    assert (changed.status_code, changed.json()["title"]) == (200, "CFO")
    late = send(program, "delete", url, if_match=added["ETag"])
    assert late.status_code == 412
    assert send(program, "delete", url).status_code == 204
    assert program.get(url).status_code == 404
    names = [row["name"] for row in program.get(address(prospect, "contacts/")).json()["results"]]
    assert names == ["Dana Reyes"]


def test_a_touch_is_logged_on_the_prospect_that_the_body_names(program, prospect):
    body = {
        "prospect": str(prospect.public_id),
        "outcome": "no_answer",
        "rep": prospect.owner.email,
    }
    assert send(program, "post", "/api/v1/touches/", body).status_code == 201
    rows = program.get("/api/v1/touches/", {"outcome": "no_answer"}).json()["results"]
    assert [row["prospect"] for row in rows] == [str(prospect.public_id)]
    stranger = {**body, "prospect": str(create_prospect().public_id)}
    assert faults(send(program, "post", "/api/v1/touches/", stranger)) == {"prospect": "unknown"}


def test_the_list_is_searched_and_cut_by_horizon_and_ordered(program, prospect):
    far = create_prospect(owner=prospect.owner, name="Far", project_on=date(2027, 6, 1))
    assert listed(program, q="fAr") == ["Far"]
    assert listed(program, q="Dana") == ["Far", prospect.name]
    assert listed(program, horizon="12+") == [far.name]
    assert listed(program, horizon="0-3") == [prospect.name]
    assert listed(program, ordering="name")[0] == "Far"
    assert listed(program, ordering="recorded_at") == [prospect.name, "Far"]


# --- what the team works by ----------------------------------------------------------------------


def test_a_program_makes_a_campaign_and_changes_it(program, prospect):
    made = send(program, "post", "/api/v1/campaigns/", {"slug": "spring", "name": "Spring"})
    assert made.status_code == 201
    changed = send(program, "patch", made["Location"], {"is_active": False})
    assert (changed.json()["is_active"], changed.json()["name"]) == (False, "Spring")
    again = send(program, "post", "/api/v1/campaigns/", {"slug": "spring", "name": "Spring"})
    assert again.status_code == 409


def test_a_manager_changes_a_policy_by_a_new_version(prospect):
    browser = Client()
    browser.force_login(create_user(team=prospect.team, role="manager"))
    made = send(browser, "post", "/api/v1/policies/", {"name": "slow"})
    assert made.status_code == 201, made.content
    changed = send(browser, "patch", made["Location"], {"numbers": {"nurture_days": 45}})
    told = changed.json()
    assert (told["version"], told["numbers"]["nurture_days"]) == (2, 45)
    assert told["job"]
    late = send(browser, "patch", made["Location"], {"numbers": {"nurture_days": 50}})
    assert late.status_code == 409
    wrong = send(browser, "patch", told["url"], {"numbers": {"nurture_days": 0}})
    assert list(faults(wrong)) == ["numbers.nurture_days"]
    current = browser.get("/api/v1/policies/", {"current": "true"}).json()["results"]
    assert [row["version"] for row in current] == [2]


def test_a_manager_invites_somebody_who_is_no_administrator(prospect):
    browser = Client()
    browser.force_login(create_user(team=prospect.team, role="manager"))
    body = {"email": "new@team.example", "name": "Nell", "role": "rep"}
    invited = send(browser, "post", "/api/v1/users/", body)
    assert invited.status_code == 201, invited.content
    changed = send(browser, "patch", invited["Location"], {"capacity_per_day": 40})
    assert changed.json()["capacity_per_day"] == 40
    raised = send(browser, "patch", invited["Location"], {"role": "admin"})
    assert faults(raised) == {"role": "invalid"}


@pytest.mark.parametrize(
    "path", ["contacts/", "touches/", "", "users/", "campaigns/", "policies/", "all"]
)
def test_no_list_costs_more_than_twelve_statements(
    program, prospect, path, django_assert_max_num_queries
):
    for _ in range(3):
        create_user(team=prospect.team)
        log(create_prospect(owner=prospect.owner, name="Many"), "no_answer")
    urls = {
        "all": "/api/v1/prospects/?q=Many&horizon=0-3&overdue=false&owner=" + prospect.owner.email,
        "users/": "/api/v1/users/",
        "campaigns/": "/api/v1/campaigns/",
        "policies/": "/api/v1/policies/?current=true",
    }
    with django_assert_max_num_queries(12):
        answer = program.get(urls.get(path, address(prospect, path)))
    assert answer.status_code == 200, answer.content
