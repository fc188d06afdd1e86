"""Reasons turned into words: the sentence a rep would say, and the one word in the queue."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from cadence.rules.facts import Reason
from cadence.rules.hours import zone
from cadence.rules.words import Channel

# A code's sentence, and its label for the queue; a code without a label only adds to another.
TEMPLATES: dict[str, tuple[str, str]] = {
    # closed
    "won": ("They bought.", "won"),
    "lost": ("They said no.", "lost"),
    "company_refused": ("The company asked not to be contacted.", "refused"),
    "nobody_left": ("Everybody there asked not to be contacted.", "refused"),
    # promises and appointments
    "promised": ("They were promised this time.", "promised"),
    "promised_by_lead": ("The lead came with this time agreed.", "promised"),
    "appointment": ("An appointment was made for this time.", "appointment"),
    "appointment_held": ("The appointment was held: say thanks and agree the next step.", "thanks"),
    "appointment_missed": ("They missed the appointment: try again at once.", "missed"),
    "appointment_missed_again": (
        "They missed the appointment and did not answer: try the next day.",
        "missed",
    ),
    "voicemail_promise": ("The voicemail promised a call on {on}, so call then.", "promised"),
    # new
    "asked_us": ("They asked us: the first to call wins.", "asked us"),
    "waits_for_hours": ("It waits for the hours in which a call there is courteous.", ""),
    "waits_for_law": ("It waits for the hours in which the law there ({law}) allows calls.", ""),
    "new_lead": ("A new lead that nobody has tried yet.", "new"),
    "reopened": ("Reopened: it starts afresh.", "reopened"),
    "tried_before": ("Attempts before it came to us: {attempts}.", ""),
    # what they said
    "away_until": ("They are away until {until}; give them a day to settle in.", "back"),
    "best_time": ("We were told that the best time is {best_time}.", "best time"),
    "maybe": ("They said maybe in {days} days; {after} days on is the time to ask.", "maybe"),
    "maybe_month": ("They said maybe in {month}: call toward the end of it.", "maybe"),
    "revisit": ("Lost, but worth asking again on {on}.", "revisit"),
    "talked": ("You talked and agreed nothing: {days} working days later is right.", "talked"),
    "keep_warm": ("They said later, and to hear from us every {days} days.", "rhythm"),
    "rhythm": ("They asked to hear from us every {days} days.", "rhythm"),
    # projects
    "project_introduction": ("Their project starts on {starts_on}: introduce us now.", "project"),
    "project_keep_warm": ("Their project starts on {starts_on}: keep in touch.", "project"),
    "project_approach": ("Their project starts on {starts_on}: they plan it now.", "project"),
    # whom to try
    "try_another": ("That address was wrong ({outcome}): try this one.", "other contact"),
    "find_contact": ("That address was wrong ({outcome}): find another contact.", "find contact"),
    "nobody_to_reach": ("Nobody there can be reached: find another contact.", "find contact"),
    # the chase
    "chase": ("Not reached so far: this is attempt {attempt}.", "try again"),
    "hand_over": ("Not reached in {attempts} attempts: let a colleague try.", "hand over"),
    "handed_over": ("Handed over: a new voice starts afresh.", "handed over"),
    "nurture": ("Not reached in {attempts} attempts: a sign of life every {days} days.", "nurture"),
    "decide": ("The last entry ({outcome}) leaves it open: decide what to do next.", "decide"),
    # what a person changed
    "snoozed": ("It was put off until now.", "snoozed"),
    "moved": ("It was moved here by hand.", "moved"),
    "caught_up": ("It was spread here when catching up.", "catch-up"),
    "reopened_for": ("Reopened for this time.", "reopened"),
    "handed_over_for": ("Handed over for this time.", "handed over"),
    "declined_until": ("The hand-over was declined; this time was chosen instead.", "moved"),
    # limits
    "pause_after_refusal": (
        "They said no, and {law} wants {days} days of peace after that.",
        "",
    ),
    "moved_by_law": ("The law there ({law}) does not allow the time that was set.", ""),
    "no_legal_hours": ("The calling hours ({law}) allow nothing, so ordinary hours were used.", ""),
    "beyond_the_calendar": ("The date was beyond what can be planned; this is the nearest.", ""),
    # channels
    "email_after_voicemail": ("Send an e-mail with something relevant beside it.", ""),
    "other_channel": ("Calls alone have not worked: try {channel} too.", ""),
    "email_meanwhile": ("An e-mail may reach them before.", ""),
    # which number to call from
    "number_only": ("Call from {number}: it is the only one that fits.", ""),
    "number_local": ("Call from {number}: it is local there, and new to them.", ""),
    "number_unused": ("Call from {number}: they were not called from it yet.", ""),
    "number_rested": ("Call from {number}: it is longest since they saw it.", ""),
    # why no voicemail
    "no_voicemail_wanted": ("Leave no voicemail: they want none.", ""),
    "voicemails_used_up": ("Leave no voicemail: {left} in {days} days are enough.", ""),
    "voicemail_promise_open": ("Leave no voicemail: the last one promised a call.", ""),
    # the half-hour
    "good_hour": ("It is a good hour to be answered there.", ""),
    "fresh_hour": ("It is an hour at which they were not tried yet.", ""),
    "odd_time": ("Usual hours failed {misses} times, so try an odd one.", ""),
    "asked_for_this_time": ("It is the time they asked for.", ""),
    "they_are_there_then": ("They have shown signs of life at this hour.", ""),
    "explored": ("The hour is picked at random, to keep learning when people answer.", ""),
    "first_choice_full": ("The best hour was full, so this is the next best.", ""),
    "days_full": ("The days before were full.", ""),
    "no_room": ("Every day near it is full; it is planned all the same.", ""),
    "due_by_now": ("By what holds now it would be due already, so it comes next.", ""),
    "outside_rep_hours": ("Their hours and yours do not meet; it is planned in theirs.", ""),
}
# One is counted as one: "1 attempts" is put right once the numbers are in.
_ONE = re.compile(r"\b1 (attempt|time|day|working day)s\b")
_OFFERED = {
    Channel.LINKEDIN: "LinkedIn",
    Channel.CARD: "a card",
    Channel.ARTICLE: "an article",
}
_DATES = frozenset({"until", "on", "starts_on", "month"})
_VERBS = {
    Channel.CALL: "Call",
    Channel.EMAIL: "Write an e-mail",
    Channel.MESSAGE: "Send a message",
    Channel.LINKEDIN: "Write on LinkedIn",
    Channel.CARD: "Send a card",
    Channel.GIFT: "Send a gift",
    Channel.FAX: "Send a fax",
    Channel.VISIT: "Visit",
    Channel.ARTICLE: "Send an article",
    Channel.NEWSLETTER: "Send the newsletter",
}


def reason_in_words(reason: Reason) -> str:
    """Return one reason as a sentence; a code that is not known any more says nothing."""
    template = TEMPLATES.get(reason.code, ("", ""))[0]
    words = {name: _spoken(name, value) for name, value in reason.values.items()}
    try:
        return _ONE.sub(r"1 \1", template.format_map(words))
    except (KeyError, IndexError, ValueError):
        # Stored by another version of the rule, with other values.
        return ""


def sentence(reasons: Iterable[Reason], *, at: datetime, tz: str, channel: Channel) -> str:
    """
    Return what to do, when on the prospect's clock, and why, as a rep would say it.

    "Call on Tue 24 Nov 2026 at 10:00 (America/Chicago). They were promised this time."
    """
    local = at.astimezone(zone(tz))
    when = f"{local:%a} {local.day} {local:%b %Y} at {local:%H:%M}"
    words = (reason_in_words(reason) for reason in reasons)
    return " ".join([f"{_VERBS[channel]} on {when} ({tz}).", *(one for one in words if one)])


def label(reasons: Sequence[Reason]) -> str:
    """Return one or two words for the queue: what the first telling reason amounts to."""
    labels = (TEMPLATES.get(reason.code, ("", ""))[1] for reason in reasons)
    return next((one for one in labels if one), "next")


def _spoken(name: str, value: str | int) -> str:
    if not isinstance(value, str):
        return str(value)
    if name == "law":
        return "the product's own courtesy" if value == "floor" else value
    if name == "channel":
        return _OFFERED.get(Channel(value), value) if value in set(Channel) else value
    if name in _DATES:
        return _spoken_date(value)
    return value.replace("_", " ")


def _spoken_date(text: str) -> str:
    """Return "2026-12-01" as "1 Dec 2026" and "2027-03" as "March 2027"; else the text itself."""
    try:
        if len(text) == len("2027-03"):
            return f"{date.fromisoformat(f'{text}-01'):%B %Y}"
        day = date.fromisoformat(text)
    except ValueError:
        return text
    return f"{day.day} {day:%b %Y}"
