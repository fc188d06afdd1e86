"""What the desk's pages show, as plain values that a template needs not think about."""

from desk.queries.board import Board, board, first_to_call, newer_board
from desk.queries.claims import Claim, claim_of
from desk.queries.facts import Changed, alike, history, person_of
from desk.queries.listing import Listing, beside, listing
from desk.queries.logged import JustLogged, just_logged
from desk.queries.panel import Panel, panel
from desk.queries.times import Asked, asked_times
from desk.queries.views import View, views

__all__ = [
    "Asked",
    "Board",
    "Changed",
    "Claim",
    "JustLogged",
    "Listing",
    "Panel",
    "View",
    "alike",
    "asked_times",
    "beside",
    "board",
    "claim_of",
    "first_to_call",
    "history",
    "just_logged",
    "listing",
    "newer_board",
    "panel",
    "person_of",
    "views",
]
