"""Apply each seeded fault to a copy of the tree and see that its test notices it (`make faults`)."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.faults.fault import Fault
from tests.faults.faults import FAULTS

ROOT = Path(__file__).resolve().parents[2]
PARTS = ("sim", "experiments", "configs", "tests", "pyproject.toml")
PASSED, FAILED = 0, 1  # what pytest returns


@contextmanager
def copied_tree() -> Iterator[Path]:
    """Yield a copy of the project in a temporary folder."""
    with tempfile.TemporaryDirectory(prefix="faults-") as folder:
        tree = Path(folder)
        for part in PARTS:
            source = ROOT / part
            if source.is_dir():
                shutil.copytree(source, tree / part, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy2(source, tree / part)
        yield tree


def seed(fault: Fault, tree: Path) -> None:
    """Put a fault into a tree; AssertionError if its text is not there exactly once."""
    path = tree / fault.file
    text = path.read_text(encoding="utf-8")
    assert text.count(fault.old) == 1, f"'{fault.story}': its text is {text.count(fault.old)} times in {fault.file}"
    path.write_text(text.replace(fault.old, fault.new), encoding="utf-8")


def outcome(tree: Path, tests: Iterable[str]) -> int:
    """Return how pytest ends in a tree (0 passed, 1 failed, anything else: it could not even run)."""
    env = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    env.pop("PYTEST_XDIST_WORKER", None)
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *tests]
    return subprocess.run(command, cwd=tree, env=env, capture_output=True, check=False).returncode


def is_caught(fault: Fault) -> bool:
    """Whether the fault's test fails once the fault is there (and not because nothing runs any more)."""
    with copied_tree() as tree:
        seed(fault, tree)
        return outcome(tree, [fault.test]) == FAILED


def all_sound() -> bool:
    """Whether the tests pass in a copy without any fault."""
    with copied_tree() as tree:
        return outcome(tree, dict.fromkeys(fault.test for fault in FAULTS)) == PASSED


def main() -> int:
    """Try every fault and say which escaped; return 1 if any did."""
    if not all_sound():
        print("the tests fail without any fault: mend them first")
        return 1
    escaped = 0
    for fault in FAULTS:
        caught = is_caught(fault)
        escaped += not caught
        print(f"{'caught ' if caught else 'ESCAPED'}  {fault.story}", flush=True)
    print(f"{len(FAULTS) - escaped} of {len(FAULTS)} faults caught")
    return int(escaped > 0)


if __name__ == "__main__":
    sys.exit(main())
