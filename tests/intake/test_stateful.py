"""Whatever is pushed, in whatever order: leads in are leads kept, and nothing is doubled."""

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from cadence import rules
from intake import actions
from intake.models import Lead
from intake.wire import WIRE
from prospects import actions as prospects
from prospects.models import Identifier, Prospect, Touch
from tests.factories import TUESDAY, create_api_key, create_team, create_user

COMPANIES = st.integers(min_value=0, max_value=4)


def body(number: int, external_id: int | None, comment: int) -> dict[str, Any]:
    told = {"company": {"website": f"https://company{number}.example", "name": f"C {number}"}}
    if external_id is not None:
        told["external_id"] = f"x{external_id}"
    return {**told, "comments": f"Comment {comment}"}


class Intake(RuleBasedStateMachine):
    """A vendor that pushes, repeats itself and sends batches, and a team that works the leads.

    The model: what was sent under which id, and which companies there are.
    """

    def __init__(self) -> None:
        super().__init__()
        team = create_team()
        self.rep = create_user(team=team)
        self.key, _ = create_api_key(team=team)
        self.now = TUESDAY
        self.sent: dict[int, set[str]] = {}  # contents under each id
        self.companies: set[int] = set()
        self.kept = 0  # leads
        self.comments = 0

    # --- what the model says of one lead ------------------------------------------------------

    def expect(self, told: dict[str, Any], number: int, external_id: int | None) -> bool:
        """Take one lead into the model; say whether it is known already."""
        if external_id is not None:
            content = json.dumps(told, sort_keys=True)
            if content in self.sent.setdefault(external_id, set()):
                return True
            self.sent[external_id].add(content)
        self.companies.add(number)
        self.kept, self.comments = self.kept + 1, self.comments + 1
        return False

    # --- what can happen ------------------------------------------------------------

    @rule(number=COMPANIES, named=st.booleans(), comment=st.integers(0, 1))
    def push(self, number: int, named: bool, comment: int) -> None:
        external_id = number if named else None
        told = body(number, external_id, comment)
        known = self.expect(told, number, external_id)
        answer = actions.receive_lead(
            raw=json.dumps(told).encode(), by=self.key, now=self.now, wire=WIRE
        )
        assert answer.status in {200, 201}
        assert answer.replayed == known

    @rule(leads=st.lists(st.tuples(COMPANIES, st.booleans(), st.integers(0, 1)), max_size=6))
    def push_many(self, leads: list[tuple[int, bool, int]]) -> None:
        told = [body(number, number if named else None, c) for number, named, c in leads]
        known = [
            self.expect(each, number, number if named else None)
            for each, (number, named, _) in zip(told, leads, strict=True)
        ]
        many = actions.ManyLeads(by=self.key, now=self.now, wire=WIRE, via="batch")
        answers = many.receive([json.dumps(each).encode() for each in told])
        assert [answer.status < 300 for answer in answers] == [True] * len(leads)
        assert [answer.replayed for answer in answers] == known

    @rule(number=COMPANIES)
    def push_nonsense(self, number: int) -> None:
        answer = actions.receive_lead(raw=b'{"company": 1}', by=self.key, now=self.now, wire=WIRE)
        assert answer.status == 400

    @rule(number=COMPANIES, won=st.booleans())
    def close(self, number: int, won: bool) -> None:
        row = self.standing(number)
        if row is None or not row.is_open:
            return
        outcome = rules.Outcome.WON if won else rules.Outcome.LOST
        prospects.log_touch(
            prospect_id=row.pk,
            by=self.rep,
            now=self.now,
            outcome=outcome,
            details={} if won else {"reason": "no budget"},
            submission_id=uuid4(),
        )

    @rule(one=COMPANIES, other=COMPANIES)
    def merge_and_undo(self, one: int, other: int) -> None:
        kept, merged = self.standing(one), self.standing(other)
        if kept is None or merged is None or kept == merged:
            return
        merge = prospects.merge_prospects(
            kept_id=kept.pk, merged_id=merged.pk, by=self.rep, now=self.now
        )
        assert self.standing(other) == kept
        prospects.undo_merge(merge_id=merge.pk, by=self.rep, now=self.now)
        assert self.standing(other) == merged

    @rule()
    def time_passes(self) -> None:
        self.now += timedelta(hours=3)

    def standing(self, number: int) -> Prospect | None:
        row = Identifier.objects.filter(
            team=self.key.team, kind="domain", value=f"company{number}.example"
        ).first()
        if row is None:
            return None
        prospect = row.prospect
        return prospect.merged_into or prospect

    # --- what always holds ------------------------------------------------------------

    @invariant()
    def leads_in_are_leads_kept(self) -> None:
        leads = Lead.objects.filter(team=self.key.team).exclude(fate="refused")
        assert leads.count() == self.kept
        assert set(leads.values_list("fate", flat=True)) <= {"created", "merged"}

    @invariant()
    def no_company_is_there_twice(self) -> None:
        assert Prospect.objects.filter(team=self.key.team).count() == len(self.companies)

    @invariant()
    def no_comment_is_kept_twice(self) -> None:
        notes = Touch.objects.filter(prospect__team=self.key.team, outcome="noted")
        assert notes.count() == self.comments

    @invariant()
    def open_has_a_next_attempt(self) -> None:
        rows = Prospect.objects.filter(team=self.key.team)
        for status, at in rows.values_list("status", "next_attempt_at"):
            assert (status == "open") == (at is not None)


@pytest.mark.slow
class TestIntake(TestCase):
    def test_leads_in_are_leads_kept(self) -> None:
        run_state_machine_as_test(
            Intake,
            settings=settings(
                max_examples=15,
                stateful_step_count=15,
                deadline=None,
                suppress_health_check=list(HealthCheck),
            ),
        )
