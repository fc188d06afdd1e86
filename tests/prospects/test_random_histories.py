"""Whatever is logged, undone, handed over and pushed again, the promise of the house holds."""

from datetime import timedelta
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as DjangoTestCase
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from cadence import rules
from prospects import actions, queries
from prospects.facts import gather, policy_of, tallies
from prospects.models import Prospect, Touch
from tests.factories import TUESDAY, create_prospect, create_user

pytestmark = pytest.mark.either_database

DAYS = st.integers(min_value=1, max_value=400)
OUTCOMES = st.sampled_from([outcome for outcome in rules.Outcome if outcome != "void"])
CHANNELS = st.sampled_from([None, *rules.Channel])
BACKDATED = st.sampled_from([0, 0, 0, 30, 60 * 30])  # minutes


class Pursuit(RuleBasedStateMachine):
    """One prospect in the hands of two reps, through weeks of whatever happens."""

    @initialize(asked_us=st.booleans(), before=st.sampled_from([0, 0, 5, 14]))
    def begin(self, asked_us, before):
        self.now = TUESDAY
        self.rep = create_user()
        self.other = create_user(team=self.rep.team)
        self.last_touch = None
        self.last_batch = None
        self.prospect = create_prospect(
            owner=self.rep,
            hand_raiser=asked_us,
            attempts_before=before,
            contacts=[
                actions.NewContact(
                    name="Dana", role="decision_maker", phone="+13125550142", email="d@n.example"
                ),
                actions.NewContact(name="Lee", role="influencer", phone="+442079460000"),
            ],
        )

    def again(self):
        self.prospect = Prospect.objects.get(pk=self.prospect.pk)

    @rule(hours=st.integers(min_value=1, max_value=24 * 40))
    def time_goes_by(self, hours):
        self.now += timedelta(hours=hours)

    @precondition(lambda self: self.prospect.is_open)
    @rule(outcome=OUTCOMES, channel=CHANNELS, days=DAYS, backdated=BACKDATED, data=st.data())
    def somebody_logs(self, outcome, channel, days, backdated, data):
        told = {
            "callback_agreed": {"promised_at": self.now + timedelta(days=days)},
            "appointment_set": {"promised_at": self.now + timedelta(days=days)},
            "maybe_later": {"period_days": days},
            "project_date": {"on": (self.now + timedelta(days=days)).date()},
            "lost": {"reason": "Bought elsewhere."},
            "gatekeeper": {"until": (self.now + timedelta(days=days % 30)).date()},
            "opted_out": data.draw(st.sampled_from([{}, {"channel": "email"}])),
        }
        contact = data.draw(st.sampled_from([None, *queries.contacts_of(self.prospect)]))
        expected = self.prospect.attempt_number
        logged = actions.log_touch(
            prospect_id=self.prospect.pk,
            by=self.rep,
            now=self.now,
            outcome=outcome,
            submission_id=uuid4(),
            channel=channel,
            contact=contact,
            occurred_at=self.now - timedelta(minutes=backdated),
            details=told.get(outcome.value, {}),
        )
        assert logged.is_new
        if logged.touch.attempt_number is not None:
            assert logged.touch.attempt_number == expected
        self.last_touch = logged.touch
        self.again()

    @precondition(lambda self: self.last_touch is not None)
    @rule()
    def the_last_touch_is_taken_back(self):
        actions.undo_touch(
            touch_id=self.last_touch.pk,
            by=self.rep,
            now=self.last_touch.recorded_at + timedelta(seconds=5),
            submission_id=uuid4(),
        )
        self.last_touch = None
        self.again()

    @rule()
    def it_is_handed_over(self):
        to = self.other if self.prospect.owner_id == self.rep.pk else self.rep
        self.last_batch = actions.hand_over(
            prospect_ids=[self.prospect.pk], to=to, by=self.rep, now=self.now
        )
        self.again()

    @rule(days=DAYS)
    def it_is_moved(self, days):
        self.last_batch = actions.snooze(
            prospect_ids=[self.prospect.pk],
            until=self.now + timedelta(days=days),
            by=self.rep,
            now=self.now,
            reason="",
            kind=rules.ChangeKind.MOVE,
        )
        self.again()

    @precondition(lambda self: self.last_batch is not None)
    @rule()
    def the_last_change_is_undone(self):
        actions.undo_changes(batch=self.last_batch, by=self.rep, now=self.now)
        self.last_batch = None
        self.again()

    @precondition(lambda self: self.prospect.status in {"won", "lost"})
    @rule()
    def it_is_reopened(self):
        actions.reopen(prospect_id=self.prospect.pk, by=self.rep, now=self.now)
        self.again()

    @rule(days=DAYS, promised=st.booleans())
    def it_is_pushed_again(self, days, promised):
        actions.merge_lead(
            prospect_id=self.prospect.pk,
            now=self.now,
            new=actions.NewProspect(
                name="Northwind",
                comments="They asked again.",
                promised_at=self.now + timedelta(days=days) if promised else None,
            ),
        )
        self.again()

    @invariant()
    def open_has_a_next_attempt_and_closed_has_none(self):
        prospect = self.prospect
        for column in ("next_attempt_at", "nag_at", "overdue_at", "next_local_date"):
            assert (getattr(prospect, column) is not None) is prospect.is_open
        if prospect.is_open:
            assert prospect.next_attempt_at == rules.instant(
                prospect.next_local_date, prospect.next_local_time, prospect.next_tz
            )
            assert prospect.overdue_at > prospect.next_attempt_at
            assert prospect.owner.is_active
            assert queries.sentence(prospect)

    @invariant()
    def the_plan_is_what_the_facts_say(self):
        facts = gather(
            self.prospect,
            touches=queries.touches_of(self.prospect),
            changes=queries.changes_of(self.prospect),
            contacts=queries.contacts_of(self.prospect),
            policy=policy_of(self.prospect)[0],
        )
        decision = rules.decide(facts)
        if isinstance(decision, rules.Closed):
            assert self.prospect.status == decision.status
        else:
            assert self.prospect.is_open
            assert self.prospect.next_channel == decision.channel
            assert self.prospect.next_kind == decision.kind
            assert self.prospect.attempt_number == decision.attempt_number
            assert self.prospect.phase == decision.phase

    @invariant()
    def the_tallies_are_what_a_recount_says(self):
        counted = tallies(
            Touch.objects.filter(prospect=self.prospect),
            attempts_before=self.prospect.attempts_before,
        )
        assert counted == {name: getattr(self.prospect, name) for name in counted}


class TestPursuit(DjangoTestCase, Pursuit.TestCase):
    settings = settings(
        max_examples=12,
        stateful_step_count=15,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        derandomize=True,
    )
