"""A slow study of the fake model in a process of its own, to be interrupted or killed."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path

from experiments.plan import Plan, Wish, make_plan
from experiments.study import conduct
from tests.experiments.fake_model import slow

REPLICATIONS = 8


def slow_plan(folder: Path, *overrides: str) -> Plan:
    """Return a plan of three design points with a few replications each, in two worker processes."""
    fixed = ("street=tiny", "days=5", f"replications={REPLICATIONS}", "name=slow", "executor.workers=2")
    return make_plan(Wish((*fixed, *overrides), "staffing", folder))


def main(folder: Path) -> int:
    """Conduct the study; 130 after Ctrl-C."""
    try:
        conduct(slow_plan(folder), partial(slow, folder=folder))
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
