"""The only writer of prospects, contacts, touches and plans. Each action is one transaction."""

from prospects.actions.campaigning import CannotCreateCampaign, create_campaign
from prospects.actions.changing import (
    CannotChangePlan,
    hand_over,
    reopen,
    snooze,
    undo_changes,
)
from prospects.actions.merging import merge_lead
from prospects.actions.nagging import NagMove, move_nags, push_aside
from prospects.actions.opening import CannotAssign, choose_owner, open_prospect
from prospects.actions.touching import CannotLogTouch, Logged, log_touch
from prospects.actions.undoing import CannotUndo, undo_touch
from prospects.leads import NewContact, NewProspect

__all__ = [
    "CannotAssign",
    "CannotChangePlan",
    "CannotCreateCampaign",
    "CannotLogTouch",
    "CannotUndo",
    "Logged",
    "NagMove",
    "NewContact",
    "NewProspect",
    "choose_owner",
    "create_campaign",
    "hand_over",
    "log_touch",
    "merge_lead",
    "move_nags",
    "open_prospect",
    "push_aside",
    "reopen",
    "snooze",
    "undo_changes",
    "undo_touch",
]
