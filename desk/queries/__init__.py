"""What the desk's pages show, as plain values that a template needs not think about."""

from desk.queries.board import Board, board, first_to_call, newer_board
from desk.queries.listing import Listing, listing
from desk.queries.logged import JustLogged, just_logged
from desk.queries.panel import Panel, panel

__all__ = [
    "Board",
    "JustLogged",
    "Listing",
    "Panel",
    "board",
    "first_to_call",
    "just_logged",
    "listing",
    "newer_board",
    "panel",
]
