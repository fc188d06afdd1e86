"""Who the team is trying to reach, and everything that happened with them."""

from prospects.models.campaign import Campaign
from prospects.models.contact import Contact, Identifier
from prospects.models.events import Appointment, WebVisit
from prospects.models.fact_change import FactChange
from prospects.models.merge import AskedTime, Merge
from prospects.models.plan_change import PlanChange
from prospects.models.prospect import Prospect
from prospects.models.prospect_rows import ProspectQuerySet
from prospects.models.saved_view import SavedView
from prospects.models.slot_tally import SlotMark, SlotTally
from prospects.models.territory import Territory
from prospects.models.touch import Touch, TouchQuerySet

__all__ = [
    "Appointment",
    "AskedTime",
    "Campaign",
    "Contact",
    "FactChange",
    "Identifier",
    "Merge",
    "PlanChange",
    "Prospect",
    "ProspectQuerySet",
    "SavedView",
    "SlotMark",
    "SlotTally",
    "Territory",
    "Touch",
    "TouchQuerySet",
    "WebVisit",
]
