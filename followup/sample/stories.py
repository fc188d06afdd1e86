"""What happened with the companies of the sample data: stories, told as steps of real touches."""

from dataclasses import dataclass, field
from typing import Any

from cadence import rules

_OUTCOME = rules.Outcome
EMAIL = rules.Channel.EMAIL


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One touch. It happens when it was planned, or `hours` after the one before.

    `agreed` is a day and a local time that was agreed: so many working days from the touch,
    or, with `from_today`, from the day on which the sample is made. `days` turns a number of
    days from the touch into the date that the named detail holds.
    """

    outcome: rules.Outcome
    note: str = ""
    hook: str = ""
    hours: float | None = None
    channel: rules.Channel | None = None
    details: dict[str, Any] = field(default_factory=dict)
    agreed: tuple[int, str] | None = None
    from_today: bool = False
    days: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """Steps from `days_ago` on. Somebody who `keeps_up` goes on trying until nothing is due."""

    days_ago: float
    steps: tuple[Step, ...] = ()
    keeps_up: bool = True
    asked_us: bool = False
    comments: str = ""
    told: dict[str, Any] = field(default_factory=dict)


def _step(outcome: rules.Outcome, **more: Any) -> Step:
    return Step(outcome=outcome, **more)


NO_ANSWER = _step(_OUTCOME.NO_ANSWER)
BUSY = _step(_OUTCOME.BUSY)
VOICEMAIL = _step(_OUTCOME.VOICEMAIL_LEFT, note="Said who we are and that I will try again.")
MAIL_AFTER = _step(
    _OUTCOME.SENT, hours=0.1, channel=EMAIL, note="Sent two lines and the bakery's story."
)
FRONT_DESK = _step(
    _OUTCOME.GATEKEEPER,
    note="The front desk was friendly. In a meeting all morning.",
)
BEST_TIME = _step(
    _OUTCOME.GATEKEEPER,
    note="Assistant says early is best, before the day's meeting.",
    details={"best_time": "Tue-Thu 08:00-09:30"},
)
AWAY = _step(_OUTCOME.GATEKEEPER, note="Travelling, back in ten days.", days={"until": 10})
TALKED = _step(
    _OUTCOME.REACHED_TALKED,
    note="Two servers in a cupboard, backups to a disk that somebody takes home. It worries them.",
    hook="Send the story of the bakery that lost a week, then ask about their backups.",
)
TALKED_AGAIN = _step(
    _OUTCOME.REACHED_TALKED,
    note="Read it. Wants to know what a restore takes, in hours.",
    hook="Answer how long a restore takes: four hours at the print shop.",
)
REPLIED = _step(
    _OUTCOME.REPLIED, hours=5, channel=EMAIL, note="Thanks, that is us to a T. Call me."
)
MAYBE = _step(
    _OUTCOME.MAYBE_LATER,
    note="Budget is made after the summer; nothing before.",
    hook="Ask whether the new budget holds the two servers.",
    details={"period_days": 60},
)
MAYBE_LONG = _step(
    _OUTCOME.MAYBE_LATER,
    note="They move into the new building first.",
    hook="Ask how the move went and who looks after the machines there.",
    details={"period_days": 150},
)
PROJECT = _step(
    _OUTCOME.PROJECT_DATE,
    note="The lease of their machines ends then; everything is to be looked at anew.",
    hook="The lease ends: offer to look at it together before they ask for bids.",
    days={"on": 240},
)
WON = _step(_OUTCOME.WON, note="Signed for three years. It was the ninth call, she had counted.")
LOST = _step(
    _OUTCOME.LOST,
    note="Went with the nephew of the owner.",
    details={"reason": "Bought from somebody they know."},
)
LOST_FOR_NOW = _step(
    _OUTCOME.LOST,
    note="Signed with another house for a year.",
    details={"reason": "A contract for a year elsewhere."},
    days={"revisit_on": 300},
)
NO_MORE_CALLS = _step(
    _OUTCOME.OPTED_OUT, note="Please write, do not call.", details={"channel": "call"}
)
NO_MORE = _step(_OUTCOME.OPTED_OUT, note="Asked not to be contacted again.")
WRONG = _step(_OUTCOME.WRONG_NUMBER, note="A bakery now. Nobody knows them.")
APPOINTMENT = _step(
    _OUTCOME.APPOINTMENT_SET,
    note="Half an hour by video, with the bookkeeper.",
    hook="Show the restore, live.",
    agreed=(2, "10:00"),
    from_today=True,
    details={"minutes": 30, "place": "By video"},
)
APPOINTMENT_THEN = _step(
    _OUTCOME.APPOINTMENT_SET,
    note="On site, wants to show the cupboard.",
    hook="See the cupboard.",
    agreed=(3, "14:00"),
    details={"minutes": 60, "place": "At theirs"},
)
HELD = _step(
    _OUTCOME.APPOINTMENT_HELD,
    note="An hour and a half. They want an offer for two machines and the backups.",
    hook="The offer for two machines, with the restore as a line of its own.",
)
MISSED = _step(_OUTCOME.APPOINTMENT_MISSED, note="Nobody there. The hall said: sick.")
CALL_TODAY = _step(
    _OUTCOME.CALLBACK_AGREED,
    note="Between two meetings. Call me then.",
    hook="He asked what it costs for twelve people.",
    agreed=(0, "17:30"),
    from_today=True,
)
CALL_TOMORROW = _step(
    _OUTCOME.CALLBACK_AGREED,
    note="Wants the partner on the line too.",
    hook="What happens to the old machines: we take them.",
    agreed=(1, "10:15"),
    from_today=True,
)
CALL_FORGOTTEN = _step(
    _OUTCOME.CALLBACK_AGREED,
    note="Said: not before three.",
    hook="Promised the price per seat.",
    agreed=(-1, "15:00"),
    from_today=True,
)
SNOW = "They asked on our page what a restore takes. Two machines, twelve people."

CHASED = (NO_ANSWER, VOICEMAIL, MAIL_AFTER, NO_ANSWER, FRONT_DESK, NO_ANSWER, VOICEMAIL, NO_ANSWER)

STORIES: tuple[Story, ...] = (
    # --- today's work -------------------------------------------------------------------------
    Story(days_ago=0.003, asked_us=True, keeps_up=False, comments=SNOW),
    Story(days_ago=0.02, asked_us=True, keeps_up=False, comments="Please call me about backups."),
    Story(days_ago=0.08, keeps_up=False, comments="Card from the fair, stand 12."),
    Story(days_ago=0.2, keeps_up=False),
    Story(days_ago=0.3, keeps_up=False),
    Story(days_ago=9, steps=(NO_ANSWER, VOICEMAIL, MAIL_AFTER, BUSY, CALL_TODAY), keeps_up=False),
    Story(days_ago=7, steps=(NO_ANSWER, NO_ANSWER, CALL_TOMORROW), keeps_up=False),
    Story(days_ago=12, steps=(*CHASED[:5], CALL_FORGOTTEN), keeps_up=False),
    Story(days_ago=20, steps=(*CHASED[:5], TALKED, APPOINTMENT), keeps_up=False),
    Story(days_ago=14, steps=(NO_ANSWER, FRONT_DESK, TALKED, REPLIED), keeps_up=False),
    # --- chased as the rule says --------------------------------------------------------------
    Story(days_ago=2),
    Story(days_ago=3, steps=CHASED[:2]),
    Story(days_ago=4, steps=CHASED[:3]),
    Story(days_ago=6, steps=CHASED[:4]),
    Story(days_ago=7, steps=CHASED),
    Story(days_ago=9, steps=CHASED),
    Story(days_ago=11, steps=CHASED),
    Story(days_ago=14, steps=CHASED),
    Story(days_ago=18, steps=CHASED),
    Story(days_ago=25, steps=CHASED),
    Story(days_ago=45, steps=CHASED),
    Story(days_ago=110, steps=CHASED),
    Story(days_ago=6, steps=(NO_ANSWER, BEST_TIME)),
    Story(days_ago=11, steps=(NO_ANSWER, NO_ANSWER, BEST_TIME, NO_ANSWER)),
    Story(days_ago=5, steps=(NO_ANSWER, AWAY)),
    Story(days_ago=22, steps=(NO_ANSWER, AWAY, NO_ANSWER)),
    Story(days_ago=8, steps=(NO_ANSWER, WRONG), keeps_up=False),
    # --- forgotten for a while ----------------------------------------------------------------
    Story(days_ago=2.2, keeps_up=False, comments="Bought a list: met at the chamber."),
    Story(days_ago=1.6, asked_us=True, keeps_up=False, comments="When can somebody call?"),
    Story(days_ago=8, steps=CHASED[:4], keeps_up=False),
    Story(days_ago=9, steps=CHASED[:2], keeps_up=False),
    Story(days_ago=15, steps=CHASED[:4], keeps_up=False),
    Story(days_ago=21, steps=CHASED[:1], keeps_up=False),
    Story(days_ago=12, steps=(NO_ANSWER, TALKED), keeps_up=False),
    # --- they talked --------------------------------------------------------------------------
    Story(days_ago=5, steps=(NO_ANSWER, TALKED)),
    Story(days_ago=16, steps=(*CHASED[:4], TALKED, TALKED_AGAIN)),
    Story(days_ago=30, steps=(*CHASED, TALKED, TALKED_AGAIN)),
    Story(days_ago=20, steps=(*CHASED[:4], TALKED, APPOINTMENT_THEN, HELD)),
    Story(days_ago=17, steps=(NO_ANSWER, TALKED, APPOINTMENT_THEN, MISSED)),
    Story(days_ago=40, steps=(*CHASED, TALKED, APPOINTMENT_THEN, HELD, TALKED_AGAIN)),
    # --- later ---------------------------------------------------------------------------------
    Story(days_ago=60, steps=(*CHASED[:3], MAYBE)),
    Story(days_ago=35, steps=(NO_ANSWER, MAYBE)),
    Story(days_ago=80, steps=(*CHASED[:5], MAYBE_LONG)),
    Story(days_ago=28, steps=(NO_ANSWER, NO_ANSWER, PROJECT)),
    Story(days_ago=50, steps=(*CHASED[:4], PROJECT)),
    Story(days_ago=70, steps=(NO_ANSWER, TALKED, LOST_FOR_NOW)),
    # --- settled -------------------------------------------------------------------------------
    Story(days_ago=50, steps=(*CHASED, TALKED, APPOINTMENT_THEN, HELD, WON)),
    Story(days_ago=64, steps=(*CHASED[:5], TALKED, TALKED_AGAIN, WON)),
    Story(days_ago=30, steps=(NO_ANSWER, TALKED, APPOINTMENT_THEN, HELD, WON)),
    Story(days_ago=41, steps=(*CHASED[:6], TALKED, LOST)),
    Story(days_ago=33, steps=(NO_ANSWER, NO_ANSWER, LOST)),
    Story(days_ago=26, steps=(NO_ANSWER, VOICEMAIL, NO_MORE)),
    Story(days_ago=19, steps=(NO_ANSWER, NO_MORE_CALLS)),
    # --- and some more of the usual ------------------------------------------------------------
    Story(days_ago=3.5, steps=CHASED[:2]),
    Story(days_ago=5.5, steps=CHASED[:4]),
    Story(days_ago=8.5, steps=(NO_ANSWER, BUSY, VOICEMAIL)),
    Story(days_ago=10.5, steps=(BUSY, BUSY, NO_ANSWER)),
    Story(days_ago=12.5, steps=(FRONT_DESK, FRONT_DESK, VOICEMAIL)),
    Story(days_ago=16.5, steps=CHASED),
    Story(days_ago=32, steps=CHASED),
)
