"""The words in which the tests are told: a prospect in Chicago, and what happened there."""

from datetime import UTC, datetime, time, timedelta

from cadence import rules

CHICAGO = "America/Chicago"
CALENDAR = rules.Calendar(tz=CHICAGO)
# Friday 20 November 2026, 09:00 in Chicago. No holiday is known to this calendar.
FRIDAY = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
BOSS = rules.ContactFact(key=1, role=rules.Role.DECISION_MAKER, has_phone=True, has_email=True)
ASSISTANT = rules.ContactFact(key=2, role=rules.Role.GATEKEEPER, has_phone=True)


def facts(*touches, **more) -> rules.Facts:
    """A prospect recorded on Friday at nine, with `touches`."""
    given = {"key": 7, "recorded_at": FRIDAY, "calendar": CALENDAR, "touches": touches}
    return rules.Facts(**{**given, **more})


def touch(outcome, *, at=FRIDAY, **more) -> rules.TouchFact:
    """A call by us on Friday at nine, unless told otherwise."""
    given = {"channel": rules.Channel.CALL, "outcome": rules.Outcome(outcome), "at": at}
    return rules.TouchFact(**{**given, **more})


def change(kind, *, at=FRIDAY + timedelta(hours=1), **more) -> rules.ChangeFact:
    """What a person did to the plan an hour after the first call."""
    return rules.ChangeFact(kind=rules.ChangeKind(kind), at=at, **more)


def local(year_day, clock="09:00", *, tz=CHICAGO) -> datetime:
    """The instant of "2026-11-23" at "09:00" in Chicago."""
    day = datetime.fromisoformat(year_day).date()
    return rules.instant(day, time.fromisoformat(clock), tz)


def day_of(answer) -> str:
    """The local day that an answer aims at."""
    return answer.day.isoformat()


def codes(answer) -> list[str]:
    """The codes of an answer's reasons."""
    return [reason.code for reason in answer.reasons]


def tried(times, *, outcome="no_answer", start=FRIDAY, **more) -> list[rules.TouchFact]:
    """Calls that were made when the rule said so, each with the same outcome."""
    made: list[rules.TouchFact] = []
    for key in range(times):
        so_far = facts(*made, **more)
        at = rules.place(rules.decide(so_far), so_far).at if made else start
        made.append(touch(outcome, at=at, key=key))
    return made
