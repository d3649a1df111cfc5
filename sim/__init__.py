"""gridgov's science: a street, its agents, its rules. The names below are its public interface."""

from sim.accounts import Indicator
from sim.costs import Prices, cost_indicators, cost_table
from sim.errors import GridgovError, InputError, ModelError
from sim.history import History
from sim.indicators import INDICATORS
from sim.model import RunResult, StreetModel, run
from sim.parameters import Declaration, Described, Parameters, choice, describe, param
from sim.processes.levels import Level
from sim.scenario import Scenario
from sim.state import state_digest
from sim.watch import DayView, Dots, WatchedStreet

__all__ = [
    "INDICATORS",
    "DayView",
    "Declaration",
    "Described",
    "Dots",
    "GridgovError",
    "History",
    "Indicator",
    "InputError",
    "Level",
    "ModelError",
    "Parameters",
    "Prices",
    "RunResult",
    "Scenario",
    "StreetModel",
    "WatchedStreet",
    "choice",
    "cost_indicators",
    "cost_table",
    "describe",
    "param",
    "run",
    "state_digest",
]
