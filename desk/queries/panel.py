"""The middle and the right: one prospect, what to say to it, and what is known."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import phonenumbers

from cadence import rules
from cadence.calendars import calling_calendar
from desk import clocks
from desk.queries.timeline import Entry, Filter, Step, claim, entry_of, filters, ribbon, timeline
from desk.words import CHANNELS, KNOWN, ROLES
from people.models import User
from playbook import queries as playbook
from playbook.filling import SpokenFacts, fill
from playbook.models import Script
from prospects import queries as prospects
from prospects.models import Contact, Prospect
from reminders.queries import WordLine, words_about

_MOMENTS = (
    (Script.Moment.CALL, "Call"),
    (Script.Moment.GATEKEEPER, "Gatekeeper"),
    (Script.Moment.VOICEMAIL, "Voicemail"),
    (Script.Moment.EMAIL, "E-mail"),
    (Script.Moment.REFRESH, "Recall"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody there, and how to reach them. `warning` is why not to."""

    public_id: UUID
    name: str
    title: str
    role: str
    phone: str
    email: str
    best_time: str
    warning: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Dial:
    """The number to call: as people read it and as a phone takes it, and whether one may now."""

    shown: str
    number: str
    legal: bool
    their_clock: str
    my_clock: str
    city: str


@dataclass(frozen=True, slots=True, kw_only=True)
class From:
    """The team's own numbers, each as the log keeps it and as people read it, and which to use."""

    numbers: Sequence[tuple[str, str]]
    proposed: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rest:
    """A pause of the reminders: until when, why and by whom."""

    until: str
    reason: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The next attempt. `mine` is the time on the rep's own clock, where that differs."""

    when: str
    mine: str
    channel: str
    why: str
    late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """One thing that is known of how they work and buy; empty if nobody has asked yet."""

    column: str
    title: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    card: prospects.Card
    prospect: Prospect
    person: Person | None
    people: Sequence[Person]
    dial: Dial
    call_from: From | None
    words: Sequence[WordLine]
    rest: Rest | None
    plan: Plan | None
    last: Entry | None
    opening: str
    scripts: Sequence[tuple[str, str]]
    ribbon: Sequence[Step]
    claim: str
    known: Sequence[Known]
    timeline: Sequence[Entry]
    filters: Sequence[Filter]


def panel(prospect: Prospect, *, rep: User, now: datetime) -> Panel:
    """Return everything the open prospect shows to `rep`, in eight statements."""
    card = prospects.card(prospect, now=now)
    last = card.last_touch
    facts = spoken_facts(card, rep=rep, now=now)
    entries = timeline(card, now=now, zone=rep.timezone)
    words = playbook.scripts(prospect.team)
    opening = playbook.opening(words, has_hook=bool(card.hook), has_pain=bool(facts.pain_points))
    return Panel(
        card=card,
        prospect=prospect,
        person=_person(card.reached) if card.reached else None,
        people=[_person(contact) for contact in card.contacts],
        dial=_dial(card, rep=rep, now=now),
        call_from=_call_from(prospect) if prospect.is_open else None,
        words=words_about(prospect),
        rest=_rest(card, rep=rep, now=now),
        plan=_plan(prospect, rep=rep, now=now),
        last=entry_of(last, now=now, zone=rep.timezone) if last else None,
        opening=fill(opening, facts),
        scripts=[(title, fill(words[moment], facts)) for moment, title in _MOMENTS],
        ribbon=ribbon(card),
        claim=claim(prospect),
        known=[
            Known(column=name, title=title, text=getattr(prospect, name))
            for name, title in KNOWN.items()
        ],
        timeline=entries,
        filters=filters(entries),
    )


