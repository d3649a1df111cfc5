"""Pulled levers: runs are kept for every page, up to a limit, and the button goes when nothing is left to make."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from experiments.dashboard import page as pages
from experiments.dashboard.findings import Look
from experiments.dashboard.levers import LeversPage
from experiments.dashboard.page import House
from experiments.dashboard.twins import SHOWN
from experiments.dashboard.work import DONE, FOUND, Found, Request
from experiments.dashboard.workshop import Job

pytestmark = pytest.mark.filterwarnings("ignore::PendingDeprecationWarning")
SQUARE = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 1.0]])


class Workshop:
    """A workshop that keeps its jobs, to be done by the test."""

    def __init__(self) -> None:
        self.jobs: list[Job] = []

    def start(self, requests: Sequence[Request]) -> Job:
        """Take a job."""
        self.jobs.append(Job(requests))
        return self.jobs[-1]

    def cancel(self, job: Job | None) -> None:
        """Forget a job."""

    def finish(self) -> None:
        """Make all that the last job asks for."""
        job = self.jobs[-1]
        for number in range(len(job.requests)):
            look = Look(30, dict.fromkeys(SHOWN, float(number)), np.array([1.0]), [(0, SQUARE)])
            job.add(Found(number, FOUND, look))
            job.add(Found(number, DONE))


def pulled(house: House) -> Any:
    """Return a page on which a lever was pulled."""
    page = LeversPage(house)
    page.setting = True
    page.street.value, page.days.value, page.pairs.value = "tiny", 30, 4
    page.setting = False
    page.levers["communication"].value = "two_way"
    return page


def test_another_page_has_the_runs_that_were_made_already(tmp_path: Path) -> None:
    """A change of language opens the page anew; what was simulated is not simulated again."""
    workshop = Workshop()
    house = House(workshop, tmp_path, "")  # type: ignore[arg-type]
    page = pulled(house)
    assert len(workshop.jobs[-1].requests) == 8 and page.stop.visible
    workshop.finish()
    page.rests_until = 0.0
    page.tick()
    assert "In all, over 30 days, 4 pairs" in page.told.object and not page.stop.visible
    again = pulled(house)
    assert workshop.jobs[-1].requests == [] and "In all, over 30 days, 4 pairs" in again.told.object


def test_no_more_runs_are_kept_than_fit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "KEPT", 3)
    house = House(Workshop(), tmp_path, "")  # type: ignore[arg-type]
    look = Look(30, {}, np.array([1.0]), [])
    for seed in range(5):
        house.keep((("street=tiny",), seed), look)
    assert [seed for _street, seed in house.made] == [2, 3, 4]
