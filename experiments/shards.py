"""Shards of a study, each made somewhere in a folder of its own, and their merging into one folder."""

from __future__ import annotations

import dataclasses
import json
import re
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from experiments.identity import digest_of
from experiments.ledger import Counts, Ledger, open_ledger, sole_writer
from experiments.plan import SHARD, Plan
from experiments.recall import recall
from experiments.store import MANIFEST, write_tables
from experiments.study import difference, enter, write_status
from experiments.wish import Wish
from sim.errors import InputError

ENDING = re.compile(r"\.shard-\d+-of-\d+$")


def wish_for_shard(part: str, wish: Wish) -> Wish:
    """Return the wish for a part of a study, or of the plan of a result folder; I/N may stand on either side."""
    study = wish.study
    if SHARD.fullmatch(study):
        part, study = study, part
    if not (Path(study) / MANIFEST).is_file():
        return dataclasses.replace(wish, study=study, shard=part)
    former = recall(Path(study), wish.package)
    if not former.study:
        raise InputError("STUDY", study, "a study, or the folder of one", "a single run cannot be divided")
    return dataclasses.replace(former.with_more(wish.overrides), shard=part, command="")


def merged_name(first: Path) -> str:
    """Return the name of the folder that takes a shard and the others."""
    return ENDING.sub("", first.name)


def merge(plan: Plan, folders: Sequence[Path]) -> Counts:
    """Take all that folders of one study have stored into the folder of its plan, and write its tables.

    Raises InputError, before anything is taken, for a folder of another design, code or versions, and for a run that
    two folders have with different results.
    """
    plan.folder.mkdir(parents=True, exist_ok=True)
    with sole_writer(plan.folder), open_ledger(plan.folder) as ledger:
        enter(plan, ledger)
        stored = {key: (digest, plan.folder) for key, digest in _digests(ledger)}
        for folder in folders:
            with open_ledger(folder) as other:
                _check(plan, folder, other, stored)
        started = time.time()
        for folder in folders:
            with open_ledger(folder) as other:
                _take(ledger, other)
        write_tables(ledger, plan.folder, plan.prices)
        counts = ledger.counts()
        write_status(plan, ledger, "complete" if counts.stored == counts.planned else "merged in part", started)
        return counts


def _check(plan: Plan, folder: Path, other: Ledger, stored: dict[str, tuple[str, Path]]) -> None:
    about = other.about()
    if reason := difference(plan, {**about, "plan": about["whole"]}):
        mend = "merge with the code, libraries and options that made the shards, or make this shard anew"
        raise InputError("DIR", str(folder), f"a shard of this study, without {reason}", mend)
    for key, digest in _digests(other):
        before, where = stored.setdefault(key, (digest, folder))
        if before != digest:
            mend = f"gridgov verify tells which one is right; leave the other out (run {key})"
            raise InputError("DIR", str(folder), f"results equal to those in {where} where both have a run", mend)


def _digests(ledger: Ledger) -> Iterator[tuple[str, str]]:
    """Yield the key of each stored run and a hash of all its numbers."""
    for record in ledger.records("stored"):
        yield record.run.key, digest_of(json.dumps(record.numbers, sort_keys=True))


def _take(ledger: Ledger, other: Ledger) -> None:
    have = {run.key for run in ledger.planned("stored")}
    for batch in other.batches():
        if not have.issuperset(outcome.key for outcome in batch):
            ledger.store(batch)
