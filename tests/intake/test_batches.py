"""Many leads at once: a line for each, in order; one bad one spoils no other."""

import gzip
import json

import pytest

from intake import actions as intake
from intake.models import Batch, Lead
from prospects.models import Identifier, Prospect, Touch
from tests.factories import create_api_key, create_team, create_user
from tests.intake.conftest import Vendor, create_vendor, fields_of, lead, problem

BATCH = "/api/v1/leads/batch/"
LINES = "application/x-ndjson"


def company(number: int, **told):
    """A lead about a company of its own."""
    return {
        "external_id": f"tm-{number}",
        "company": {"name": f"Company {number}", "website": f"https://company{number}.example"},
        "contacts": [{"name": "Dana", "email": f"dana@company{number}.example"}],
        **told,
    }


def send(vendor: Vendor, body, *, kind="application/json", query="", **headers):
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    named["authorization"] = f"Bearer {vendor.text}"
    return vendor.client.post(BATCH + query, raw, kind, headers=named, CONTENT_TYPE=kind)


def lines_of(response) -> list[dict]:
    assert response.status_code == 200, response.content
    if response["Content-Type"] == LINES:
        return [json.loads(line) for line in response.content.splitlines()]
    return response.json()


def results(response) -> list[str]:
    return [line["result"] for line in lines_of(response)]


def test_each_lead_becomes_a_prospect_with_a_next_attempt_and_is_answered_in_order(vendor):
    told = lines_of(send(vendor, [company(number) for number in range(20)]))

    assert [line["index"] for line in told] == [*range(20)]
    assert {(line["status"], line["result"]) for line in told} == {(201, "created")}
    kept = {str(row.public_id): row for row in Lead.objects.select_related("prospect")}
    assert [kept[line["id"]].prospect.name for line in told] == [
        f"Company {number}" for number in range(20)
    ]
    assert Prospect.objects.filter(next_attempt_at=None).count() == 0


def test_a_batch_leaves_the_same_rows_as_the_same_leads_pushed_one_by_one(vendor, team, clock):
    leads = [
        company(1, comments="Call about prices.", priority="high"),
        company(2, next_step={"kind": "call", "at": "2026-03-10T15:00:00Z", "note": "prices"}),
        company(3, web_activity=[{"at": "2026-03-01T10:00:00Z", "url": "https://us.example/p"}]),
    ]
    other = create_team()
    create_user(team=other, email="another@team.example")
    one_by_one = create_vendor(team=other, default_source="acme")

    together = lines_of(send(vendor, leads))
    alone = [one_by_one.push(each).json() for each in leads]

    assert [line["warnings"] for line in together] == [each["warnings"] for each in alone]
    for mine, theirs in zip(rows_of(team), rows_of(other), strict=True):
        assert {name for name in mine if mine[name] != theirs[name]} == set()


def rows_of(team) -> list:
    """What is stored of a team's prospects, without what is another in each team."""
    left_out = {"id", "public_id", "team", "owner", "next_contact", "explored", "next_why"}
    # Where the database's own clock is read, the two come a moment apart.
    left_out |= {"recorded_at", "updated_at", "promised_given_at"}
    found = []
    for row in Prospect.objects.filter(team=team).order_by("name"):
        columns = [each.name for each in Prospect._meta.concrete_fields]
        mine = {name: getattr(row, name) for name in columns if name not in left_out}
        # The half-hour spreads by public id.
        for name in ("next_attempt_at", "next_local_time", "overdue_at", "nag_at"):
            mine[name] = mine[name] is not None
        mine["people"] = [
            (c.name, c.email, c.pk == row.next_contact_id) for c in row.contacts.all()
        ]
        mine["identifiers"] = sorted(row.identifiers.values_list("kind", "value"))
        mine["story"] = [*row.touches.values_list("note", "hook", "outcome")]
        mine["visits"] = [*row.web_visits.values_list("url", "at")]
        kept = row.leads.get()
        mine["lead"] = (kept.fate, kept.source, kept.external_id, kept.settled_external_id)
        mine["answered"] = sorted(kept.answer)
        mine["read"] = kept.fingerprint
        found.append(mine)
    return found


