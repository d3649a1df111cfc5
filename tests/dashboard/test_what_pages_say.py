"""What the pages of the dashboard say: one count of days, who worked on a day off, dates, and room for every option."""

from __future__ import annotations

import panel as pn
import pytest

from experiments.dashboard.cases import history
from experiments.dashboard.choices import STREET_NAMES
from experiments.dashboard.day_words import told
from experiments.dashboard.findings import Ground
from experiments.dashboard.live import LivePage
from experiments.dashboard.map import StreetMap, trend
from experiments.dashboard.page import House, fitting
from experiments.dashboard.streets import live
from sim import DayView
from tests.streets import lived

OVERRIDES = ("street=tiny", "days=6", "warmup_days=2", "start_date=2025-03-06")  # a Thursday


class Idle:
    """A workshop in which nothing is done."""

    def start(self, requests: object) -> None:
        """Take a job and forget it."""

    def cancel(self, job: object) -> None:
        """Forget a job."""


@pytest.fixture(scope="module")
def days() -> tuple[Ground, list[DayView]]:
    ground, *views = live(OVERRIDES, 1)
    assert isinstance(ground, Ground)
    return ground, [view for view in views if isinstance(view, DayView)]


@pytest.mark.filterwarnings("ignore::PendingDeprecationWarning")
def test_the_slider_counts_days_as_the_badge_does(days: tuple[Ground, list[DayView]], tmp_path) -> None:  # type: ignore[no-untyped-def]
    page = LivePage(House(Idle(), tmp_path, ""))  # type: ignore[arg-type]
    page._begin(days[0])
    for view in days[1]:
        page._add(view)
    for page.at, view in enumerate(days[1]):
        page.show()
        assert page.day.value == page.line_source.data["day"][-1] == view.day + 1
        assert view.day < 0 or f"day {page.day.value}" in page.numbers.object
    page.day.value = page.day.start
    assert page.clock == 0


def test_on_a_day_off_the_page_says_who_solved_problems(days: tuple[Ground, list[DayView]]) -> None:
    off = next(view for view in days[1] if not view.works and len(view.solved.x_m))
    shown = told(off, 2000.0)
    assert "day off" in shown and "Solved today: " in shown
    assert "staff or partners of the grids" not in shown and "duty team" in told(with_duty(off), 2000.0)


def with_duty(view: DayView) -> DayView:
    return view._replace(solvers={**view.solvers, "duty team": 3})


def test_dates_of_an_incidents_history_are_written_in_one_way() -> None:
    cases = lived().incidents
    assert cases is not None
    shown = history(cases.assign(key="x"), int(cases["incident"].iloc[0]), "2025-01-01")
    assert "<td>202" in shown and "AM" not in shown and "/" not in shown.replace("</", "")


def test_a_select_is_wide_enough_for_its_longest_option() -> None:
    """About half a line's height a letter, and room for the arrow."""
    select = fitting(pn.widgets.Select(options=list(STREET_NAMES.values())))
    width = float(select.styles["flex"].split()[-1].removesuffix("rem"))
    assert width > max(map(len, STREET_NAMES.values())) / 2
    assert fitting(pn.widgets.IntSlider()).styles["flex"].startswith("0 ")


def test_a_map_says_what_its_colours_stand_for_and_fits_its_street(days: tuple[Ground, list[DayView]]) -> None:
    street = StreetMap()
    street.lay_ground(days[0])
    street.name("cases in hand")
    assert street.legend.text == "cases in hand" and street.figure.aspect_ratio > 1.3  # it is wider than high


def test_the_legend_of_the_lines_stands_above_them() -> None:
    made, _source = trend({"unsolved": ("unsolved problems", "#000000")})
    assert made.legend[0] in made.above
