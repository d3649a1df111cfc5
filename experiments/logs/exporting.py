"""The command `gridgov log export`: a simulated run, or an imported log, in the form that other tools read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from experiments.libraries import need_libraries
from experiments.logs.folder import FORMAT, check_way, is_log, make_way, read_folder, safe_name, write_folder
from experiments.logs.reading import Log
from experiments.logs.simulated import simulated_log
from experiments.logs.times import check_zone
from experiments.logs.writing import WRITERS, write_as
from experiments.overrides import one_of
from experiments.screen import say
from sim.errors import InputError


class Wanted(NamedTuple):
    """What to write: the form, the run of a study (the beginning of its key), and the zone of its times."""

    to: str
    run: str = ""
    zone: str | None = None


def export_log(folder: Path, wanted: Wanted, overrides: Sequence[str], results: Path, overwrite: bool) -> int:
    """Write results/NAME/ with the log of a run or of an imported folder in a form of `WRITERS`, and as events."""
    need_libraries("gridgov log", "logs", "pandera")
    to, run, zone = wanted
    if to not in WRITERS:
        raise InputError("--to", to or "nothing", one_of(WRITERS), "generic is what gridgov log import reads back")
    place = (results, overrides, safe_name(f"export_{to}", folder.resolve()), overwrite)
    check_way(*place)
    log = _log(folder, run)
    if zone:
        log = log._replace(about={**log.about, "zone": check_zone(zone)})
    target = make_way(*place)
    write_folder(target, log)
    path = write_as(to, target, log)
    say(f"{len(log.events):,} events of {log.about['source']}, local times of {log.about['zone'] or 'an unnamed zone'}")
    say(f"{to}: {path}")
    return 0


def _log(folder: Path, run: str) -> Log:
    if is_log(folder):
        if run:
            raise InputError("--run", run, "nothing for an imported log", f"{folder} is of the format {FORMAT}")
        return read_folder(folder)
    return simulated_log(folder, run)
