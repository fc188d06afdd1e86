"""What the dashboards read: people, figures and the rows behind them, as plain values."""

from dashboards.queries.board import Board, NoSuchRep, Totals, board
from dashboards.queries.crew import Rep, crew
from dashboards.queries.figures import Figures, figures
from dashboards.queries.rows import Row, Show, Wanted, escalations, page
from dashboards.queries.said import Said, said
from prospects.queries.changed import Changed, changed

__all__ = [
    "Board",
    "Changed",
    "Figures",
    "NoSuchRep",
    "Rep",
    "Row",
    "Said",
    "Show",
    "Totals",
    "Wanted",
    "board",
    "changed",
    "crew",
    "escalations",
    "figures",
    "page",
    "said",
]
