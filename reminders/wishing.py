"""How people want to be told besides the page, as plain values: channels, and hours of quiet."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from cadence import rules
from reminders.models import Reminder, Wishes, Word

EMAIL, BROWSER = "email", "browser"
CHANNELS = (EMAIL, BROWSER)
NUDGE = Word.Kind.NUDGE.value
# What somebody is told by, who never said otherwise. The page and its bell always tell.
DEFAULTS: Mapping[str, frozenset[str]] = {
    Reminder.Kind.DUE.value: frozenset({BROWSER}),
    Reminder.Kind.NAG.value: frozenset({BROWSER}),
    Reminder.Kind.DAY_END.value: frozenset({EMAIL}),
    Reminder.Kind.ESCALATION.value: frozenset({EMAIL, BROWSER}),
    Reminder.Kind.MORNING.value: frozenset({EMAIL}),
    NUDGE: frozenset({EMAIL, BROWSER}),
}
QUIET_FROM, QUIET_UNTIL = time(21), time(7)
# The last mail of a day is written when work ends, and read a little after.
GOING_HOME = timedelta(minutes=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One person's wishes. Times are on that person's own clock."""

    channels: Mapping[str, frozenset[str]] = field(default_factory=dict)
    quiet_from: time = QUIET_FROM
    quiet_until: time = QUIET_UNTIL
    names_prospects: bool = False

    def wants(self, kind: str, channel: str) -> bool:
        """Whether notices of `kind` are wanted by `channel`."""
        return channel in self.channels.get(kind, DEFAULTS.get(kind, frozenset()))

    def is_quiet(self, at: time) -> bool:
        """Whether a time of day lies in the quiet hours, which may go past midnight."""
        if self.quiet_from <= self.quiet_until:
            return self.quiet_from <= at < self.quiet_until
        return at >= self.quiet_from or at < self.quiet_until

    def next_loud_moment(self, at: datetime, *, tz: str) -> datetime:
        """Return `at`, or the end of the quiet hours in which it lies."""
        local = at.astimezone(rules.zone(tz))
        if not self.is_quiet(local.time()):
            return at
        day = local.date()
        if local.time() >= self.quiet_until:
            day += timedelta(days=1)
        return max(at, rules.instant(day, self.quiet_until, tz))

    def next_reachable_moment(self, at: datetime, *, hours: rules.WorkingHours) -> datetime:
        """Return `at` if its owner may be disturbed then, else the next moment of that kind.

        That is during work and just after it, and on a working day outside the quiet hours.
        """
        if hours.is_working(at) or hours.is_working(at - GOING_HOME):
            return at
        loud = self.next_loud_moment(at, tz=hours.tz)
        day = hours.local_day(loud)
        if day == hours.local_day(at) and hours.works_on(day):
            return loud
        return max(at, hours.starts_at(hours.next_day(day)))


def wanted(user_ids: Iterable[int]) -> dict[int, Wanted]:
    """Return the wishes of those who have any, in one statement. Nonsense is left out."""
    return {row.user_id: as_wanted(row) for row in Wishes.objects.filter(user_id__in=user_ids)}


def as_wanted(row: Wishes) -> Wanted:
    """Return a row as plain values; what it says that nobody can read has its default."""
    return Wanted(
        channels=_channels(row.channels),
        quiet_from=row.quiet_from,
        quiet_until=row.quiet_until,
        names_prospects=row.names_prospects,
    )


def _channels(told: object) -> dict[str, frozenset[str]]:
    if not isinstance(told, dict):
        return {}
    return {
        kind: frozenset(channel for channel in channels if channel in CHANNELS)
        for kind, channels in told.items()
        if kind in DEFAULTS and isinstance(channels, list)
    }
