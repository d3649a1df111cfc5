"""The public interface of sim for type checkers; `__init__.py` imports each name when it is first asked for."""

from .accounts import Indicator
from .costs import Prices, cost_indicators, cost_table
from .day_view import DayView, Dots
from .errors import GridgovError, InputError, ModelError
from .history import History
from .indicators import INDICATORS
from .model import RunResult, StreetModel, run
from .parameters import Declaration, Described, Parameters, choice, describe, param
from .processes.levels import Level
from .scenario import Scenario
from .state import state_digest
from .watch import WatchedStreet

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
