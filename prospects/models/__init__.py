"""Who the team is trying to reach, and everything that happened with them."""

from prospects.models.campaign import Campaign
from prospects.models.contact import Contact, Identifier
from prospects.models.events import Appointment, WebVisit
from prospects.models.plan_change import PlanChange
from prospects.models.prospect import Prospect, ProspectQuerySet
from prospects.models.touch import Touch, TouchQuerySet

__all__ = [
    "Appointment",
    "Campaign",
    "Contact",
    "Identifier",
    "PlanChange",
    "Prospect",
    "ProspectQuerySet",
    "Touch",
    "TouchQuerySet",
    "WebVisit",
]