def _dial(card: prospects.Card, *, rep: User, now: datetime) -> Dial:
    prospect, zone = card.prospect, zone_of(card.prospect)
    calendar = calling_calendar(
        tz=zone, country=prospect.country or prospect.team.country, region=prospect.region
    )
    return Dial(
        shown=_spaced(card.phone),
        number=_dialled(card.phone),
        legal=calendar.is_legal(now),
        their_clock=clocks.hour(now, zone),
        my_clock=clocks.hour(now, rep.timezone),
        city=clocks.city(zone),
    )


def _call_from(prospect: Prospect) -> From | None:
    known = prospects.own_numbers(prospect)
    if known is None:
        return None
    return From(
        numbers=[(one.number, one.label or _spaced(one.number)) for one in known.all],
        proposed=known.proposed.number,
        why=rules.reason_in_words(known.proposed.reason),
    )


def _rest(card: prospects.Card, *, rep: User, now: datetime) -> Rest | None:
    until = card.prospect.paused_until
    if until is None or until <= now or not card.prospect.is_open:
        return None
    paused = next((one for one in card.plan_changes if one.kind == rules.ChangeKind.PAUSE), None)
    return Rest(
        until=clocks.moment(until, now=now, zone=rep.timezone),
        reason=paused.reason if paused else "",
        by=str(paused.by) if paused and paused.by else "",
    )


def _plan(prospect: Prospect, *, rep: User, now: datetime) -> Plan | None:
    at, zone = prospect.next_attempt_at, zone_of(prospect)
    if at is None:
        return None
    here = clocks.hour(at, zone) == clocks.hour(at, rep.timezone)
    return Plan(
        when=clocks.moment(at, now=now, zone=zone),
        mine="" if here else clocks.moment(at, now=now, zone=rep.timezone),
        channel=CHANNELS.get(prospect.next_channel, prospect.next_channel),
        why=" ".join(map(rules.reason_in_words, prospect.reasons())),
        late=bool(prospect.overdue_at and prospect.overdue_at <= now),
    )


def zone_of(prospect: Prospect) -> str:
    """The zone on whose clocks this prospect is called."""
    return prospect.next_tz or prospect.timezone or prospect.team.timezone


def _person(contact: Contact) -> Person:
    warning = "wants no contact" if contact.opted_out_at else ""
    return Person(
        public_id=contact.public_id,
        name=str(contact),
        title=contact.title,
        role=ROLES.get(contact.role, contact.role),
        phone=_spaced(contact.phone_e164 or contact.mobile_e164) or contact.phone or contact.mobile,
        email=contact.email,
        best_time=contact.best_time,
        warning="has left" if contact.left_at else warning,
    )


def spoken_facts(card: prospects.Card, *, rep: User, now: datetime) -> SpokenFacts:
    """Return what a script may say of the prospect, in the words of `rep`."""
    prospect, person = card.prospect, card.reached
    name = person.name.strip() if person else ""
    today = clocks.on_clock(now, rep.timezone).date()
    spoken = ""
    if prospect.reached_at:
        spoken_on = clocks.on_clock(prospect.reached_at, rep.timezone).date()
        spoken = clocks.spoken_day(spoken_on, today=today)
    return SpokenFacts(
        first_name=name.split()[0] if name else "",
        contact=name,
        company=prospect.name,
        rep=str(rep),
        rep_first_name=str(rep).split()[0],
        team=prospect.team.name,
        hook=card.hook.rstrip("."),
        pain_points=prospect.pain_points.rstrip("."),
        environment=prospect.environment,
        timeframe=prospect.timeframe,
        last_spoken=spoken,
    )


def _spaced(number: str) -> str:
    """A number as people read it; as it was written if it cannot be parsed."""
    try:
        parsed = phonenumbers.parse(number, None)
    except phonenumbers.NumberParseException:
        return number
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def _dialled(number: str) -> str:
    """What follows `tel:`; empty if there is nothing to dial."""
    kept = "".join(char for char in number if char.isascii() and (char.isdigit() or char in "+*#,"))
    return kept if any(char.isdigit() for char in kept) else ""
