"""When to try again: pure rules on plain values. Everything public, to be used as `rules.…`."""

from cadence.rules.answers import Closed, Decision, NextAttempt
from cadence.rules.decide import decide
from cadence.rules.explain import label, reason_in_words, sentence
from cadence.rules.facts import (
    DEFAULT_POLICY,
    BestTime,
    ChangeFact,
    ContactFact,
    Facts,
    Reason,
    TouchFact,
)
from cadence.rules.history import counts_as_attempt
from cadence.rules.hours import Calendar, Week, Window, instant, week, zone
from cadence.rules.ladder import Rung, grace, rung, rungs
from cadence.rules.law import LAWS, Law, law_for
from cadence.rules.learn import PRIOR, Curve
from cadence.rules.load import EMPTY_LOAD, Load
from cadence.rules.numbers import NumberChoice, NumberFact, own_number
from cadence.rules.nurture import NurtureForecast, nurture_forecast
from cadence.rules.order import SECTIONS, Section, queue_key, section
from cadence.rules.place import Placed, place
from cadence.rules.policy import Policy
from cadence.rules.tally import Tally, dialled
from cadence.rules.voicemail import why_no_voicemail
from cadence.rules.words import (
    ChangeKind,
    Channel,
    Direction,
    Firmness,
    Kind,
    Outcome,
    Phase,
    Role,
    Urgency,
)
from cadence.rules.working import WorkingHours

__all__ = [
    "DEFAULT_POLICY",
    "EMPTY_LOAD",
    "LAWS",
    "PRIOR",
    "SECTIONS",
    "BestTime",
    "Calendar",
    "ChangeFact",
    "ChangeKind",
    "Channel",
    "Closed",
    "ContactFact",
    "Curve",
    "Decision",
    "Direction",
    "Facts",
    "Firmness",
    "Kind",
    "Law",
    "Load",
    "NextAttempt",
    "NumberChoice",
    "NumberFact",
    "NurtureForecast",
    "Outcome",
    "Phase",
    "Placed",
    "Policy",
    "Reason",
    "Role",
    "Rung",
    "Section",
    "Tally",
    "TouchFact",
    "Urgency",
    "Week",
    "Window",
    "WorkingHours",
    "counts_as_attempt",
    "decide",
    "dialled",
    "grace",
    "instant",
    "label",
    "law_for",
    "nurture_forecast",
    "own_number",
    "place",
    "queue_key",
    "reason_in_words",
    "rung",
    "rungs",
    "section",
    "sentence",
    "week",
    "why_no_voicemail",
    "zone",
]
