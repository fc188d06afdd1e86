"""The facts of many open prospects in a handful of statements, to plan or check them together."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Q, Subquery, TextField
from django.db.models.functions import Cast

from cadence import rules
from cadence.models import Policy
from cadence.queries import newest_curves, newest_policies
from people.models import Team, User
from prospects.models import Campaign, Contact, PlanChange, Prospect, Touch
from prospects.scope import Scope

# What the rule asks of a prospect, and what a plan consists of; no words about the company.
PROSPECT_COLUMNS = (
    "id", "public_id", "name", "team_id", "owner_id", "campaign_id", "status", "phone",
    "phone_e164", "last_touch_at",
    "country", "region", "timezone", "hand_raiser", "project_on", "no_voicemail", "promised_at",
    "promised_kind", "promised_given_at", "attempts_before", "last_touch_before_at",
    "next_attempt_at", "next_local_date", "next_local_time", "next_tz", "next_channel", "next_kind",
    "next_contact_id", "next_why", "held_by", "attempt_number", "phase", "urgency", "cycle",
    "overdue_at", "nag_at", "nag_level", "policy_version_id", "curve_version_id", "explored",
    "paused_until", "raise_error", "recorded_at", "updated_at", "closed_at", "lost_reason",
    "revisit_on",
)  # fmt: skip
_CONTACT_COLUMNS = (
    "id", "prospect_id", "role", "email", "phone", "mobile", "phone_e164", "mobile_e164",
    "timezone", "best_time", "preferred_channel", "contact_every_days", "opted_out_channels",
    "opted_out_at", "left_at",
)  # fmt: skip
_CHANGE_COLUMNS = ("id", "prospect_id", "kind", "at", "until")
_ROLE_ORDER = {rules.Role.DECISION_MAKER: 0, rules.Role.INFLUENCER: 1, rules.Role.OTHER: 2}


class TouchRow(NamedTuple):
    """A touch as the rule needs it. A model's row would cost five times as much to make."""

    pk: int
    occurred_at: datetime
    recorded_at: datetime
    channel: str
    direction: str
    outcome: str
    contact_id: int | None
    rep_id: int | None
    planned_for: datetime | None
    promised_at: datetime | None
    details: dict[str, Any]
    corrects_id: int | None
    attempt_number: int | None
    prospect_id: int


_TOLD = TouchRow._fields.index("details")
_TOUCH_VALUES = tuple("told" if name == "details" else name for name in TouchRow._fields)


@dataclass(frozen=True, slots=True, kw_only=True)
class Many:
    """Some prospects with their touches, changes and people, each as the single reads give them."""

    prospects: Sequence[Prospect]
    touches: Mapping[int, list[Touch]]
    changes: dict[int, list[PlanChange]]
    contacts: Mapping[int, list[Contact]]

    @property
    def owners(self) -> dict[int, User]:
        """Whose prospects they are, by key."""
        return {one.owner_id: one.owner for one in self.prospects}


def open_in(scope: Scope) -> Any:
    """Return the open prospects of `scope`, in no order."""
    rows = Prospect.objects.open().filter(team=scope.team_id)
    if scope.owner_id is not None:
        rows = rows.filter(owner=scope.owner_id)
    if scope.campaign_id is not None:
        rows = rows.filter(campaign=scope.campaign_id)
    if scope.planned_from is not None:
        rows = rows.filter(next_attempt_at__gte=scope.planned_from)
    return rows.filter(_of_policy(scope)) if scope.policy else rows


def _of_policy(scope: Scope) -> Q:
    campaigns = Campaign.objects.filter(team=scope.team_id)
    if scope.policy != Policy.DEFAULT:
        return Q(campaign__in=list(campaigns.filter(policy__name=scope.policy)))
    others = list(campaigns.exclude(policy=None).exclude(policy__name=scope.policy))
    return ~Q(campaign__in=others) | Q(campaign=None) if others else Q()


def owners_of(scope: Scope) -> list[int]:
    """Return the keys of those who may own prospects of `scope`, in order."""
    if scope.owner_id is not None:
        return [scope.owner_id]
    people = User.objects.filter(team=scope.team_id)
    return list(people.order_by("pk").values_list("pk", flat=True))


