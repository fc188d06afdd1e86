"""The lab: how many prospects a way of calling reaches, on simulated people. Pure Python.

Nothing here reads a clock, a database or a setting; the engine is the one that plans
real prospects, and it is told of the simulated ones only what it is told of real ones.
"""

from cadence.lab.figures import Figures, Run, difference, summed_up
from cadence.lab.fitting import best_fixed, trained
from cadence.lab.forecast import Forecast, forecast
from cadence.lab.population import Known, Telephone, people
from cadence.lab.runs import Pursuit, pursue, run, tallies
from cadence.lab.tactics import FIXED, Engine, Fixed, Oracle, Tactic
from cadence.lab.truth import Truth
from cadence.lab.worlds import WORLDS, Persona, World

__all__ = [
    "FIXED",
    "WORLDS",
    "Engine",
    "Figures",
    "Fixed",
    "Forecast",
    "Known",
    "Oracle",
    "Persona",
    "Pursuit",
    "Run",
    "Tactic",
    "Telephone",
    "Truth",
    "World",
    "best_fixed",
    "difference",
    "forecast",
    "people",
    "pursue",
    "run",
    "summed_up",
    "tallies",
    "trained",
]
