"""The words of the trade as closed lists: channels, outcomes, roles, phases. No logic."""

from enum import IntEnum, StrEnum


class Channel(StrEnum):
    """How somebody is reached."""

    CALL = "call"
    EMAIL = "email"
    MESSAGE = "message"
    LINKEDIN = "linkedin"
    CARD = "card"
    GIFT = "gift"
    FAX = "fax"
    VISIT = "visit"
    ARTICLE = "article"
    NEWSLETTER = "newsletter"


class Direction(StrEnum):
    """Who moved: we (outbound), they (inbound), or nobody outside the house (internal)."""

    OUTBOUND = "outbound"
    INBOUND = "inbound"
    INTERNAL = "internal"


class Outcome(StrEnum):
    """What came of a touch."""

    NO_ANSWER = "no_answer"
    BUSY = "busy"
    VOICEMAIL_LEFT = "voicemail_left"
    GATEKEEPER = "gatekeeper"
    REACHED_TALKED = "reached_talked"
    CALLBACK_AGREED = "callback_agreed"
    MAYBE_LATER = "maybe_later"
    PROJECT_DATE = "project_date"
    APPOINTMENT_SET = "appointment_set"
    APPOINTMENT_HELD = "appointment_held"
    APPOINTMENT_MISSED = "appointment_missed"
    SENT = "sent"
    REPLIED = "replied"
    WON = "won"
    LOST = "lost"
    WRONG_NUMBER = "wrong_number"
    BOUNCED = "bounced"
    LEFT_COMPANY = "left_company"
    OPTED_OUT = "opted_out"
    NOTED = "noted"
    VOID = "void"

    @property
    def reached_them(self) -> bool:
        """A live two-way conversation with the prospect, not with the gatekeeper."""
        return self in REACHED_THEM

    @property
    def needs_promise(self) -> bool:
        """Cannot be logged without the time that was agreed."""
        return self in NEEDS_PROMISE

    @property
    def is_no_interaction(self) -> bool:
        """Stands in the timeline, but says nothing about the prospect."""
        return self in NO_INTERACTION


REACHED_THEM = frozenset(
    {
        Outcome.REACHED_TALKED,
        Outcome.CALLBACK_AGREED,
        Outcome.MAYBE_LATER,
        Outcome.PROJECT_DATE,
        Outcome.APPOINTMENT_SET,
        Outcome.APPOINTMENT_HELD,
        Outcome.WON,
        Outcome.LOST,
    }
)
NEEDS_PROMISE = frozenset({Outcome.CALLBACK_AGREED, Outcome.APPOINTMENT_SET})
NO_INTERACTION = frozenset({Outcome.NOTED, Outcome.VOID})
WRONG_ADDRESS = frozenset({Outcome.WRONG_NUMBER, Outcome.BOUNCED, Outcome.LEFT_COMPANY})


class Firmness(StrEnum):
    """How firm a *maybe later* was: decides how early it is opened."""

    PLAIN = "plain"
    TIGHT = "tight"
    VAGUE = "vague"


class Role(StrEnum):
    """What a contact decides."""

    DECISION_MAKER = "decision_maker"
    INFLUENCER = "influencer"
    GATEKEEPER = "gatekeeper"
    OTHER = "other"


class ChangeKind(StrEnum):
    """What a person did to a plan. DECLINE turns a proposed hand-over down."""

    SNOOZE = "snooze"
    MOVE = "move"
    HAND_OVER = "hand_over"
    CATCH_UP = "catch_up"
    REOPEN = "reopen"
    PAUSE = "pause"
    DECLINE = "decline"


class Kind(StrEnum):
    """What the next attempt is."""

    ATTEMPT = "attempt"
    DECIDE = "decide"
    HAND_OVER = "hand_over"
    FIND_CONTACT = "find_contact"
    APPOINTMENT = "appointment"
    INTRODUCTION = "introduction"
    KEEP_WARM = "keep_warm"


class Phase(StrEnum):
    """Where the pursuit stands."""

    NEW = "new"
    CHASE = "chase"
    PROMISE = "promise"
    DEFERRED = "deferred"
    PROJECT = "project"
    TALKING = "talking"
    NURTURE = "nurture"
    HAND_OVER = "hand_over"
    RHYTHM = "rhythm"
    DECIDE = "decide"


class Urgency(IntEnum):
    """What comes first in the queue; also decides grace and ladder."""

    NEW_LEAD = 0
    PROMISE = 1
    ROUTINE = 2
