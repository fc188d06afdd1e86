"""The only writer of policies, curves and what a team keeps to of its own."""

from cadence.actions.calling import (
    CannotChangeLaw,
    add_day,
    change_law,
    end_law_change,
    remove_day,
)

__all__ = [
    "CannotChangeLaw",
    "add_day",
    "change_law",
    "end_law_change",
    "remove_day",
]
