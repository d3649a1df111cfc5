"""The picture and the result in README.md, made from a run of the study first_look: `make pictures`."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from experiments.commands import run_study
from experiments.figures.overview import overview
from experiments.marks import ROOT, fill
from experiments.plan import Wish
from experiments.report.answers import answers
from experiments.report.outlines import grid_outlines
from experiments.report.reading import StudyResult, read_study
from experiments.study import Stopping
from experiments.tables import write_text
from sim.errors import ModelError

STUDY = "first_look"
README, IMAGE = ROOT / "README.md", Path("docs/images/first_look.png")
RECORD = ROOT / IMAGE.with_suffix(".json")
GOLDEN = ROOT / "tests" / "golden" / "golden.json"
DOTS_PER_INCH = 130


def golden_state() -> str:
    """Return a digest of the stored golden runs: the picture is current as long as they are the same."""
    return hashlib.sha256(GOLDEN.read_bytes()).hexdigest()[:16]


def told(result: StudyResult) -> str:
    """Return the picture and what the study says, as Markdown."""
    sentences = [sentence for answer in answers(result) for sentence in answer.sentences]
    runs, scenario = len(result.runs), result.scenario
    if scenario is None:
        raise ModelError("the study that has just been made cannot be read back")
    alt = "Left: map of the grids coloured by harm. Right: unsolved problems over the year under two regimes."
    size = f"{scenario.street.residents:,} residents and {scenario.street.grids} grids, {scenario.days} days each"
    origin = (
        f"From `gridgov study {STUDY}` ({runs} runs of a street with {size}; ranges are 95 % intervals over seeds):"
    )
    return "\n\n".join([f"![{alt}]({IMAGE})", origin, "\n".join(f"- {one}" for one in sentences)])


def main(results: Path = ROOT / "results") -> int:
    """Make the study anew, draw the picture, and write what it shows into the README."""
    code = run_study(Wish((), STUDY, results), Stopping(), overwrite=True)
    if code:
        return code
    result = read_study(results / STUDY)
    grids = result.at_baseline(result.grids)
    first = grids[grids["replication"] == 0]
    outlines = grid_outlines(result, int(first["seed"].iloc[0]))
    made = overview(result.daily[result.daily["day"] >= 0], first, outlines)
    (ROOT / IMAGE).parent.mkdir(parents=True, exist_ok=True)
    made.savefig(ROOT / IMAGE, dpi=DOTS_PER_INCH, metadata={"Software": None})
    text = told(result)
    fill(README, {"first look": text})
    write_text(RECORD, json.dumps({"study": STUDY, "golden_runs": golden_state(), "told": text}, indent=1) + "\n")
    print(f"picture: {IMAGE}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