def next_keys(
    scope: Scope, owners: Sequence[int], *, after: tuple[int, int], limit: int
) -> list[tuple[int, int]]:
    """Return up to `limit` (owner, key) of `scope` that come after such a pair, in their order.

    `owners` are looked through one by one: each is one range of the queue's index. Rep by
    rep, because whoever plans a rep's prospects needs that rep's diary alone.
    """
    found: list[tuple[int, int]] = []
    for owner in owners:
        if owner < after[0] or len(found) >= limit:
            continue
        rows = open_in(scope).filter(owner=owner)
        if owner == after[0]:
            rows = rows.filter(pk__gt=after[1])
        keys = rows.order_by("pk").values_list("pk", flat=True)[: limit - len(found)]
        found += [(owner, key) for key in keys]
    return found


def gather_many(keys: Sequence[int]) -> Many:
    """Return the open ones among `keys` with all that the rule asks of them, in nine statements.

    What two statements see may differ by what was committed between them: whoever writes
    by it guards the row by its cycle.
    """
    rows = list(Prospect.objects.open().filter(pk__in=keys).only(*PROSPECT_COLUMNS).order_by("pk"))
    _surround(rows)
    of = _merged(rows)
    touches = Touch.objects.filter(prospect__in=list(of)).order_by("occurred_at", "id")
    told = touches.annotate(told=Cast("details", TextField())).values_list(*_TOUCH_VALUES)
    changes = PlanChange.objects.filter(
        prospect__in=[row.pk for row in rows], undone_by=None, undoes=None
    ).only(*_CHANGE_COLUMNS)
    contacts = Contact.objects.filter(prospect__in=list(of), blanked_at=None).only(
        *_CONTACT_COLUMNS
    )
    return Many(
        prospects=rows,
        touches=_by_prospect(map(_touch_row, told), of),
        changes=_by_prospect(changes.order_by("at", "id"), of),
        contacts={
            key: sorted(people, key=_rank)
            for key, people in _by_prospect(contacts.order_by("id"), of).items()
        },
    )


def _surround(rows: Sequence[Prospect]) -> None:
    """Set what many prospects share, read once: team, owner, campaign, policy and curve."""
    owners = User.objects.select_related("team").in_bulk({row.owner_id for row in rows})
    named = {row.campaign_id for row in rows if row.campaign_id}
    campaigns = Campaign.objects.select_related("policy").in_bulk(named)
    teams = Team.objects.annotate(
        policy=Subquery(newest_policies().values("public_id")[:1]),
        curve=Subquery(newest_curves().values("pk")[:1]),
    ).in_bulk({row.team_id for row in rows})
    for row in rows:
        row.team, row.owner = teams[row.team_id], owners[row.owner_id]
        row.campaign = campaigns.get(row.campaign_id or 0)
        # As a row read alone carries them.
        row.team_policy = teams[row.team_id].policy  # type: ignore[attr-defined]
        row.team_curve = teams[row.team_id].curve  # type: ignore[attr-defined]


def _touch_row(values: tuple[Any, ...]) -> TouchRow:
    """Return the row; what it tells comes as text, because most of them tell nothing."""
    told = values[_TOLD]
    details = json.loads(told) if told != "{}" else {}
    return TouchRow._make((*values[:_TOLD], details, *values[_TOLD + 1 :]))


def _merged(rows: Sequence[Prospect]) -> dict[int, int]:
    """Return into which of `rows` each key leads: its own, and those that were merged into it."""
    own = {row.pk: row.pk for row in rows}
    merged = Prospect.objects.filter(merged_into__in=list(own)).values_list("pk", "merged_into_id")
    return {**own, **{key: into for key, into in merged if into is not None}}


def _by_prospect(rows: Any, of: Mapping[int, int]) -> dict[int, list[Any]]:
    found: defaultdict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[of[row.prospect_id]].append(row)
    return found


def _rank(contact: Contact) -> int:
    return _ROLE_ORDER.get(rules.Role(contact.role), 3)
