"""An actor is whoever asks or acts: a signed-in user or a program's key."""

from people.models import ApiKey, User

Actor = User | ApiKey


def as_columns(actor: Actor | None) -> dict[str, Actor | None]:
    """Return `{"user": …, "api_key": …}` with the actor in its own column and None in the other."""
    return {
        "user": actor if isinstance(actor, User) else None,
        "api_key": actor if isinstance(actor, ApiKey) else None,
    }