def test_leads_about_one_company_in_one_batch_are_one_prospect(vendor):
    told = send(vendor, [company(1), company(1, external_id="other", comments="Again.")])

    assert results(told) == ["created", "merged"]
    assert Prospect.objects.count() == 1


def test_a_bad_lead_is_refused_by_itself_and_kept(vendor):
    told = lines_of(send(vendor, [company(1), {"typo": 1}, company(2)]))

    assert [line["status"] for line in told] == [201, 400, 201]
    assert told[1]["errors"][0]["field"]
    assert told[1]["id"] is None
    assert bytes(Lead.objects.get(fate="refused").raw) == b'{"typo": 1}'


def test_a_lead_that_asks_for_what_is_not_there_is_refused_by_itself(vendor):
    told = lines_of(
        send(vendor, [company(1, campaign="none"), company(2, assign_to="no@body.example")])
    )

    assert [line["errors"][0]["field"] for line in told] == ["campaign", "assign_to"]


def test_a_lead_for_a_colleague_and_a_campaign_goes_to_them(vendor, team):
    dana = create_user(team=team, email="dana@team.example")

    send(vendor, [company(1, assign_to="Dana@team.example")])

    assert Prospect.objects.get().owner == dana


def test_one_that_trips_us_over_fails_alone_and_is_kept_for_replay(vendor, monkeypatch):
    from intake.actions import receiving

    judge = receiving.judge

    def trip(row, incoming, **more):
        if incoming.new.name == "Company 2":
            raise RuntimeError("secret of the house")
        return judge(row, incoming, **more)

    def cannot(*args, **more):
        raise RuntimeError("together it trips")

    monkeypatch.setattr(receiving, "judge", trip)
    monkeypatch.setattr("prospects.actions.open_prospects", cannot)

    told = send(vendor, [company(1), company(2), company(3)])

    assert results(told) == ["created", "failed", "created"]
    assert Lead.objects.get(fate="failed").external_id == "tm-2"


def test_the_same_batch_again_changes_nothing_and_is_answered_alike(vendor):
    leads = [company(1), company(2), {"typo": 1}, {"company": {"name": "No id"}, "comments": "x"}]
    first = lines_of(send(vendor, leads))

    again = lines_of(send(vendor, leads))

    assert [line["id"] for line in again] == [line["id"] for line in first]
    assert [line["replayed"] for line in again] == [True, True, False, True]
    assert Prospect.objects.count() == 3
    assert Touch.objects.count() == 1
    assert Batch.objects.count() == 1


def test_the_same_leads_in_another_batch_are_known_by_their_ids(vendor):
    send(vendor, [company(1), company(2)])

    again = lines_of(send(vendor, [company(2), company(3)]))

    assert [(line["status"], line["result"], line["replayed"]) for line in again] == [
        (200, "created", True),
        (201, "created", False),
    ]


def test_a_lead_pushed_alone_is_known_in_a_batch_and_the_other_way_round(vendor):
    alone = vendor.push(company(1)).json()
    told = lines_of(send(vendor, [company(1), company(2)]))

    assert told[0]["id"] == alone["id"]
    assert vendor.push(company(2)).json()["id"] == told[1]["id"]
    assert Lead.objects.count() == 2


def test_an_idempotency_key_is_for_one_batch(vendor):
    send(vendor, [company(1)], idempotency_key="k1")

    problem(send(vendor, [company(2)], idempotency_key="k1"), 422)

    again = lines_of(send(vendor, [company(1)], idempotency_key="k1"))
    assert again[0]["replayed"] is True


def test_a_batch_of_lines_is_answered_in_lines(vendor):
    body = b"\n".join(json.dumps(company(number)).encode() for number in range(3)) + b"\n\n"

    answer = send(vendor, body, kind=LINES)

    assert answer["Content-Type"] == LINES
    assert results(answer) == ["created"] * 3


