"""The calibrated street as option files: the fitted one, or a declared one, with the values that were settled on."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from experiments.compose import open_configs
from experiments.logs.calibrating.asking import OF_THE_LOG, Question
from experiments.logs.calibrating.ranges import Point, path_of, written
from experiments.logs.calibrating.trying import refitted
from experiments.logs.fitting.street import delay_factors, delay_values
from experiments.logs.fitting.writing import GROUPS, write_options
from experiments.overrides import Change
from experiments.tables import write_text
from experiments.wish import key_of

Plain = dict[str, Any]
HEAD = "# @package _global_\n# Calibrated by gridgov log calibrate; identifiability.csv says how sure each number is.\n"


def write_street(folder: Path, question: Question, kept: Point, overrides: Sequence[str]) -> None:
    """Write the options with which `gridgov run --config-dir FOLDER street=NAME` is the calibrated street."""
    changes = [text for text in overrides if key_of(text) not in ("name", "seed")]
    with open_configs() as configs:
        understood = configs.understand(changes)
    if question.street is None:
        write_declared(folder, question, kept, understood)
        return
    values = {group: _read(folder, group, question.street.name) for group in GROUPS}
    whole = {**values["street"], "catalogue": values["catalogue"], "onset": values["onset"]}
    _, delays = refitted(question.setting, kept)
    assert delays is not None and question.setting.fitted is not None
    kinds = whole["catalogue"]["categories"]
    for name, said in zip(question.setting.fitted.panel.kinds, delay_values(delays), strict=True):
        kinds[name] |= said
    whole["centres"] |= delay_factors(delays)
    whole = written(_changed(whole, understood), kept, question.setting.street)
    catalogue, onset = whole.pop("catalogue"), whole.pop("onset")
    write_options(folder, question.street.name, {"catalogue": catalogue, "onset": onset, "street": whole})


def write_declared(folder: Path, question: Question, kept: Point, understood: Sequence[Change]) -> None:
    """Write a street that is an option of gridgov's own with the overrides and values that it is to have."""
    base = next(one.value for one in understood if one.key == "street")
    values = _changed({"defaults": [base]}, [one for one in understood if one.key != "street"])
    values["defaults"].append("_self_")
    values = written(values, kept, question.setting.street)
    path = folder / "street" / f"{folder.name}.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    write_text(path, HEAD + yaml.safe_dump(values, allow_unicode=True, sort_keys=False))


def _read(folder: Path, group: str, name: str) -> Plain:
    return dict(yaml.safe_load((folder / group / f"{name}.yaml").read_text(encoding="utf-8")))


def _changed(values: Plain, understood: Sequence[Change]) -> Plain:
    """Return the values with overrides in them: chosen options join the defaults, others stand where they belong."""
    for one in understood:
        if one.chooses:
            word = f"override /{one.key}"
            others = [entry for entry in values["defaults"] if not (isinstance(entry, dict) and word in entry)]
            values["defaults"] = [*others, {word: one.value}]
        elif one.key not in OF_THE_LOG:
            *inside, last = path_of(one.key)
            place = values
            for name in inside:
                place = place.setdefault(name, {})
            place[last] = one.value
    return values
