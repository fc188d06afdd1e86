"""Reads of this room: leads that were pushed before, and whose they are."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet

from groundwork import among  # noqa: F401 (the lookup)
from intake.models import Batch, BatchPart, KeyDefaults, Lead, LeadQuerySet, PossibleDuplicate
from people.actors import Actor
from people.models import ApiKey, Team, User
from people.permissions import may
from prospects.models import Campaign, Identifier, Prospect

SETTLED = (Lead.Fate.CREATED, Lead.Fate.MERGED, Lead.Fate.SUPPRESSED)


def leads_for(actor: Actor) -> LeadQuerySet:
    """Return the leads that `actor` may see: its team's, or only those it pushed itself.

    Their bodies are read only where they are asked for.
    """
    leads = Lead.objects.visible_to(actor).select_related("prospect", "api_key").defer("raw")
    if may(actor, "leads.read"):
        return leads
    return leads.filter(api_key=actor) if isinstance(actor, ApiKey) else leads.none()


def come_before(
    *, team: Team, source: str, external_id: str, body: str
) -> tuple[Lead | None, Lead | None]:
    """Return the lead that first came under this id, and one of this very body that failed.

    `body` is the SHA-256 of a body as it came, which a lead carries until it is settled.
    """
    failed = Q(fingerprint=body, fate=Lead.Fate.FAILED)
    settled = Q(source=source, settled_external_id=external_id)
    wanted = failed | settled if external_id else failed
    rows = Lead.objects.filter(wanted, team=team).select_related("prospect")
    found = list(rows.defer("raw"))
    first = next((lead for lead in found if lead.settled_external_id is not None), None)
    return first, next((lead for lead in found if lead.fate == Lead.Fate.FAILED), None)


def same_before(first: Lead, *, fingerprint: str) -> Lead | None:
    """Return the lead of `first`'s id, `first` or a later one, that had this very content."""
    if first.fingerprint == fingerprint:
        return first
    again = Lead.objects.filter(
        prospect=first.prospect_id,
        team_id=first.team_id,
        source=first.source,
        external_id=first.external_id,
        fingerprint=fingerprint,
        fate__in=SETTLED,
    )
    return again.order_by("id").first()


def where_it_went(prospect: Prospect) -> Prospect:
    """Return the prospect that stands for `prospect` now: itself, or what it was merged into."""
    while prospect.merged_into_id is not None:
        prospect = Prospect.objects.get(pk=prospect.merged_into_id)
    return prospect


def defaults_of(actor: Actor) -> KeyDefaults | None:
    """Return what a lead of this key belongs to when it does not say."""
    # A door that pushes leads has read it together with the key.
    return getattr(actor, "lead_defaults", None) if isinstance(actor, ApiKey) else None


def campaign_named(slug: str, *, team: Team) -> Campaign | None:
    return Campaign.objects.filter(team=team, slug=slug, is_active=True).first()


def colleague(email: str, *, team: Team) -> User | None:
    """Return the active user of the team with this e-mail, in any case."""
    return User.objects.active().filter(team=team, email__iexact=email).first()


# --- Of many leads at once -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """What a source sent under an id before, and what it was answered."""

    fingerprint: str
    answer: dict[str, Any]


def settled_before(
    names: Collection[tuple[str, str]], *, team: Team
) -> dict[tuple[str, str], Before]:
    """Return what came first under each of these (source, id)."""
    if not names:
        return {}
    by_source: dict[str, list[str]] = {}
    for source, external_id in names:
        by_source.setdefault(source, []).append(external_id)
    wanted = Q()
    for source, ids in by_source.items():
        wanted |= Q(source=source, settled_external_id__among=ids)
    rows = Lead.objects.filter(wanted, team=team).values_list(
        "source", "settled_external_id", "fingerprint", "answer"
    )
    return {
        (source, name or ""): Before(fingerprint=fingerprint, answer=answer)
        for source, name, fingerprint, answer in rows
    }


def failed_before(digests: Collection[str], *, team: Team) -> set[str]:
    """Return which of these bodies, by SHA-256, our own fault tripped over before."""
    rows = Lead.objects.filter(team=team, fate=Lead.Fate.FAILED, fingerprint__among=digests)
    return set(rows.values_list("fingerprint", flat=True)) if digests else set()