def test_a_line_that_is_no_json_spoils_no_other(vendor):
    body = json.dumps(company(1)).encode() + b"\n{oops\n" + json.dumps(company(2)).encode()

    told = lines_of(send(vendor, body, kind=LINES))

    assert [line["status"] for line in told] == [201, 400, 201]
    assert told[1]["errors"][0]["code"] == "malformed"


@pytest.mark.parametrize("kind", ["application/json", LINES])
def test_a_batch_may_come_packed(vendor, kind):
    leads = [company(1), company(2)]
    body = (
        json.dumps(leads).encode()
        if kind == "application/json"
        else "\n".join(map(json.dumps, leads)).encode()
    )

    answer = send(vendor, gzip.compress(body), kind=kind, content_encoding="gzip")

    assert results(answer) == ["created", "created"]


BROKEN_OFF = gzip.compress(b"[" + b" " * 5_000, mtime=0)[:-12]


@pytest.mark.parametrize(
    "body", [b"not packed", BROKEN_OFF, b""], ids=["plain", "broken off", "empty"]
)
def test_a_packed_body_that_is_none_or_breaks_off_is_refused(vendor, body):
    problem(send(vendor, body, content_encoding="gzip"), 400)


def test_a_small_body_that_unpacks_to_a_huge_one_is_refused(vendor):
    bomb = gzip.compress(b"[" + b" " * (21 * 1024 * 1024) + b"]")

    assert len(bomb) < 64 * 1024
    problem(send(vendor, bomb, content_encoding="gzip"), 413)


@pytest.mark.parametrize("wrong", ["deflate", "br", "gzip, gzip"])
def test_only_gzip_is_unpacked(vendor, wrong):
    problem(send(vendor, b"[]", content_encoding=wrong), 415)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        b"[",
        b"[{}",
        b'[{"a": "',
        b"[{}}",
        b"[{},]",
        b"[,{}]",
        b"[,]",
        b"[{}] x",
        b"[{}][]",
        b"x[{}]",
        b"null",
        b'"[]"',
    ],
)
def test_what_is_no_list_is_refused_whole_and_nothing_is_kept(vendor, body):
    problem(send(vendor, body), 400)

    assert not Lead.objects.exists()


@pytest.mark.parametrize("body", [b"[]", b" [ ] \n", b"\xef\xbb\xbf[]"])
def test_an_empty_batch_is_answered_with_nothing(vendor, body):
    assert lines_of(send(vendor, body)) == []


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        (b"null", "not_a_dict"),
        (b"1", None),
        (b"[]", None),
        (b'{"company": {"name": "a", "name": "b"}}', "duplicate_key"),
        (b'{"company": {"name": "a\\u0000b"}}', None),
        (b'{"company": {"name": "\xff"}}', "not_utf8"),
        (b'{"company": {"size": NaN}}', "number"),
        (b'{"custom": {"a":' + b"[" * 30 + b"]" * 30 + b"}}", "too_deep"),
        (b'{"company": {"name": "x]["}, "unknown,": "}{"}', "unknown"),
        (b'{"comments": "' + b"x" * 70_000 + b'"}', "too-large"),
    ],
)
def test_nonsense_in_one_place_is_told_there(vendor, bad, code):
    good = json.dumps(company(1)).encode()

    told = lines_of(send(vendor, b"[" + bad + b"," + good + b"]"))

    assert told[0]["status"] in {400, 413}
    assert told[0]["result"] == "refused"
    if code and code != "not_a_dict":
        assert code in {error["code"] for error in told[0]["errors"]}
    assert told[1]["result"] == "created"
    assert all(len(bytes(row.raw)) <= 65_536 for row in Lead.objects.all())


def test_more_than_ten_thousand_leads_are_too_many(vendor):
    problem(send(vendor, b"[" + b",".join([b"1"] * 10_001) + b"]"), 413)
    problem(send(vendor, b"1\n" * 10_001, kind=LINES), 413)

    assert not Lead.objects.exists()


def test_another_type_is_refused(vendor):
    problem(send(vendor, b"[]", kind="text/plain"), 415)
    problem(send(vendor, b"[]", kind="application/json; charset=latin-1"), 415)


