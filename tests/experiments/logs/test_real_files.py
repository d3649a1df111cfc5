"""The real logs beside the repository, where they are: read whole, with what is known of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from experiments.logs.reading import Log, read_log

ABOVE = Path(__file__).resolve().parents[3].parents
SHARED = next((one / "shared/data" for one in ABOVE if (one / "shared/data").is_dir()), None)


def real(name: str, format: str) -> Log:
    """Return a real log; the test is skipped where the file is not there."""
    found = sorted(SHARED.glob(f"{name}*.csv.gz")) if SHARED else []
    if not found:
        pytest.skip(f"the real log {name} is not beside the repository (../shared/data)")
    return read_log(found[0], format)


@pytest.mark.parametrize(
    ("name", "format", "n_events"), [("pingshan", "pingshan", 6952), ("boston311", "boston311", 41827)]
)
def test_no_row_of_a_real_log_is_lost(name: str, format: str, n_events: int) -> None:
    log = real(name, format)
    assert len(log.events) == log.about["n_rows"] == n_events
    assert log.events["status"].isin(["open", "closed", "voided"]).mean() > 0.999
