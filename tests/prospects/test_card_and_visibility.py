"""What a card shows, what it costs, and who may know that a prospect exists."""

import random
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction

from prospects import actions, queries
from prospects.models import Campaign, Contact, Prospect, Touch
from tests.factories import (
    TUESDAY,
    create_api_key,
    create_prospect,
    create_team,
    create_user,
    log,
    plan_at,
)

pytestmark = pytest.mark.django_db


def card(prospect, now=TUESDAY):
    return queries.card(Prospect.objects.select_related("team").get(pk=prospect.pk), now=now)


def test_the_card_shows_the_last_touch_the_hook_and_why():
    prospect = create_prospect(comments="Met at the fair.")
    log(prospect, "reached_talked", note="Liked it.", hook="Call about the dairy case.")
    shown = card(prospect, now=TUESDAY + timedelta(hours=1))
    assert shown.last_touch.note == "Liked it."
    assert shown.hook == "Call about the dairy case."
    assert [entry.outcome for entry in shown.timeline] == ["reached_talked", "noted"]
    assert "Call on" in shown.why
    assert shown.phone == prospect.contacts.get().phone_e164
    assert shown.reached.name == "Dana Reyes"
    assert shown.local_at == prospect.next_attempt_at
    assert shown.their_time.utcoffset() == timedelta(hours=-6)


def test_a_touch_taken_back_is_shown_as_such_and_is_not_the_last():
    prospect = create_prospect()
    log(prospect, "busy")
    wrong = log(prospect, "won", at=TUESDAY + timedelta(minutes=1))
    actions.undo_touch(
        touch_id=wrong.pk,
        by=prospect.owner,
        now=TUESDAY + timedelta(minutes=1, seconds=4),
        submission_id=uuid4(),
    )
    shown = card(prospect)
    assert shown.last_touch.outcome == "busy"
    assert [(e.outcome, e.taken_back) for e in shown.timeline] == [("won", True), ("busy", False)]


def test_a_touch_logged_long_after_it_happened_says_so():
    prospect = create_prospect()
    log(prospect, "no_answer", occurred_at=TUESDAY - timedelta(hours=13))
    assert card(prospect).timeline[0].logged_late == timedelta(hours=13)


def test_a_closed_prospect_has_a_card_too():
    prospect = create_prospect()
    log(prospect, "won")
    shown = card(prospect)
    assert shown.local_at is None
    assert shown.why


def test_the_card_shows_the_touches_of_what_was_merged_into_it():
    kept = create_prospect()
    gone = create_prospect(owner=kept.owner)
    log(gone, "no_answer", note="From the other card.")
    Prospect.objects.filter(pk=gone.pk).update(
        status="merged", merged_into=kept, next_attempt_at=None, nag_at=None
    )
    assert [entry.note for entry in card(kept).timeline] == ["From the other card."]
    assert log(kept, "no_answer", at=TUESDAY + timedelta(days=1)).attempt_number == 2


def test_the_card_costs_the_same_whatever_the_history(django_assert_max_num_queries):
    prospect = create_prospect()
    for day in range(5):
        log(prospect, "no_answer", at=TUESDAY + timedelta(days=day))
    row = Prospect.objects.select_related("team", "owner", "campaign").get(pk=prospect.pk)
    with django_assert_max_num_queries(6):
        queries.card(row, now=TUESDAY)


# --- who may know --------------------------------------------------------------------------------


def test_visible_are_exactly_the_rows_of_ones_own_team():
    """Random teams, and every way to see compared with looking at each row."""
    choice = random.Random(7)
    teams = [create_team() for _ in range(3)]
    people = [create_user(team=choice.choice(teams)) for _ in range(7)]
    for _ in range(12):
        log(create_prospect(owner=choice.choice(people)), "no_answer")
    for team in teams:
        Campaign.objects.create(team=team, slug="spring", name="Spring", created_at=TUESDAY)
    keys = [create_api_key(team=team)[0] for team in teams]
    for actor in [*people, *keys]:
        for model, team_of in (
            (Prospect, lambda row: row.team_id),
            (Touch, lambda row: row.prospect.team_id),
            (Contact, lambda row: row.prospect.team_id),
            (Campaign, lambda row: row.team_id),
        ):
            expected = {row.pk for row in model.objects.all() if team_of(row) == actor.team_id}
            assert {row.pk for row in model.objects.visible_to(actor)} == expected


# --- indexes that serve ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "index"),
    [
        (lambda rep: Prospect.objects.to_raise(now=TUESDAY), "prospect_nag"),
        (
            lambda rep: Prospect.objects.overdue(now=TUESDAY).filter(team_id=rep.team_id),
            "prospect_overdue",
        ),
        (
            lambda rep: Prospect.objects.due(now=TUESDAY).filter(owner=rep, urgency__in=[0, 1, 2]),
            "prospect_queue",
        ),
    ],
)
def test_what_is_asked_every_few_seconds_is_answered_by_its_index(rows, index):
    prospect = plan_at(create_prospect(), TUESDAY - timedelta(hours=3))
    asked = rows(prospect.owner)
    # As if the table were large, and the other indexes not there.
    table = Prospect._meta.db_table
    others = {one.name for one in Prospect._meta.indexes} - {index}
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_sort = off")
        for other in others:
            cursor.execute(f"DROP INDEX {other}")
        plan = asked.explain()
        transaction.set_rollback(True)
    assert f"{table} USING INDEX {index}" in plan or f"using {index} on {table}" in plan
    assert list(asked) == [prospect]
