"""Side by side with peers: the same work done by gridgov and by what a user would otherwise take, in one run."""

from __future__ import annotations

from collections.abc import Sequence


def main(arguments: Sequence[str] = ()) -> int:
    """Run every comparison and print a line each, or one JSON document with "--json"; 1 if one could not be made."""
    from experiments.benchmarks.table import bench

    return bench("--json" in arguments)
