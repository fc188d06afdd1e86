"""Every plan is compared with what the facts say; what differs is shown, and can be put right."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from cadence import rules
from people.models import User
from prospects import actions
from prospects.models import Prospect
from tests.factories import TUESDAY, create_prospect, create_user, log

pytestmark = pytest.mark.django_db

SLOW = {"code": "nurture", "values": {"attempts": 3, "days": 30}}


@pytest.fixture
def rep():
    return create_user()


def check(*more, now=TUESDAY):
    """The command's output and exit code."""
    out = StringIO()
    try:
        call_command("check_next_attempts", *more, stdout=out, stderr=StringIO())
    except SystemExit as ended:
        return out.getvalue(), ended.code
    return out.getvalue(), 0


def spoil(prospect, **columns):
    Prospect.objects.filter(pk=prospect.pk).update(**columns)


def test_what_the_actions_planned_is_what_the_facts_say(rep, clock):
    for outcome, more in (
        ("no_answer", {}),
        ("reached_talked", {}),
        ("voicemail_left", {}),
        ("callback_agreed", {"details": {"promised_at": TUESDAY + timedelta(days=2)}}),
        ("maybe_later", {"details": {"period_days": 60}}),
        ("gatekeeper", {"details": {"best_time": "mon-fri 14:00-15:00"}}),
        ("lost", {"details": {"reason": "Too dear."}}),
    ):
        prospect = create_prospect(owner=rep)
        log(prospect, outcome, **more)
    snoozed = create_prospect(owner=rep)
    actions.snooze(
        prospect_ids=[snoozed.pk],
        until=TUESDAY + timedelta(days=3),
        by=rep,
        now=TUESDAY,
        reason="Fair.",
    )

    text, code = check()

    assert text.strip() == "7 plans looked at, 0 not what the facts say."
    assert code == 0


@pytest.mark.parametrize(
    ("columns", "word"),
    [
        ({"next_channel": "email"}, "channel"),
        ({"next_kind": "decide"}, "kind"),
        ({"phase": "nurture"}, "phase"),
        ({"attempt_number": 9}, "attempt"),
        ({"urgency": 1}, "urgency"),
        ({"next_contact": None}, "person"),
        ({"next_why": [SLOW, {"code": "fresh_hour", "values": {}}]}, "reasons"),
        ({"overdue_at": TUESDAY + timedelta(days=90)}, "grace"),
        ({"next_tz": "Asia/Tokyo"}, "clock"),
    ],
)
def test_a_plan_broken_by_hand_is_found_and_repaired(rep, clock, columns, word):
    sound, broken = (create_prospect(owner=rep, name=name) for name in ("Sound", "Broken"))
    for prospect in (sound, broken):
        log(prospect, "no_answer")
    was = Prospect.objects.get(pk=broken.pk)
    spoil(broken, **columns)

    text, code = check()

    assert code == 1
    assert word in text
    assert str(broken.public_id) in text
    assert str(sound.public_id) not in text
    assert "Broken" not in text

    text, code = check("--repair")
    assert code == 0
    assert "1 planned again" in text
    now = Prospect.objects.get(pk=broken.pk)
    assert {name: getattr(now, name) for name in columns} == {
        name: getattr(was, name) for name in columns
    }
    assert check()[1] == 0


def moved_to(prospect, at):
    local = at.astimezone(rules.zone(prospect.next_tz))
    spoil(
        prospect,
        next_attempt_at=at,
        nag_at=at,
        overdue_at=at + timedelta(hours=2),
        next_local_date=local.date(),
        next_local_time=local.time(),
    )


def test_a_time_at_which_nobody_may_call_is_found_and_repaired(rep, clock):
    prospect = create_prospect(owner=rep)
    log(prospect, "no_answer")
    at_night = prospect.next_attempt_at.replace(hour=9, minute=0)  # 3:00 in Chicago
    moved_to(prospect, at_night)

    text, code = check()
    assert (code, "1 in law" in text) == (1, True)

    check("--repair")
    prospect.refresh_from_db()
    assert 8 <= prospect.next_local_time.hour < 20
    assert prospect.nag_at == prospect.next_attempt_at


def test_a_time_out_of_the_range_is_found(rep, clock):
    prospect = create_prospect(owner=rep)
    log(prospect, "no_answer")
    moved_to(prospect, prospect.next_attempt_at + timedelta(days=7))
    text, _ = check()
    assert "1 in range" in text


def test_a_promise_that_was_moved_is_put_back_to_the_minute(rep, clock):
    prospect = create_prospect(owner=rep)
    promised = TUESDAY + timedelta(days=2, minutes=7)
    log(prospect, "callback_agreed", details={"promised_at": promised})
    moved_to(prospect, promised + timedelta(hours=1))

    text, _ = check("--repair")

    assert "1 in time" in text
    assert Prospect.objects.get(pk=prospect.pk).next_attempt_at == promised


def test_more_than_a_rep_can_do_in_a_half_hour_is_found_and_spread(rep, clock):
    User.objects.filter(pk=rep.pk).update(capacity_per_half_hour=2)
    many = [create_prospect(owner=rep) for _ in range(4)]
    for prospect in many:
        log(prospect, "no_answer")
    first = Prospect.objects.get(pk=many[0].pk)
    for prospect in many[1:]:
        moved_to(Prospect.objects.get(pk=prospect.pk), first.next_attempt_at)

    text, code = check()
    assert code == 1
    assert "2 in capacity" in text

    check("--repair")
    assert check()[1] == 0


def test_hours_that_the_rep_does_not_work_are_found(rep, clock):
    prospect = create_prospect(owner=rep)
    log(prospect, "no_answer")
    User.objects.filter(pk=rep.pk).update(hours={"0": [[540, 600]]})
    text, _ = check()
    assert "1 in hours" in text


def test_an_open_prospect_that_the_facts_close_is_found_and_closed(rep, clock):
    prospect = create_prospect(owner=rep)
    log(prospect, "won")
    spoil(
        prospect,
        status="open",
        next_attempt_at=TUESDAY,
        nag_at=TUESDAY,
        overdue_at=TUESDAY,
        closed_at=None,
    )
    text, _ = check("--repair")
    assert "1 in status" in text
    assert Prospect.objects.get(pk=prospect.pk).status == "won"


def test_one_team_and_so_many_are_looked_at_where_asked(rep, clock):
    for _ in range(3):
        create_prospect(owner=rep)
    create_prospect()
    assert check("--team", rep.team.name)[0].startswith("3 plans")
    assert check("--limit", "2")[0].startswith("2 plans")
    with pytest.raises(CommandError, match="no team"):
        check("--team", "Nobody's")


def test_a_sample_counts_what_differs_among_what_is_due_next(rep, clock):
    prospect = create_prospect(owner=rep)
    assert actions.sample_drift(now=TUESDAY, size=50) == 0
    spoil(prospect, next_channel="fax")
    assert actions.sample_drift(now=TUESDAY, size=50) == 1
