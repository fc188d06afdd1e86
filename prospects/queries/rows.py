"""Rows and counts that the actions read: what they lock, match and recount."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Case, Count, F, IntegerField, OuterRef, Q, Subquery, Value, When

from cadence import rules
from cadence.calendars import rep_hours
from cadence.models import Policy
from people.actors import Actor
from people.models import Team, User
from prospects.facts import TOUCH_COLUMNS
from prospects.models import Contact, Identifier, PlanChange, Prospect, Touch


def locked(prospect_id: int, *, by: Actor | None = None) -> Prospect:
    """Return the prospect with its row locked until the transaction ends.

    On SQLite the transaction itself is the lock: it began IMMEDIATE.

    :raises Prospect.DoesNotExist: if there is none, or none that `by` may know of
    """
    # Alone, before the row is read with its owner: PostgreSQL, after waiting for a lock, looks
    # for the joined rows as they were, and finds nothing if the owner has just changed.
    together = Prospect.objects.filter(Q(pk=prospect_id) | Q(merged_into=prospect_id))
    if connection.features.has_select_for_update:
        together = together.select_for_update()
    keys = list(together.order_by("pk").values_list("pk", flat=True))
    rows = Prospect.objects.visible_to(by) if by else Prospect.objects.all()
    newest = Policy.objects.filter(team=OuterRef("team"), name=Policy.DEFAULT).order_by("-version")
    prospect = (
        rows.select_related("team", "owner__team", "campaign__policy")
        .annotate(team_policy_key=Subquery(newest.values("pk")[:1]))
        .get(pk=prospect_id)
    )
    prospect.keys_of_all = keys
    return prospect


def touches_of(prospect: Prospect) -> list[Touch]:
    """Return every touch of the prospect and of those merged into it, oldest first.

    Only the columns that the rule and the tallies need.
    """
    return list(
        Touch.objects.filter(prospect_id__in=prospect.keys_of_all)
        .only(*TOUCH_COLUMNS, "hook")
        .order_by("occurred_at", "id")
    )


def changes_of(prospect: Prospect) -> list[PlanChange]:
    """Return the plan changes that stand, oldest first."""
    return list(
        PlanChange.objects.filter(prospect=prospect, undone_by=None, undoes=None).order_by(
            "at", "id"
        )
    )


def snoozes_standing(prospect: Prospect) -> int:
    """Return how often the prospect was snoozed since its last touch."""
    snoozes = PlanChange.objects.filter(
        prospect=prospect,
        kind=rules.ChangeKind.SNOOZE.value,
        undone_by=None,
        undoes=None,
        at__gte=prospect.last_touch_at or prospect.recorded_at,
    )
    return snoozes.count()


def contacts_of(prospect: Prospect) -> list[Contact]:
    """Return the people there, decision makers first, then in the order they were added."""
    order = [rules.Role.DECISION_MAKER, rules.Role.INFLUENCER, rules.Role.OTHER]
    rank = Case(
        *(When(role=role.value, then=Value(place)) for place, role in enumerate(order)),
        default=Value(len(order)),
        output_field=IntegerField(),
    )
    return list(
        Contact.objects.filter(prospect_id__in=prospect.keys_of_all, blanked_at=None).order_by(
            rank, "id"
        )
    )


def next_in_turn(team: Team) -> User | None:
    """Return the active person who has waited longest for a lead: a rep, else who leads."""
    order = [User.Role.REP, User.Role.MANAGER, User.Role.ADMIN]
    rank = Case(
        *(When(role=role.value, then=Value(place)) for place, role in enumerate(order)),
        output_field=IntegerField(),
    )
    waited = F("last_assigned_at").asc(nulls_first=True)
    return User.objects.active().filter(team=team).order_by(rank, waited, "pk").first()


def load(
    owner: User, *, earliest: datetime, latest: datetime, besides: int | None = None
) -> rules.Load:
    """Return what stands in `owner`'s diary from `earliest` to before `latest`, what fits, and
    when they work.

    Half-hours are counted in UTC, days on the owner's own clock.
    """
    rows = (
        Prospect.objects.open()
        .filter(
            owner=owner,
            urgency__in=list(rules.Urgency),  # all of them: lets the queue's index serve
            next_attempt_at__gte=earliest,
            next_attempt_at__lt=latest,
        )
        .exclude(pk=besides or 0)
        .values_list("next_attempt_at")
        .annotate(count=Count("id"))
    )
    standing: Counter[datetime] = Counter()
    per_day: Counter[date] = Counter()
    zone = ZoneInfo(owner.timezone)
    for at, count in rows:
        at = at.astimezone(UTC)
        into = timedelta(minutes=at.minute % 30, seconds=at.second, microseconds=at.microsecond)
        standing[at - into] += count
        per_day[at.astimezone(zone).date()] += count
    return rules.Load(
        standing=standing,
        per_day=per_day,
        half_hour_capacity=owner.capacity_per_half_hour,
        day_capacity=owner.capacity_per_day,
        hours=rep_hours(tz=owner.timezone, hours=owner.hours, country=owner.team.country),
    )


def match(team: Team, wanted: Sequence[tuple[str, str]]) -> tuple[Prospect | None, list[str]]:
    """Return the prospect that the first known identifier leads to, and on what it matched.

    `wanted` are (kind, value) pairs in the order of belief. One that was merged leads to
    where it was merged into.
    """
    if not wanted:
        return None, []
    asked = Q()
    for kind, value in wanted:
        asked |= Q(kind=kind, value=value)
    # Keys alone: most leads are about somebody new, and then there is no prospect to read.
    found = {
        (kind, value): key
        for kind, value, key in Identifier.objects.filter(asked, team=team).values_list(
            "kind", "value", "prospect_id"
        )
    }
    first = next((found[pair] for pair in wanted if pair in found), None)
    if first is None:
        return None, []
    matched = [kind for kind, value in wanted if found.get((kind, value)) == first]
    prospect = Prospect.objects.get(pk=first)
    while prospect.merged_into is not None:
        prospect = prospect.merged_into
    return prospect, list(dict.fromkeys(matched))
