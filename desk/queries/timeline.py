"""What happened with a prospect so far: the ribbon of attempts and the timeline."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cadence import rules
from desk import clocks
from desk.queries.board import ATTEMPTS
from desk.words import LOOKS
from prospects import queries as prospects
from prospects.models import PlanChange, Prospect

# The article's claim: how many reps have stopped after so many attempts.
STOPPED_AFTER = {1: 50, 2: 80, 3: 90, 4: 97}
_FILTERS = {
    "call": "Calls",
    "talked": "Talked",
    "sent": "Written and sent",
    "note": "Notes",
    "plans": "Plan and visits",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the timeline, newest first: a touch, a change of the plan, a visit."""

    at: datetime
    when: str
    what: str
    icon: str
    tone: str = ""
    who: str = ""
    note: str = ""
    hook: str = ""
    taken_back: bool = False
    kinds: str = "plans"  # by which of the filters it is shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """What the timeline can be narrowed to, and how many of its entries that are."""

    kind: str
    title: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    number: int
    state: str
    label: str


def ribbon(card: prospects.Card) -> list[Step]:
    prospect = card.prospect
    made = {
        entry.attempt_number: entry
        for entry in card.timeline
        if entry.attempt_number and not entry.taken_back
    }
    # The phase's own twelve: attempt numbers never restart.
    first = (max(prospect.attempt_number, 1) - 1) // ATTEMPTS * ATTEMPTS + 1
    return [_step(number, made.get(number), prospect) for number in range(first, first + ATTEMPTS)]


def _step(number: int, entry: prospects.TimelineEntry | None, prospect: Prospect) -> Step:
    if entry is not None:
        reached = rules.Outcome(entry.outcome).reached_them
        label = LOOKS[rules.Outcome(entry.outcome)].label
        return Step(number=number, state="reached" if reached else "done", label=label)
    if number == prospect.attempt_number and prospect.is_open:
        return Step(number=number, state="now", label="the next")
    passed = number < prospect.attempt_number
    return Step(number=number, state="done" if passed else "", label="made" if passed else "ahead")


def claim(prospect: Prospect) -> str:
    made = prospect.attempt_number - 1
    stopped = STOPPED_AFTER.get(min(made, max(STOPPED_AFTER)))
    return f"{stopped} % of reps have stopped by now" if stopped and prospect.is_open else ""


def timeline(card: prospects.Card, *, now: datetime, zone: str) -> list[Entry]:
    entries = [entry_of(entry, now=now, zone=zone) for entry in card.timeline]
    entries += [_change(change, now=now, zone=zone) for change in card.plan_changes]
    entries += [
        Entry(
            at=visit.at,
            when=clocks.moment(visit.at, now=now, zone=zone),
            what="Looked at our site",
            icon="globe",
            note=visit.title or visit.url,
        )
        for visit in card.web_visits
    ]
    return sorted(entries, key=lambda entry: entry.at, reverse=True)


def filters(entries: Sequence[Entry]) -> list[Filter]:
    """Return the filters that show some of these and not all, in their order."""
    kinds = Counter(kind for entry in entries for kind in entry.kinds.split())
    return [
        Filter(kind=kind, title=title, count=kinds[kind])
        for kind, title in _FILTERS.items()
        if 0 < kinds[kind] < len(entries)
    ]


def _kinds(entry: prospects.TimelineEntry) -> str:
    if entry.outcome == rules.Outcome.NOTED:
        return "note"
    kind = "call" if entry.channel == rules.Channel.CALL else "sent"
    return f"{kind} talked" if rules.Outcome(entry.outcome).reached_them else kind


def entry_of(entry: prospects.TimelineEntry, *, now: datetime, zone: str) -> Entry:
    look = LOOKS[rules.Outcome(entry.outcome)]
    what = look.label
    if entry.attempt_number:
        what = f"{what} · attempt {entry.attempt_number}"
    if entry.promised_at:
        what = f"{what}, for {clocks.moment(entry.promised_at, now=now, zone=zone)}"
    who = entry.who if not entry.contact else f"{entry.who} with {entry.contact}"
    if entry.own_number:
        who = f"{who}, from {entry.own_number}"
    if entry.logged_late:
        who = f"{who}, logged {clocks.age(entry.logged_late)} later"
    return Entry(
        at=entry.at,
        when=clocks.moment(entry.at, now=now, zone=zone),
        what=what,
        icon=look.icon,
        tone=look.tone,
        who=who,
        note=entry.note,
        hook=entry.hook,
        taken_back=entry.taken_back,
        kinds=_kinds(entry),
    )


def _change(change: PlanChange, *, now: datetime, zone: str) -> Entry:
    what = {
        rules.ChangeKind.HAND_OVER: f"Handed over to {change.to_owner}",
        rules.ChangeKind.SNOOZE: "Snoozed",
        rules.ChangeKind.REOPEN: "Opened again",
        rules.ChangeKind.PAUSE: "Reminders rest",
    }.get(rules.ChangeKind(change.kind), "Plan changed")
    if change.undoes_id:
        what = f"Undone: {what[0].lower()}{what[1:]}"
    elif change.until:
        what = f"{what} until {clocks.moment(change.until, now=now, zone=zone)}"
    return Entry(
        at=change.at,
        when=clocks.moment(change.at, now=now, zone=zone),
        what=what,
        icon="calendar-clock",
        who=str(change.by) if change.by else "",
        note=change.reason,
    )
