"""Who comes in and who works here: the only writer; every change leaves an audit entry."""

from people.actions.absence import add_leave, take_back_leave
from people.actions.crewing import (
    PLANNING,
    CannotChangePerson,
    Changes,
    change_person,
    close_account,
    invite,
    invite_again,
    reopen_account,
)
from people.actions.keys import (
    CannotCreateApiKey,
    create_api_key,
    find_api_key,
    note_key_use,
)
from people.actions.listening import want_events
from people.actions.numbers import CannotKeepNumber, add_number, use_number
from people.actions.opening import (
    CannotCreateTeam,
    CannotCreateUser,
    CannotOpenHouse,
    change_preferences,
    create_team,
    create_user,
    keep_calling_rules,
    open_house,
)
from people.actions.recording import record
from people.actions.renewing import revoke_api_key, rotate_api_key

__all__ = [
    "PLANNING",
    "CannotChangePerson",
    "CannotCreateApiKey",
    "CannotCreateTeam",
    "CannotCreateUser",
    "CannotKeepNumber",
    "CannotOpenHouse",
    "Changes",
    "add_leave",
    "add_number",
    "change_person",
    "change_preferences",
    "close_account",
    "create_api_key",
    "create_team",
    "create_user",
    "find_api_key",
    "invite",
    "invite_again",
    "keep_calling_rules",
    "note_key_use",
    "open_house",
    "record",
    "reopen_account",
    "revoke_api_key",
    "rotate_api_key",
    "take_back_leave",
    "use_number",
    "want_events",
]