def test_a_dry_run_tells_what_would_happen_and_does_nothing(vendor):
    told = lines_of(send(vendor, [company(1), company(1), {"typo": 1}], query="?dry_run=true"))

    assert [line["result"] for line in told] == ["created", "created", "refused"]
    assert told[0]["id"] is None
    assert told[0]["prospect"] is None
    assert not Lead.objects.exists()
    assert not Batch.objects.exists()
    assert not Identifier.objects.exists()


def test_a_test_key_creates_nothing(team, rep, clock):
    vendor = create_vendor(team=team, is_test=True)

    assert results(send(vendor, [company(1)])) == ["created"]
    assert not Prospect.objects.exists()


def test_many_refused_leads_are_kept_only_as_far_as_the_cap(vendor, monkeypatch):
    from intake.actions import keeping

    monkeypatch.setattr(keeping, "REFUSED_KEPT", 3)
    vendor.push({"typo": "before"})

    send(vendor, [{"typo": number} for number in range(6)])

    kept = [bytes(row.raw) for row in Lead.objects.order_by("id")]
    assert kept == [b'{"typo": 3}', b'{"typo": 4}', b'{"typo": 5}']


def test_turns_are_taken_in_a_batch_as_one_by_one(team, clock):
    reps = [create_user(team=team) for _ in range(3)]
    vendor = create_vendor(team=team)

    send(vendor, [company(number) for number in range(6)])
    vendor.push(company(6))

    owners = [*Prospect.objects.order_by("id").values_list("owner_id", flat=True)]
    assert owners == [rep.pk for rep in [*reps, *reps, reps[0]]]


def test_a_batch_costs_few_statements_however_many_leads_it_has(
    vendor, django_assert_max_num_queries
):
    send(vendor, [company(number) for number in range(3)])

    with django_assert_max_num_queries(60):
        send(vendor, [company(number) for number in range(10, 110)])


# --- In the background -------------------------------------------------------------------------


def work() -> None:
    from groundwork import clock, jobs

    while jobs.work(clock=clock.now):
        pass


def test_a_batch_in_the_background_is_judged_and_told_by_its_job(vendor, monkeypatch):
    monkeypatch.setattr(intake.batching, "IN_THE_BACKGROUND", 2)
    monkeypatch.setattr(intake, "IN_THE_BACKGROUND", 2)
    leads = [company(1), {"typo": 1}, company(2), company(1, external_id="b"), company(3)]

    queued = send(vendor, leads, query="?mode=async")

    assert queued.status_code == 202
    job = queued.json()
    assert (job["done"], job["total"], job["state"]) == (0, 5, "waiting")
    work()
    done = vendor.ask(job["url"]).json()
    assert {name: done[name] for name in ("state", "done", "created", "merged", "refused")} == {
        "state": "done",
        "done": 5,
        "created": 3,
        "merged": 1,
        "refused": 1,
    }
    wrong = vendor.ask(done["errors_url"]).json()["results"]
    assert [(line["index"], line["status"]) for line in wrong] == [(1, 400)]


def test_the_same_batch_in_the_background_again_is_the_same_job(vendor):
    first = send(vendor, [company(1)], query="?mode=async").json()
    again = send(vendor, [company(1)], query="?mode=async").json()

    assert again["id"] == first["id"]


def test_a_job_is_told_to_nobody_else(vendor, clock):
    job = send(vendor, [company(1)], query="?mode=async").json()
    stranger = create_vendor()
    poor = Vendor(*create_api_key(team=vendor.team, scopes=["leads:read:own"]))

    problem(stranger.ask(job["url"]), 404)
    problem(poor.ask(job["url"]), 404)


def test_a_dry_run_is_not_put_off(vendor):
    problem(send(vendor, [company(1)], query="?mode=async&dry_run=true"), 400)


def test_a_bad_query_is_refused(vendor):
    assert fields_of(send(vendor, [lead()], query="?mode=later")) == {"mode": "unreadable"}
