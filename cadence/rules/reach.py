"""Whom to contact and by which channel, given opt-outs, wrong numbers and who has left."""

from collections.abc import Iterator
from dataclasses import dataclass

from cadence.rules.facts import ContactFact, Facts, TouchFact
from cadence.rules.history import History
from cadence.rules.words import Channel, Outcome, Role

_RANK = {Role.DECISION_MAKER: 0, Role.INFLUENCER: 1, Role.OTHER: 2, Role.GATEKEEPER: 3}
_BROKEN_CHANNEL = {Outcome.WRONG_NUMBER: Channel.CALL, Outcome.BOUNCED: Channel.EMAIL}


@dataclass(frozen=True, slots=True)
class Way:
    """One way to reach somebody; `contact` is None for the company's own number."""

    contact: int | None
    channel: Channel


def company_refused(history: History) -> bool:
    """Whether the company as a whole asked not to be contacted since the last reopening."""
    return Outcome.OPTED_OUT in history.latest and any(
        touch.contact is None and touch.opt_out_channel is None
        for touch in history.touches
        if touch.outcome is Outcome.OPTED_OUT
    )


def nobody_left(facts: Facts, history: History) -> bool:
    """Whether everybody who still works there asked not to be contacted at all."""
    gone = _gone(history)
    refused = {
        touch.contact
        for touch in history.refusals
        if touch.opt_out_channel is None and touch.contact is not None
    }
    if not (refused or any(one.opted_out_altogether for one in facts.contacts)):
        return False
    present = [one for one in facts.contacts if not one.left and one.key not in gone]
    if not facts.contacts:
        return bool(refused)
    return bool(present) and all(one.opted_out_altogether or one.key in refused for one in present)


def ways(facts: Facts, history: History) -> list[Way]:
    """Return every way that is open, the best first; empty if none is."""
    closed = _closed(history)
    if not facts.contacts:
        call = Way(None, Channel.CALL)
        return [] if (None, Channel.CALL) in closed else [call]
    last = history.last.contact if history.last else None
    people = sorted(facts.contacts, key=lambda one: (_RANK[one.role], one.key != last, one.key))
    company = facts.company_phone
    if company is None:
        # Nobody has an address of their own: then it is the company's number that is called.
        company = not any(one.has_phone or one.has_email for one in people)
    gone = _gone(history)
    return [
        Way(one.key, channel)
        for one in people
        if not (one.left or one.opted_out_altogether or one.key in gone)
        for channel in _channels(one, company_phone=company)
        if channel not in one.opted_out
        and not closed & {(one.key, channel), (None, channel), (one.key, None)}
    ]


def choose(
    open_ways: list[Way], *, contact: int | None = None, channel: Channel | None = None
) -> Way | None:
    """Return the best way, if possible to `contact`, then if possible by `channel`."""
    if not open_ways:
        return None
    if contact is None and channel is None:
        return open_ways[0]
    wanted = [way for way in open_ways if way.contact == contact] or open_ways
    if channel is None:
        return wanted[0]
    same = [way for way in wanted if way.channel is channel]
    return (same or [way for way in open_ways if way.channel is channel] or wanted)[0]


def _channels(one: ContactFact, *, company_phone: bool) -> Iterator[Channel]:
    preferred = one.preferred_channel
    phone = one.has_phone or company_phone
    usable = {Channel.CALL: phone, Channel.MESSAGE: one.has_phone, Channel.EMAIL: one.has_email}
    if preferred is not None and usable.get(preferred, True):
        yield preferred
    for channel in (Channel.CALL, Channel.EMAIL):
        if usable[channel] and channel is not preferred:
            yield channel


def _gone(history: History) -> set[int | None]:
    if Outcome.LEFT_COMPANY not in history.latest:
        return set()
    return {
        touch.contact
        for touch in history.touches
        if touch.outcome is Outcome.LEFT_COMPANY and touch.contact is not None
    }


def _closed(history: History) -> set[tuple[int | None, Channel | None]]:
    """Return what is closed: (contact, channel); a channel of None closes the person."""
    closed: set[tuple[int | None, Channel | None]] = {
        (touch.contact, touch.opt_out_channel)
        for touch in history.refusals
        if (touch.contact, touch.opt_out_channel) != (None, None)
    }
    if not history.misaddressed:
        return closed
    broken: set[tuple[int | None, Channel | None]] = set()
    for touch in history.touches:
        _learn_address(broken, touch)
    return closed | broken


def _learn_address(broken: set[tuple[int | None, Channel | None]], touch: TouchFact) -> None:
    wrong = _BROKEN_CHANNEL.get(touch.outcome)
    if wrong is not None:
        broken.add((touch.contact, wrong))
    else:
        # Whatever went through by that channel since shows that it was put right.
        broken.discard((touch.contact, touch.channel))
