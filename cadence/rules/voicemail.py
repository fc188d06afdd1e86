"""Whether a voicemail may be left: a quota, an unkept promise, or a wish not to get any."""

from datetime import datetime, timedelta

from cadence.rules.facts import Facts, Reason, because
from cadence.rules.history import in_order
from cadence.rules.words import Direction, Outcome


def why_no_voicemail(facts: Facts, *, at: datetime) -> Reason | None:
    """
    Return why a call at `at` must leave no voicemail; None if it may leave one.

    The prospect wants none; or as many as the policy allows were left in the days
    before; or one promised another call that has not been made.
    """
    if facts.no_voicemail:
        return because("no_voicemail_wanted")
    policy = facts.policy
    since = at - timedelta(days=policy.voicemail_window_days)
    promise_open = False
    left = 0
    for touch in in_order(facts.touches):
        if touch.direction is not Direction.OUTBOUND or touch.at > at:
            continue
        promise_open = False
        if touch.outcome is Outcome.VOICEMAIL_LEFT:
            left += touch.at > since
            promise_open = touch.promised_on is not None
    if left >= policy.voicemails_per_window:
        return because("voicemails_used_up", left=left, days=policy.voicemail_window_days)
    # The call that keeps the promise may leave the next message; calls before it may not.
    return because("voicemail_promise_open") if promise_open and _too_early(facts, at) else None


def _too_early(facts: Facts, at: datetime) -> bool:
    promised = [touch.promised_on for touch in facts.touches if touch.promised_on is not None]
    return bool(promised) and facts.calendar.local_day(at) < max(promised)
