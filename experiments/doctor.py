"""The doctor: versions, fonts, cores, disk and every option file, each with what to do about it."""

from __future__ import annotations

import platform
import shlex
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from experiments.build import build
from experiments.compose import Configs, open_configs
from experiments.cores import available_cores
from experiments.identity import ABSENT, NUMERIC, OTHERS, code_fingerprint, installed
from experiments.plan import build_prices, build_scenario
from experiments.screen import say
from sim.errors import InputError

CJK_FONTS = (
    "Noto Sans CJK SC",
    "Noto Sans CJK JP",
    "Source Han Sans SC",
    "WenQuanYi Micro Hei",
    "Microsoft YaHei",
    "SimHei",
    "PingFang SC",
)
RIVALS = ("ciw", "ema-workbench", "numba", "simpy")
CLUSTER = ("dask", "distributed")
MAPS = ("geopandas", "gerrychain", "pyproj")
LEAST_DISK_GB = 1
NEEDED_PYTHON = (3, 12)


class Finding(NamedTuple):
    """One thing looked at: fine or not, and what was seen."""

    fine: bool
    text: str


def examine(config_dir: Path | None, package: str, results: Path) -> int:
    """Print all findings; return 0 if all is well, 1 if something needs doing."""
    findings = [*_machine(results), *_libraries(), *_fonts(), *_options(config_dir, package)]
    for finding in findings:
        say(f"{'ok  ' if finding.fine else 'MEND'}  {finding.text}")
    return 0 if all(finding.fine for finding in findings) else 1


def option_problems(configs: Configs, package: str = "") -> Iterator[tuple[str, str, InputError | None]]:
    """Yield (group, option, error or None) for every option file: it composes, and its values are allowed."""
    for group, options in configs.options.items():
        for option in options:
            yield group, option, _problem(configs, group, option, package)


def _problem(configs: Configs, group: str, option: str, package: str) -> InputError | None:
    try:
        if group == "study":
            build(configs.study(option), "study", package)
            return None
        config = configs.compose([f"{group}={option}"])
        build_scenario(config, package)
        build_prices(config, package)
        build(config["executor"], "executor", package)
    except InputError as error:
        return error
    return None


def _machine(results: Path) -> Iterator[Finding]:
    python = platform.python_version()
    fine = tuple(map(int, platform.python_version_tuple()[:2])) >= NEEDED_PYTHON
    yield Finding(fine, f"Python {python}" + ("" if fine else ": install Python 3.12 or newer"))
    yield Finding(True, f"{available_cores()} core(s); executor.workers=N sets how many a study uses")
    folder = next(path for path in (results.absolute(), *results.absolute().parents) if path.exists())
    free = shutil.disk_usage(folder).free / 1e9
    yield Finding(
        free >= LEAST_DISK_GB, f"{free:.0f} GB free in {folder}" + ("" if free >= LEAST_DISK_GB else ": make room")
    )
    yield Finding(True, f"model code {code_fingerprint()[:12]}")


def _libraries() -> Iterator[Finding]:
    for name in (*NUMERIC, *OTHERS):
        found = installed(name)
        here = found != ABSENT
        yield Finding(here or name == "gridgov", f"{name} {found}" + ("" if here else f": {_advice(name)}"))
    absent = [name for name in RIVALS if installed(name) == ABSENT]
    advice = f"gridgov bench does without {', '.join(absent)}; to compare with them: pip install {' '.join(absent)}"
    yield Finding(True, advice if absent else f"{', '.join(RIVALS)} for gridgov bench")
    for names, use in ((MAPS, "gridgov divide"), (CLUSTER, "executor=dask")):
        lacking = [name for name in names if installed(name) == ABSENT]
        advice = f"{use} needs {', '.join(lacking)}: pip install {' '.join(lacking)}"
        yield Finding(True, advice if lacking else f"{', '.join(names)} for {use}")


def _advice(name: str) -> str:
    what = "-e . (in gridgov's folder)" if name == "gridgov" else name
    return f"{shlex.join([sys.executable, '-m', 'pip', 'install'])} {what}"


def _fonts() -> Iterator[Finding]:
    from matplotlib.font_manager import fontManager

    names = {font.name for font in fontManager.ttflist}
    found = [name for name in CJK_FONTS if name in names]
    advice = "no Chinese font: install Noto Sans CJK for Chinese labels in pictures (English needs none)"
    yield Finding(True, f"Chinese font {found[0]}" if found else advice)


def _options(config_dir: Path | None, package: str) -> Iterator[Finding]:
    with open_configs(config_dir) as configs:
        results = list(option_problems(configs, package))
    for group, option, error in results:
        if error is not None:
            yield Finding(False, f"option {group}={option}: {error}")
    yield Finding(True, f"{sum(error is None for _, _, error in results)} of {len(results)} option files compose")
