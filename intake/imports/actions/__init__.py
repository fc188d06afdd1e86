"""The only writer of imports: storing a file, naming its columns, taking its rows in and back."""

from intake.imports.actions.back import CannotTakeBack, take_back, take_back_slice
from intake.imports.actions.naming import CannotName, name_columns
from intake.imports.actions.previewing import preview
from intake.imports.actions.running import (
    CannotStart,
    cancel_import,
    forget_imports,
    start_import,
    take_slice,
)
from intake.imports.actions.storing import CannotDiscard, discard, store_upload

__all__ = [
    "CannotDiscard",
    "CannotName",
    "CannotStart",
    "CannotTakeBack",
    "cancel_import",
    "discard",
    "forget_imports",
    "name_columns",
    "preview",
    "start_import",
    "store_upload",
    "take_back",
    "take_back_slice",
    "take_slice",
]
