"""Reads of this room: leads that were pushed before, and whose they are."""

from django.db.models import Q

from intake.models import KeyDefaults, Lead, LeadQuerySet
from people.actors import Actor
from people.models import ApiKey, Team, User
from people.permissions import may
from prospects.models import Campaign, Prospect

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
    if not isinstance(actor, ApiKey):
        return None
    return KeyDefaults.objects.select_related("campaign").filter(api_key=actor).first()


def campaign_named(slug: str, *, team: Team) -> Campaign | None:
    return Campaign.objects.filter(team=team, slug=slug, is_active=True).first()


def colleague(email: str, *, team: Team) -> User | None:
    """Return the active user of the team with this e-mail, in any case."""
    return User.objects.active().filter(team=team, email__iexact=email).first()
