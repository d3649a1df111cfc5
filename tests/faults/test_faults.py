"""The tests are tested: mistakes that somebody might make do not go unnoticed (all of them: `make faults`)."""

from __future__ import annotations

import pytest

from tests.faults.catch import ROOT, is_caught, outcome, seed
from tests.faults.fault import Fault
from tests.faults.faults import FAULTS

pytestmark = pytest.mark.extended

SAMPLE = [FAULTS[1], FAULTS[3], FAULTS[12]]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.story)
def test_a_fault_can_still_be_made(fault: Fault) -> None:
    text = (ROOT / fault.file).read_text(encoding="utf-8")
    assert text.count(fault.old) == 1, "the code was rewritten: rewrite the fault in tests/faults/faults.py"
    file, _, name = fault.test.partition("::")
    assert f"def {name}(" in (ROOT / file).read_text(encoding="utf-8")


def test_a_fault_that_cannot_be_made_is_no_fault(tmp_path) -> None:
    (tmp_path / "a.py").write_text("x = 1\n")
    with pytest.raises(AssertionError, match="0 times in a.py"):
        seed(Fault("none", "a.py", "y = 2", "y = 3", ""), tmp_path)
    assert outcome(tmp_path, ["missing.py"]) not in (0, 1)


@pytest.mark.slow
@pytest.mark.parametrize("fault", SAMPLE, ids=lambda fault: fault.story)
def test_a_seeded_fault_is_caught(fault: Fault) -> None:
    assert is_caught(fault)
