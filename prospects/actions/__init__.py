"""The only writer of prospects, contacts, touches and plans. Each action is one transaction."""

from prospects.actions.assigning import Turns
from prospects.actions.campaigning import (
    CannotCreateCampaign,
    change_campaign,
    create_campaign,
    start_campaign,
)
from prospects.actions.catching_up import CaughtUp, backlog, catch_up, pressing
from prospects.actions.changing import (
    CannotChangePlan,
    hand_over,
    reopen,
    snooze,
    undo_changes,
)
from prospects.actions.checking import Drift, check_plans, sample_drift
from prospects.actions.choosing import choose_time, undo_choice
from prospects.actions.claiming import CannotEndClaim, claim, end_claim
from prospects.actions.correcting import CannotCorrect, correct_prospect
from prospects.actions.covering import CannotCover, add_territory, remove_territory
from prospects.actions.crew import (
    add_day,
    add_leave,
    change_law,
    change_person,
    end_law_change,
    remove_day,
    take_back_leave,
)
from prospects.actions.joining import merge_prospects, undo_merge
from prospects.actions.learning import (
    Recount,
    check_slots,
    count_slots,
    learn_curves,
    rebuild_slots,
)
from prospects.actions.merging import merge_lead
from prospects.actions.nagging import NagMove, move_nags, push_aside
from prospects.actions.opening import CannotAssign, choose_owner, open_prospect
from prospects.actions.opening_many import Opening, open_prospects, plan_prospects
from prospects.actions.parting import Parting, part_with, take_back_parting
from prospects.actions.pausing import pause_prospect, wake_nags
from prospects.actions.peopling import add_contact, correct_contact, remove_contact
from prospects.actions.policies import (
    CannotKeepPolicy,
    change_policy,
    choose_policy,
    start_replan,
)
from prospects.actions.pursuing import PursuedAlready, pursue
from prospects.actions.touching import CannotLogTouch, Logged, log_touch
from prospects.actions.undoing import CannotUndo, undo_touch
from prospects.actions.viewing import CannotKeepView, keep_view, remove_view
from prospects.leads import NewContact, NewProspect, retold

__all__ = [
    "CannotAssign",
    "CannotChangePlan",
    "CannotCorrect",
    "CannotCover",
    "CannotCreateCampaign",
    "CannotEndClaim",
    "CannotKeepPolicy",
    "CannotKeepView",
    "CannotLogTouch",
    "CannotUndo",
    "CaughtUp",
    "Drift",
    "Logged",
    "NagMove",
    "NewContact",
    "NewProspect",
    "Opening",
    "Parting",
    "PursuedAlready",
    "Recount",
    "Turns",
    "add_contact",
    "add_day",
    "add_leave",
    "add_territory",
    "backlog",
    "catch_up",
    "change_campaign",
    "change_law",
    "change_person",
    "change_policy",
    "check_plans",
    "check_slots",
    "choose_owner",
    "choose_policy",
    "choose_time",
    "claim",
    "correct_contact",
    "correct_prospect",
    "count_slots",
    "create_campaign",
    "end_claim",
    "end_law_change",
    "hand_over",
    "keep_view",
    "learn_curves",
    "log_touch",
    "merge_lead",
    "merge_prospects",
    "move_nags",
    "open_prospect",
    "open_prospects",
    "part_with",
    "pause_prospect",
    "plan_prospects",
    "pressing",
    "pursue",
    "push_aside",
    "rebuild_slots",
    "remove_contact",
    "remove_day",
    "remove_territory",
    "remove_view",
    "reopen",
    "retold",
    "sample_drift",
    "snooze",
    "start_campaign",
    "start_replan",
    "take_back_leave",
    "take_back_parting",
    "undo_changes",
    "undo_choice",
    "undo_merge",
    "undo_touch",
    "wake_nags",
]
