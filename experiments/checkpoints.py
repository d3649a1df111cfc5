"""Checkpoints: what brings a street back to a day (scenario, seed, day), and the digest that tells whether it did."""

from __future__ import annotations

import json
from pathlib import Path

from experiments.branching import live
from experiments.build import build, plain
from experiments.identity import code_fingerprint
from sim import History, InputError, Scenario, StreetModel, state_digest

FORMAT = 1
KEYS = {"format", "code", "seed", "until_day", "rules", "state"}


def write_checkpoint(path: Path, history: History, seed: int) -> None:
    """Live a history, unless it was the last one of this process, and write its checkpoint: plain data, no objects."""
    content = {
        "format": FORMAT,
        "code": code_fingerprint(),
        "seed": seed,
        "until_day": history.until_day,
        "rules": plain(history.rules),
        "state": state_digest(live(history, seed)),
    }
    path.write_text(json.dumps(content, indent=1), encoding="utf-8")


def read_checkpoint(path: Path, package: str = "") -> tuple[History, int, StreetModel]:
    """Return the history of a checkpoint, its seed, and a street that has lived it again, verified by its digest.

    InputError if the file is no checkpoint, or if this code or machine makes another street of it. `package`: the
    package whose own rules are in it.
    """
    content = _content(path)
    rules = build(content["rules"], "", package, Scenario)
    history = History(rules=rules, until_day=content["until_day"])
    street = live(history, content["seed"])
    if (found := state_digest(street)) != content["state"]:
        same = content["code"] == code_fingerprint()
        mend = "another machine type or library version" if same else "the model's code is another one"
        raise InputError(str(path), f"state {found[:8]}", f"state {content['state'][:8]}, as stored", mend)
    return history, content["seed"], street


def _content(path: Path) -> dict[str, object]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(str(path), "a file that cannot be read", "a checkpoint", str(error)) from error
    if not isinstance(content, dict) or set(content) != KEYS or content["format"] != FORMAT:
        raise InputError(str(path), "another file", f"a checkpoint of format {FORMAT}", "write_checkpoint makes one")
    return content