def taken(pairs: Collection[tuple[str, str]], *, team: Team) -> set[tuple[str, str]]:
    """Return which of these (kind, value) lead to a prospect of the team."""
    by_kind: dict[str, list[str]] = {}
    for kind, value in pairs:
        by_kind.setdefault(kind, []).append(value)
    wanted = Q()
    for kind, values in by_kind.items():
        wanted |= Q(kind=kind, value__among=values)
    if not by_kind:
        return set()
    return set(Identifier.objects.filter(wanted, team=team).values_list("kind", "value"))


def campaigns_named(slugs: Collection[str], *, team: Team) -> dict[str, Campaign]:
    """Return the active campaigns with these short names."""
    if not slugs:
        return {}
    rows = Campaign.objects.filter(team=team, slug__in=slugs, is_active=True)
    return {row.slug: row for row in rows.select_related("policy")}


def colleagues(emails: Collection[str], *, team: Team) -> set[str]:
    """Return which of these e-mails, in lower case, are of active users of the team."""
    if not emails:
        return set()
    rows = User.objects.active().filter(team=team, email__in=emails)
    return set(rows.values_list("email", flat=True))


def settled_in(batch: Batch, *, first: int, count: int) -> list[tuple[int, dict[str, Any]]]:
    """Return place and answer of the leads of a batch that were settled, among `count` places."""
    rows = Lead.objects.filter(
        batch=batch, place__gte=first, place__lt=first + count, fate__in=SETTLED
    )
    return [(place or 0, answer) for place, answer in rows.values_list("place", "answer")]


def batch_of_job(job_id: UUID, *, actor: Actor) -> Batch | None:
    """Return the batch that a job judges, if `actor` may know of it: its team's, or its own."""
    batches = Batch.objects.visible_to(actor).select_related("job").filter(job=job_id)
    if not may(actor, "leads.read"):
        batches = batches.filter(api_key=actor) if isinstance(actor, ApiKey) else batches.none()
    return batches.first()


def parts_with_problems(batch: Batch) -> QuerySet[BatchPart]:
    """Return the parts of a batch in which something was refused."""
    return BatchPart.objects.filter(batch=batch).exclude(problems=[]).defer("body")


# --- For the pages --------------------------------------------------------------------------------

# What stands side by side of two prospects, with what it is called.
COMPARED = {
    "website": "Web site",
    "phone": "Telephone",
    "address_line1": "Address",
    "postal_code": "Postal code",
    "city": "Town",
    "region": "Region",
    "country": "Country",
    "industry": "Industry",
    "size": "People there",
    "environment": "Environment",
    "pain_points": "Pain points",
    "purchase_plans": "Plans",
    "timeframe": "Time frame",
    "budget": "Budget",
    "decision_process": "How they decide",
    "hook": "The hook",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One thing that is known of two prospects. `differs`: both know it, and not the same."""

    name: str
    label: str
    older: Any
    newer: Any

    @property
    def differs(self) -> bool:
        return bool(self.older) and bool(self.newer) and self.older != self.newer


def pairs_to_settle(actor: Actor) -> QuerySet[PossibleDuplicate]:
    """Return the possible duplicates of the team that nobody has decided about."""
    pairs = PossibleDuplicate.objects.visible_to(actor).open()
    merged = Prospect.Status.MERGED
    return (
        pairs.exclude(older__status=merged)
        .exclude(newer__status=merged)
        .select_related("older__owner", "newer__owner")
    )


def side_by_side(pair: PossibleDuplicate) -> list[Compared]:
    """Return what is known of either prospect."""
    found = [
        Compared(
            name=name, label=label, older=getattr(pair.older, name), newer=getattr(pair.newer, name)
        )
        for name, label in COMPARED.items()
    ]
    return [one for one in found if one.older or one.newer]


def keys_of(actor: Actor) -> QuerySet[ApiKey]:
    """Return the keys of the team: those that are good first, newest first."""
    good_first = F("revoked_at").asc(nulls_first=True)
    rows = ApiKey.objects.visible_to(actor).select_related("lead_defaults__campaign", "created_by")
    return rows.order_by(good_first, "-pk")
