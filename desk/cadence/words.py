"""Every number of the policy in words: its label, its unit, and what it does in one sentence."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """`kind` is how it is written: a number, a time of day, or a row of numbers."""

    label: str
    says: str
    unit: str = ""
    kind: str = "number"


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    key: str
    title: str
    says: str
    names: tuple[str, ...]


GROUPS: tuple[Group, ...] = (
    Group(
        key="chase",
        title="The chase",
        says="How often and how long somebody is tried who does not answer.",
        names=(
            "attempts_per_phase",
            "chase_gaps",
            "nurture_days",
            "nurture_call_every",
            "early_close_below",
        ),
    ),
    Group(
        key="hours",
        title="The hour",
        says="When in the day a call is placed, within what the law and courtesy allow.",
        names=(
            "calls_open_minute",
            "calls_close_minute",
            "lunch_opens_minute",
            "lunch_closes_minute",
            "odd_times_after",
            "explore_one_in",
            "failure_points",
            "success_points",
            "signal_points",
            "neighbour_day_percent",
            "tie_spread_percent",
        ),
    ),
    Group(
        key="voicemail",
        title="Voicemail and other channels",
        says="What stands beside the calls.",
        names=("voicemails_per_window", "voicemail_window_days", "other_channel_after_calls"),
    ),
    Group(
        key="promises",
        title="New leads, promises, appointments",
        says="What must not wait.",
        names=(
            "lead_within_working_days",
            "promise_early_minutes",
            "missed_again_minutes",
            "talked_gaps",
        ),
    ),
    Group(
        key="later",
        title="Maybe later",
        says="When somebody is asked again who said not now.",
        names=(
            "after_away_working_days",
            "maybe_percent",
            "maybe_tight_percent",
            "maybe_vague_percent",
            "maybe_days",
            "maybe_month_day",
            "keep_warm_days",
            "keep_warm_from_days",
            "project_approach_days",
            "project_chase_days",
            "project_approach_gap",
        ),
    ),
    Group(
        key="nagging",
        title="Snoozing and nagging",
        says="How long something may wait before somebody is told.",
        names=(
            "snoozes_allowed",
            "snooze_days",
            "lead_sla_minutes",
            "lead_grace_minutes",
            "promise_grace_minutes",
            "routine_grace_minutes",
            "lead_escalation_minutes",
            "promise_escalation_minutes",
            "routine_escalation_working_days",
        ),
    ),
)

TOLD: dict[str, Told] = {
    "attempts_per_phase": Told(
        label="Attempts in one phase",
        says="After so many without an answer, a hand-over is proposed, and then nurture.",
        unit="attempts",
    ),
    "chase_gaps": Told(
        label="Working days between attempts",
        says="From each attempt to the next; the last one repeats.",
        unit="working days each",
        kind="several",
    ),
    "nurture_days": Told(
        label="Sign of life in nurture",
        says="How often somebody hears from us who never answered, for ever.",
        unit="days",
    ),
    "nurture_call_every": Told(
        label="A call among them",
        says="Every so many signs of life is a call, the others are written.",
        unit="signs of life",
    ),
    "early_close_below": Told(
        label="Too early to give up",
        says="Closing for want of an answer before this attempt needs a written reason.",
        unit="attempts",
    ),
    "calls_open_minute": Told(
        label="No call before",
        says="On their clock; where law or courtesy opens later, that holds.",
        kind="clock",
    ),
    "calls_close_minute": Told(
        label="No call from",
        says="On their clock; where law or courtesy closes earlier, that holds.",
        kind="clock",
    ),
    "lunch_opens_minute": Told(
        label="Lunch begins", says="Lunch counts as an odd time to call.", kind="clock"
    ),
    "lunch_closes_minute": Told(
        label="Lunch ends", says="Office hours go on from here.", kind="clock"
    ),
    "odd_times_after": Told(
        label="Odd times after",
        says="So many misses in office hours, then early, lunch and late are tried.",
        unit="misses",
    ),
    "explore_one_in": Told(
        label="An hour at random for one in",
        says="So that the odds of the hours stay measured; the attempt says so.",
        unit="prospects",
    ),
    "failure_points": Told(
        label="A miss lowers its hour by",
        says="And the hours beside it, nearest first; larger spreads the attempts more.",
        unit="points",
        kind="several",
    ),
    "success_points": Told(
        label="An answer raises its hour by",
        says="And the hours beside it, nearest first.",
        unit="points",
        kind="several",
    ),
    "signal_points": Told(
        label="A sign of life raises its hour by",
        says="A visit to a page, an opened e-mail, a busy line; nearest hours first.",
        unit="points",
        kind="several",
    ),
    "neighbour_day_percent": Told(
        label="The same hour on another day",
        says="How much of a miss or an answer counts on the other weekdays.",
        unit="per cent",
    ),
    "tie_spread_percent": Told(
        label="As good as the best",
        says="Hours so close to the best one share a team's calls.",
        unit="per cent",
    ),
    "voicemails_per_window": Told(
        label="Voicemails",
        says="At most so many within the days below.",
        unit="messages",
    ),
    "voicemail_window_days": Told(
        label="Within", says="The days in which voicemails are counted.", unit="days"
    ),
    "other_channel_after_calls": Told(
        label="Another channel after",
        says="So many calls in vain, then LinkedIn, a card or an article is proposed.",
        unit="calls",
    ),
    "lead_within_working_days": Told(
        label="A cold lead is tried within",
        says="Somebody who asked us is always called at once.",
        unit="working days",
    ),
    "promise_early_minutes": Told(
        label="A promise is kept from",
        says="A call so long before the promised minute keeps it.",
        unit="minutes before",
    ),
    "missed_again_minutes": Told(
        label="After a missed appointment",
        says="They are called again after so long, and then the next day.",
        unit="minutes",
    ),
    "talked_gaps": Told(
        label="After a talk without a next step",
        says="Working days until the next call, after one talk, two, and so on.",
        unit="working days each",
        kind="several",
    ),
    "after_away_working_days": Told(
        label="After somebody is back",
        says="They get so long to settle in.",
        unit="working days",
    ),
    "maybe_percent": Told(
        label="Call me in …: ask after",
        says="Of the time they named: a little before it is over.",
        unit="per cent",
    ),
    "maybe_tight_percent": Told(
        label="… if their window is tight", says="Sooner, so as not to miss it.", unit="per cent"
    ),
    "maybe_vague_percent": Told(
        label="… if it was vague", says="Sooner still: it was hardly a date.", unit="per cent"
    ),
    "maybe_days": Told(label="Maybe later, without a time", says="Counts as so long.", unit="days"),
    "maybe_month_day": Told(
        label="Maybe in a month: ask on the",
        says="Toward the end of it, on a working day.",
        unit="day of the month",
    ),
    "keep_warm_days": Told(
        label="Keep warm every",
        says="What they hear from us while a date is far off.",
        unit="days",
    ),
    "keep_warm_from_days": Told(
        label="… if it is further than", says="A nearer date needs no keeping warm.", unit="days"
    ),
    "project_approach_days": Told(
        label="A project is approached",
        says="So long before it starts: planning ends some 90 days before.",
        unit="days before",
    ),
    "project_chase_days": Told(
        label="… and chased", says="From here on with the gaps of the chase.", unit="days before"
    ),
    "project_approach_gap": Told(
        label="… with a call every",
        says="Between the approach and the chase.",
        unit="working days",
    ),
    "snoozes_allowed": Told(
        label="Snoozes", says="So often may one attempt be put off.", unit="times"
    ),
    "snooze_days": Told(label="A snooze lasts", says="At most so long.", unit="days"),
    "lead_sla_minutes": Told(
        label="A new lead should be called within",
        says="What speed-to-lead is measured against.",
        unit="minutes",
    ),
    "lead_grace_minutes": Told(
        label="A new lead is overdue after", says="The rep is nagged then.", unit="minutes"
    ),
    "promise_grace_minutes": Told(
        label="A promise is overdue after", says="The rep is nagged then.", unit="minutes"
    ),
    "routine_grace_minutes": Told(
        label="Any other attempt is overdue after",
        says="The rep is nagged then.",
        unit="minutes",
    ),
    "lead_escalation_minutes": Told(
        label="A new lead goes to the manager after", says="From when it was due.", unit="minutes"
    ),
    "promise_escalation_minutes": Told(
        label="A promise goes to the manager after", says="From when it was due.", unit="minutes"
    ),
    "routine_escalation_working_days": Told(
        label="Any other attempt goes to the manager after",
        says="From when it was due.",
        unit="working days",
    ),
}


def told(name: str) -> Told:
    """Return a number's words; one that has none yet reads as its name."""
    return TOLD.get(name) or Told(label=name.replace("_", " ").capitalize(), says="")
