"""What stands in the diaries of reps, who is away and who covers: for one plan, or for many."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count

from cadence import rules
from cadence.calendars import rep_hours
from people.models import Leave, User
from prospects.diary import Diary
from prospects.models import Prospect
from prospects.queries.fullness import fullness

_ONE_DAY = timedelta(days=1)
Spans = dict[int, list[tuple[date, date]]]
Counts = list[tuple[int, datetime, int]]


def diary(
    owner: User,
    *,
    earliest: datetime,
    latest: datetime,
    beyond: datetime | None = None,
    besides: int | None = None,
) -> tuple[Diary, datetime]:
    """Return what stands in `owner`'s diary from `earliest` to before `latest`, what fits, and
    when they work, in one statement; two more where they are away and somebody covers.

    And until when it was read: to `beyond` where it is busy before `latest`. Half-hours are
    counted in UTC, days on the owner's own clock. `besides` is a prospect that is not counted.
    """
    span = {"earliest": earliest, "latest": latest, "beyond": beyond or latest}
    counts, spans, read_until = _counts_and_leave(owner, **span, besides=besides)
    cover = None
    if spans and owner.cover_id:
        cover = User.objects.active().select_related("team").filter(pk=owner.cover_id).first()
    people = {owner.pk: owner}
    if cover is not None:
        people[cover.pk] = cover
        span["latest"] = read_until
        more, away, _ = _counts_and_leave(cover, **span, besides=besides)
        counts, spans = counts + more, {**spans, **away}
    return _made(people, counts, spans)[owner.pk], read_until


def diaries(
    owners: Mapping[int, User], *, earliest: datetime, latest: datetime, blank: bool = False
) -> dict[int, Diary]:
    """Return the diaries of many, by key, in two statements, and two more where covers stand in.

    A `blank` one knows hours, leave and room, and that nothing stands in it yet.
    """
    spans = _leave(owners, earliest=earliest, latest=latest)
    counts = [] if blank else _counts(owners, earliest=earliest, latest=latest)
    wanted = {owners[key].cover_id for key in spans} - {None} - owners.keys()
    people = dict(owners)
    if wanted:
        covers = User.objects.active().select_related("team").in_bulk(wanted)
        people |= covers
        spans |= _leave(covers, earliest=earliest, latest=latest)
        counts += [] if blank else _counts(covers, earliest=earliest, latest=latest)
    return _made(people, counts, spans)


def _made(people: Mapping[int, User], counts: Counts, spans: Spans) -> dict[int, Diary]:
    alone = {key: _empty(user, spans.get(key, ())) for key, user in people.items()}
    made = dict(alone)
    for key in spans:
        # The cover's own counters, whoever holds them.
        made[key] = replace(alone[key], cover=alone.get(people[key].cover_id or 0))
    for key, at, count in counts:
        made[key].put(at, count=count)
    return made


def _empty(user: User, spans: Iterable[tuple[date, date]]) -> Diary:
    return Diary(
        half_hour_capacity=user.capacity_per_half_hour,
        day_capacity=user.capacity_per_day,
        hours=_hours(user),
        days_away=frozenset(
            first + _ONE_DAY * ahead
            for first, last in spans
            for ahead in range((last - first).days + 1)
        ),
    )


def _hours(user: User) -> rules.WorkingHours:
    return rep_hours(tz=user.timezone, hours=user.hours, country=user.team.country)


def _standing(owners: Iterable[int], *, earliest: datetime, latest: datetime) -> Any:
    return Prospect.objects.open().filter(
        owner__in=list(owners),
        urgency__in=list(rules.Urgency),  # all of them: lets the queue's index serve
        next_attempt_at__gte=earliest,
        next_attempt_at__lt=latest,
    )


def _counts(owners: Iterable[int], *, earliest: datetime, latest: datetime) -> Counts:
    rows = _standing(owners, earliest=earliest, latest=latest)
    return list(rows.values_list("owner_id", "next_attempt_at").annotate(count=Count("id")))


def _on_leave(owners: Iterable[int], *, earliest: datetime, latest: datetime) -> Any:
    # A day more on either side: whose day it is depends on where they live.
    return Leave.objects.filter(
        user__in=list(owners),
        last_on__gte=earliest.date() - _ONE_DAY,
        first_on__lte=latest.date() + _ONE_DAY,
    )


def _leave(owners: Iterable[int], *, earliest: datetime, latest: datetime) -> Spans:
    spans: Spans = {}
    rows = _on_leave(owners, earliest=earliest, latest=latest)
    for key, first, last in rows.values_list("user_id", "first_on", "last_on"):
        _add(spans, key, first, last, earliest=earliest, latest=latest)
    return spans


def _add(
    spans: Spans, key: int, first: date, last: date, *, earliest: datetime, latest: datetime
) -> None:
    """Add a leave, cut to what is looked at: some are entered for ever."""
    first = max(first, earliest.date() - _ONE_DAY)
    spans.setdefault(key, []).append((first, min(last, latest.date() + _ONE_DAY)))


def _counts_and_leave(
    owner: User,
    *,
    earliest: datetime,
    latest: datetime,
    beyond: datetime,
    besides: int | None,
) -> tuple[Counts, Spans, datetime]:
    """Return both of one person in one statement, and until when they were read."""
    found = fullness(owner, earliest=earliest, latest=latest, beyond=beyond, besides=besides or 0)
    spans: Spans = {}
    for first, last in found.leave:
        _add(spans, owner.pk, first, last, earliest=earliest, latest=max(latest, beyond))
    return [(owner.pk, at, count) for at, count in found.counts], spans, found.read_until
