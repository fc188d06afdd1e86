"""An actor is whoever asks or acts: a signed-in user or a program's key."""

from typing import TypedDict

from people.models import ApiKey, User

Actor = User | ApiKey


class Columns(TypedDict):
    """An actor as two columns, of which one is empty at least."""

    user: User | None
    api_key: ApiKey | None


def as_columns(actor: Actor | None) -> Columns:
    """Return `{"user": …, "api_key": …}` with the actor in its own column and None in the other."""
    return {
        "user": actor if isinstance(actor, User) else None,
        "api_key": actor if isinstance(actor, ApiKey) else None,
    }
