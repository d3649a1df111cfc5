"""Planning: from what was asked for on the command line to a complete, checked list of runs, before any starts."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from experiments.branching import with_history
from experiments.build import TARGET, build, plain, resolve
from experiments.compose import Configs, Plain, open_configs
from experiments.composer import Composer
from experiments.designs import SEED_BITS, Point, Study, as_overrides, replication_seed
from experiments.execute import Executor, Task
from experiments.identity import code_fingerprint, digest_of, run_keys, versions
from experiments.ledger import PlannedPoint, PlannedRun
from experiments.wish import Wish as Wish  # also found here
from experiments.wish import head_of, longer_horizon, read_study
from sim.costs import Prices
from sim.errors import InputError
from sim.scenario import Scenario

NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*")
LONGEST_NAME = 80
MANY_FACTORS = 6  # up to which an error shows the whole design point
SHARD = re.compile(r"(\d+)/(\d+)")
WORKBENCH = ("name", "seed", "executor")  # keys that do not change what a run is


class Plan(NamedTuple):
    """Everything that will be done: the design points, the runs with their tasks, and how they are priced and made."""

    folder: Path
    wish: Wish
    study: Study
    seed: int
    points: list[PlannedPoint]
    runs: list[PlannedRun]
    scenarios: list[Scenario]
    prices: Prices
    executor: Executor
    fingerprint: str
    whole: str = ""  # the identity of the plan of which this one is a shard

    @property
    def identity(self) -> str:
        """A hash of all run keys in order: equal plans are the same study and may be resumed."""
        return digest_of([run.key for run in self.runs])

    @property
    def baseline(self) -> PlannedPoint:
        """The design point that the others are compared with."""
        return next(point for point in self.points if point.factors == self.study.baseline)

    @property
    def notes(self) -> list[str]:
        """What is allowed in this plan but not as good as it could be, and what a record holds beside its days."""
        of_design = self.study.design.notes if self.study.factors else []
        return [*of_design, *(note for one in self.scenarios[:1] for note in one.notes())]

    def task(self, run: PlannedRun) -> Task:
        """Return a planned run as a task for an executor."""
        return Task(run.key, self.scenarios[run.point], run.seed)


def make_plan(wish: Wish, study: Study | None = None) -> Plan:
    """Return the plan of a run, a named study or a given one; raises InputError for anything that cannot be done."""
    with open_configs(wish.config_dir) as configs:
        study, overrides = read_study(configs, wish) if study is None else (study, list(wish.overrides))
        config = configs.compose(overrides)
        if longer := longer_horizon(study, overrides, config):
            overrides += longer
            config = configs.compose(overrides)
        kept = [text for text in overrides if head_of(text) not in WORKBENCH]
        seed = seed_of(config["seed"])
        with _other_options_named(configs, wish.package):
            baseline = build_scenario(config, wish.package)
            study = study.completed(baseline) if study.factors else study
            points = study.points(seed)
            if study.factors:
                scenarios = build_points(configs, kept, points, wish.package)
                common: Scenario | None = scenarios[points.index(study.baseline_point())]
            else:
                scenarios, common = [baseline], _common(configs, kept, config, wish.package)
            scenarios = with_history(scenarios, common, study.branch_at if study.factors else config["branch_at"])
    texts = [[*kept, *as_overrides(point), *_branch(study)] for point in points]
    configs_of_points = _sharing(map(plain, scenarios))
    planned = [PlannedPoint(*row) for row in zip(range(len(points)), points, configs_of_points, texts, strict=True)]
    fingerprint = code_fingerprint(wish.package)
    plan = Plan(
        folder=wish.results / folder_name(config["name"], wish),
        wish=wish,
        study=study,
        seed=seed,
        points=planned,
        runs=_runs(planned, study, seed if not study.factors else None, seed, fingerprint),
        scenarios=scenarios,
        prices=build_prices(config, wish.package),
        executor=_executor(config, wish.package),
        fingerprint=fingerprint,
    )
    return shard_of(plan) if wish.shard else plan


def _sharing(configs: Iterable[Plain]) -> Iterator[Plain]:
    """Yield configurations whose equal groups are one object: thousands of points differ in few of them."""
    seen: dict[str, Any] = {}
    for config in configs:
        yield {name: seen.setdefault(json.dumps(value), value) for name, value in config.items()}


def shard_of(plan: Plan) -> Plan:
    """Return the part of a plan that its wish asks for, such as "2/8": every eighth run, from the second on."""
    number, parts = map(int, wanted.groups() if (wanted := SHARD.fullmatch(plan.wish.shard)) else (0, 0))
    if not 1 <= number <= parts <= len(plan.runs):
        allowed = f"I/N with 1 <= I <= N <= {len(plan.runs)} (the runs of the study)"
        raise InputError("shard", plan.wish.shard, allowed, "such as 2/8")
    ending = f".shard-{number}-of-{parts}"
    folder = plan.folder.with_name(plan.folder.name.removesuffix(ending) + ending)
    return plan._replace(folder=folder, runs=plan.runs[number - 1 :: parts], whole=plan.identity)


def _common(configs: Configs, kept: list[str], config: Plain, package: str) -> Scenario | None:
    """Return the scenario that a single run shares with others until its branch (None: it has no branch)."""
    before, at = config["branch_from"], config["branch_at"]
    if (at is None) == bool(before) or not isinstance(before, dict):
        mend = "such as branch_at=warmup 'branch_from={communication:one_way}'"
        raise InputError("branch_from", before, "what is other until branch_at, if that is given", mend)
    return build_scenario(configs.compose([*kept, *as_overrides(before)]), package) if before else None


def _branch(study: Study) -> list[str]:
    """Return the overrides by which a single run has the branch of a study."""
    if study.branch_at is None:
        return []
    before = ",".join(text.replace("=", ":", 1) for text in as_overrides(study.baseline_point()))
    return [f"branch_at={study.branch_at}", f"branch_from={{{before}}}"]


def build_points(configs: Configs, kept: list[str], points: Sequence[Point], package: str) -> list[Scenario]:
    """Return the scenario of each design point; one that a scenario refuses is an InputError that names the point."""
    compose = Composer(configs, kept)
    scenarios = []
    for number, point in enumerate(points):
        try:
            scenarios.append(build_scenario(compose(point), package))
        except InputError as error:
            near = {name: level for name, level in point.items() if head_of(name) == head_of(error.what)}
            shown = " ".join(as_overrides(point if len(point) <= MANY_FACTORS else near))
            where = f"in design point {number} of {len(points)}: {shown or 'see the design'}"
            mend = f"{error.mend}; {where}" if error.mend else where
            raise InputError(error.what, error.got, error.allowed, mend) from error
    return scenarios


def build_scenario(config: Plain, package: str = "") -> Scenario:
    """Return the scenario of a composed configuration."""
    fields = {field.name for field in dataclasses.fields(Scenario)}
    scenario = build({name: config[name] for name in fields if name in config}, "", package, Scenario)
    assert isinstance(scenario, Scenario)
    return scenario


@contextmanager
def _other_options_named(configs: Configs, package: str) -> Iterator[None]:
    """Add to the complaint about a key that the chosen option lacks which other options of its group have it."""
    try:
        yield
    except InputError as error:
        group, _, name = error.what.partition(".")
        known = "." not in name and "one of the keys" in error.allowed
        owners = [
            option
            for option in configs.options.get(group, ())
            if known and name in _fields(configs, group, option, package)
        ]
        if not owners:
            raise
        mend = f"{name} is a key of {' and '.join(f'{group}={option}' for option in owners)}"
        raise InputError(error.what, error.got, error.allowed, mend) from error


def _fields(configs: Configs, group: str, option: str, package: str) -> set[str]:
    """Return the keys that an option of a group has (none if its file is broken)."""
    try:
        chosen = configs.compose([f"{group}={option}"])[group]
        return {field.name for field in dataclasses.fields(resolve(chosen[TARGET], group, package))}
    except (InputError, KeyError):
        return set()


def build_prices(config: Plain, package: str = "") -> Prices:
    """Return the prices of a composed configuration."""
    prices = build(config["prices"], "prices", package, Prices)
    assert isinstance(prices, Prices)
    return prices


def _executor(config: Plain, package: str) -> Executor:
    executor: Any = build(config["executor"], "executor", package)
    if not hasattr(executor, "execute"):
        raise InputError("executor", config["executor"], "an executor", "choose executor=local or executor=serial")
    return executor  # type: ignore[no-any-return]


def _runs(
    points: Sequence[PlannedPoint], study: Study, single: int | None, seed: int, fingerprint: str
) -> list[PlannedRun]:
    seeds = [single] if single is not None else [replication_seed(seed, i) for i in range(study.replications)]
    runs: dict[str, PlannedRun] = {}
    for point in points:
        keys = run_keys(fingerprint, point.config, seeds)
        for replication, (key, run_seed) in enumerate(zip(keys, seeds, strict=True)):
            run = PlannedRun(key, len(runs), point.point, replication, run_seed)
            if (same := runs.get(run.key)) is not None:
                _refuse_same(points[same.point].factors, point.factors)
            runs[run.key] = run
    return list(runs.values())


def _refuse_same(first: Point, second: Point) -> None:
    both = f"{' '.join(as_overrides(first))} and {' '.join(as_overrides(second))}"
    raise InputError("factors", both, "levels that differ in the scenario", "these two make the same runs; drop one")


def seed_of(value: Any) -> int:
    """Return the seed that was asked for; InputError if it is none."""
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**SEED_BITS:
        raise InputError("seed", value, f"a whole number from 0 to {2**SEED_BITS - 1}", "default 1")
    return value


def folder_name(value: Any, wish: Wish, command: str = "run") -> str:
    """Return the name of the result folder, made from the command if none was asked for."""
    name = default_name(wish, command) if value is None else str(value)
    if not NAME.fullmatch(name) or len(name) > 2 * LONGEST_NAME:
        allowed = "letters, digits, . _ - (a folder below results/, beginning with a letter, digit or _)"
        raise InputError("name", value, allowed, "such as name=my_study")
    return name


def default_name(wish: Wish, command: str = "run") -> str:
    """Return the folder's name made from the command: the study (or `run`) and its overrides."""
    words = [text for text in wish.overrides if head_of(text) not in ("name", "executor")]
    name = "_".join([wish.study or command, *(re.sub(r"[^A-Za-z0-9.]+", "-", word).strip("-.") for word in words)])
    return name if len(name) <= LONGEST_NAME else f"{name[:LONGEST_NAME]}_{digest_of(words)[:8]}"


def plan_facts(plan: Plan) -> dict[str, Any]:
    """Return what the ledger and the manifest say about a plan."""
    baseline = plan.baseline.point
    seeds = [run.seed for run in plan.runs if run.point == baseline]
    return {
        "plan": plan.identity,
        "whole": plan.whole or plan.identity,
        "shard": plan.wish.shard,
        "study": plan.wish.study,
        "overrides": list(plan.wish.overrides),
        "sources": plan.wish.sources,
        "seed": plan.seed,
        "seeds": seeds,
        "code": plan.fingerprint,
        "versions": versions(),
    }
