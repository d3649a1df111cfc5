"""What the pages of the dashboard say: one count of days, who worked on a day off, dates, and room for every option."""

from __future__ import annotations

import re
import warnings
from html import unescape
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import panel as pn
import pytest

from experiments.dashboard.cases import STEPS, history, outcomes
from experiments.dashboard.choices import STREET_NAMES, STREETS, Choice, options
from experiments.dashboard.day_words import told
from experiments.dashboard.exploring import rows_of
from experiments.dashboard.findings import Ground
from experiments.dashboard.levers import LeversPage
from experiments.dashboard.live import LivePage
from experiments.dashboard.map import StreetMap, trend
from experiments.dashboard.page import House, Page, fitting, note_in_address, refusal
from experiments.dashboard.streets import compose, in_time, live
from experiments.dashboard.study import StudyPage
from experiments.dashboard.work import FOUND, REFUSED, Found
from experiments.dashboard.workshop import Job
from experiments.language import speaking
from experiments.report.findings import Effect
from experiments.report.terms import label
from experiments.statistics import Contrast, Estimate
from sim import DayView, InputError
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


@pytest.mark.parametrize("name", STREETS)
def test_a_street_is_the_one_of_its_name_and_size(name: str) -> None:
    """A visitor's small street is that of `gridgov run street=small`."""
    assert STREETS[name] == (f"street={name}",)
    street = compose(STREETS[name]).street
    assert STREET_NAMES[name].endswith(f": {street.grids} grids, {street.residents:,} residents")


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


def test_who_solved_problems_is_told_in_clauses_in_chinese(days: tuple[Ground, list[DayView]]) -> None:
    view = days[1][-1]._replace(works=False, solvers={"grid": 6, "duty team": 3, "centres": 0})
    with speaking("zh"):
        shown = told(view, 2000.0)
    assert "今日解决：网格前几日的工作解决6个，应急值守队解决3个。" in shown


def with_duty(view: DayView) -> DayView:
    return view._replace(solvers={**view.solvers, "duty team": 3})


def test_dates_of_an_incidents_history_are_written_in_one_way() -> None:
    cases = lived().incidents
    assert cases is not None
    shown = history(cases.assign(key="x"), int(cases["incident"].iloc[0]), "2025-01-01")
    assert "<td>202" in shown and "AM" not in shown and "/" not in shown.replace("</", "")


@pytest.mark.filterwarnings("ignore::PendingDeprecationWarning")
@pytest.mark.parametrize("street", ["tiny", "small"])
def test_a_street_whose_campaigns_need_time_lives_longer_and_says_so(street: str, tmp_path: Path) -> None:
    """The streets of 60 and 120 days are shorter than any campaign of a calendar takes."""
    page = LivePage(House(Idle(), tmp_path, ""))  # type: ignore[arg-type]
    for option in options()["management"]:
        choice = Choice(street, {"management": option}, {})
        ground = next(live(choice.overrides(), 1))
        assert isinstance(ground, Ground)
        page._clear()
        page._take(Found(0, FOUND, ground))
        assert ("needs time to fade: it is simulated over 240 days" in page.message.object) == (option != "long_term")
        assert (ground.n_days + ground.first_day == 240) == (option != "long_term")
        page.tell("")


def test_only_time_is_given_to_a_street() -> None:
    assert in_time(OVERRIDES) == OVERRIDES
    with pytest.raises(InputError, match="days"):
        in_time((*OVERRIDES, "management=campaign", "management.first_day=3000"))
    with pytest.raises(InputError, match="atlantis"):
        in_time(("street=atlantis",))


@pytest.mark.filterwarnings("ignore::PendingDeprecationWarning")
def test_a_refused_street_leaves_nothing_of_the_former_one_and_does_not_play(
    days: tuple[Ground, list[DayView]], tmp_path: Path
) -> None:
    page = LivePage(House(Idle(), tmp_path, ""))  # type: ignore[arg-type]
    for content in days[0], *days[1]:
        page._take(Found(0, FOUND, content))
    page.at = 3
    page.show()
    assert page.numbers.object and page.map.legend.text and len(page.line_source.data["day"]) == 4
    page.seed.value = 7
    with speaking("zh"):
        page._take(Found(0, REFUSED, InputError("street", "atlantis", "tiny", "take it")))
    assert not page.numbers.object and not page.map.legend.text and not page.progress.object
    assert not len(page.line_source.data["day"]) and not len(page.map.source.data["xs"])
    assert page.play.disabled and page.play.name == "播放"
    assert "street不能为atlantis" in page.message.object
    page.seed.value = 8
    assert page.play.name == "Playing" and not page.play.disabled and not page.message.object


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


@pytest.mark.filterwarnings("ignore::PendingDeprecationWarning")
def test_the_map_of_trust_has_a_scale_of_what_was_seen(days: tuple[Ground, list[DayView]], tmp_path) -> None:  # type: ignore[no-untyped-def]
    """Grids differ by a few points of trust, which a scale from 0 to 1 would hide; counts begin at zero."""
    page = LivePage(House(Idle(), tmp_path, ""))  # type: ignore[arg-type]
    page._begin(days[0])
    for view in days[1]:
        page._add(view)
    low, high = page._range("trust")
    assert low == pytest.approx(100 * min(float(view.trust.min()) for view in days[1]))  # %, as in the numbers beside
    assert low < high < low + 50
    assert page._range("backlog")[0] == 0


def test_events_of_a_history_hours_apart_have_times_that_differ() -> None:
    steps = {**dict.fromkeys(STEPS, float("nan")), "onset": 1.0, "noticed": 4.25, "reported": 48.9, "verified": 49.0}
    steps |= {"registered": 1099.0, "dispatched": 1102.0, "started": 1105.0}
    rest = {"incident": 7, "case": 0, "kind": "noise", "grid": 0, "mistaken": 0, "level": 1, "source": 1}
    shown = history(pd.DataFrame([{**steps, **rest}]), 7, "2025-01-01")
    told = re.findall(r"<td>after ([^<]*)<", shown)
    assert told == ["3.2 hours", "47.9 hours", "2.0 days", "45.8 days", "45.9 days", "46.0 days"]


def test_differences_stand_beside_the_levels_of_one_lever_only() -> None:
    """By two levers there is no difference for a row, and no empty column either."""
    one = pd.DataFrame({"level": ["one_way", "two_way"], "by": "", "mean": 2.0, "low": 1.0, "high": 3.0, "n": 4})
    contrast = Contrast("unsolved_share", "communication", "two_way", "one_way")
    found = [Effect(contrast, Estimate(-0.1, -0.2, -0.05, 4), 0.5, -0.1, -0.1)]
    apart = rows_of(one, found, "communication", "", "unsolved_share")
    assert "difference to the baseline" in apart and "−10 points" in apart
    both = rows_of(one.assign(by="tiny"), found, "communication", "staffing", "unsolved_share")
    assert "difference" not in both and "<td></td>" not in both


def test_a_history_ends_with_what_is_waited_for() -> None:
    cases = lived().incidents
    assert cases is not None
    gone = cases.groupby("incident")[["solved", "lapsed"]].max().notna().any(axis=1)
    told = {int(one): history(cases, int(one), "2025-01-01") for one in gone.index}
    assert any(gone) and not all(gone)
    assert all(("at the end" in text) == (not gone[one]) for one, text in told.items() if not mistaken(cases, one))
    unnoticed = cases[cases["noticed"].isna() & cases["solved"].isna() & cases["lapsed"].isna()]
    assert "nobody has noticed it" in told[int(unnoticed["incident"].iloc[0])]


def mistaken(cases: pd.DataFrame, incident: int) -> bool:
    return bool(cases.loc[cases["incident"] == incident, "mistaken"].max())


def test_a_case_that_was_opened_again_and_is_in_hand_is_open() -> None:
    first = {"incident": 7, "case": 0, "closed": 10.0, "onset": 1.0, "kind": "noise", "grid": 0, "mistaken": 0}
    again = {**first, "case": 1, "closed": float("nan"), "registered": 20.0, "dispatched": 21.0, "level": 0}
    cases = pd.DataFrame([first, again]).reindex(columns=[*STEPS, *first, "level", "settled", "source"])
    cases = cases.loc[:, ~cases.columns.duplicated()]
    assert outcomes(cases, 100.0).loc[7, "outcome"] == "open"
    assert "waits for work to begin" in history(cases, 7, "2025-01-01")
    assert outcomes(cases.head(1), 100.0).loc[7, "outcome"] == "closed_unsolved"
    assert "the problem lasts" in history(cases.head(1), 7, "2025-01-01")


def test_what_is_done_and_not_reported_waits_for_what_comes_from_elsewhere() -> None:
    """No check is waited for before the handler has reported the work; a check that sent it back is no longer last."""
    steps = {**dict.fromkeys(STEPS, float("nan")), "onset": 1.0, "registered": 2.0, "dispatched": 3.0, "started": 4.0}
    rest = {"incident": 7, "case": 0, "kind": "noise", "grid": 0, "mistaken": 0, "level": 1, "source": 1}
    for taken, words in (
        ({"handled": 5.0}, "waits for what comes from elsewhere"),
        ({"handled": 5.0, "answered": 6.0}, "waits for the case to be checked or closed"),
        ({"started": 8.0, "handled": 5.0, "answered": 6.0, "checked": 7.0}, "work is going on"),
    ):
        assert words in history(pd.DataFrame([{**steps, **rest, **taken}]), 7, "2025-01-01")


def test_a_lever_of_the_levers_page_has_the_name_of_its_own_option(tmp_path: Path) -> None:
    """The name mixed is that of a regime of management and a choice of partners."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PendingDeprecationWarning)
        levers = LeversPage(House(Idle(), tmp_path, "")).levers  # type: ignore[arg-type]
    for group, widget in levers.items():
        assert widget.options == {label(one, group): one for one in options()[group]}
    assert not set(levers["partners"].options) & set(levers["management"].options)


@pytest.mark.filterwarnings("ignore::PendingDeprecationWarning")
def test_the_address_gives_numbers_within_their_ends_only(tmp_path: Path) -> None:
    page = LivePage(House(Idle(), tmp_path, ""))  # type: ignore[arg-type]
    for text, found in (("1.5", 1.5), ("9", 0.5), ("nan", 0.5), ("<b>", 0.5), ("", 0.5)):
        page.address = {"posts": text}
        page.misreadings.clear()
        assert page.asked_number("posts", (0.0, 3.0), 0.5) == found
        told = [f'The address says "posts={text}", which is not understood.', "Taken instead: 0.5."]
        assert page.misreadings == ([] if text in ("1.5", "") else told)
    assert "<b>" not in page.misread.object


@pytest.mark.filterwarnings("ignore::PendingDeprecationWarning")
@pytest.mark.parametrize(
    ("kind", "args", "told"),
    [
        (LivePage, {"street": "nowhere", "seed": "abc"}, ['"street=nowhere"', "like Shekou", '"seed=abc"', ": 1."]),
        (LivePage, {"staffing": "foo", "lang": "zh"}, ["“staffing=foo”", "已改用“标准”"]),
        (LivePage, {"lang": "xx"}, ['"lang=xx"', "Taken instead: English."]),
        (LeversPage, {"days": "45", "pairs": "1000"}, ['"days=45"', "60 days", '"pairs=1000"', ": 10."]),
        (StudyPage, {"folder": "../.."}, ['"folder=../.."']),
        (LivePage, {"street": "tiny", "seed": "3", "lang": "zh", "unknown": "x"}, []),
    ],
)
def test_what_an_address_says_wrongly_is_told_and_what_was_taken_instead(
    kind: type[Page], args: dict[str, str], told: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(type(pn.state), "session_args", {name: [text.encode()] for name, text in args.items()})
    page = kind(House(Idle(), tmp_path, ""))  # type: ignore[arg-type]
    said = unescape(page.misread.object)
    assert bool(said) == bool(told) and all(words in said for words in told)


def test_a_choice_is_written_into_the_address_and_taken_out_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """A key of digits stays as it is, and so does an option without a name."""
    location = SimpleNamespace(search="?run=12e45&by=&folder=a+b")
    monkeypatch.setattr(type(pn.state), "location", location)
    note_in_address("seed", 7)
    assert location.search == "?run=12e45&by=&folder=a+b&seed=7"
    note_in_address("run", None)
    note_in_address("again", None)
    assert location.search == "?by=&folder=a+b&seed=7"


def test_a_page_tells_what_is_wrong_with_a_folder_without_words_of_the_command_line() -> None:
    told = refusal(InputError("DIR", "good", "a folder", "its files do not fit together"))
    assert told == "The folder good cannot be opened: its files do not fit together."
    assert "got" not in refusal(InputError("days", 0, "1 or more", "take more"))


@pytest.mark.filterwarnings("ignore::PendingDeprecationWarning")
def test_pages_open_with_the_seed_map_and_figure_of_their_address(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A change of language opens the page anew: the same street lives on, under the same measure."""
    monkeypatch.setattr(type(pn.state), "session_args", {"seed": [b"7"], "map": [b"trust"], "figure": [b"trust_mean"]})
    page = LivePage(House(Idle(), tmp_path, ""))  # type: ignore[arg-type]
    assert (page.seed.value, page.measure.value) == (7, "trust")
    assert LeversPage(House(Idle(), tmp_path, "")).shown.value == "trust_mean"  # type: ignore[arg-type]


@pytest.mark.filterwarnings("ignore::PendingDeprecationWarning")
def test_an_empty_seed_is_asked_for_and_the_street_lives_on(tmp_path: Path) -> None:
    page = LivePage(House(Idle(), tmp_path, ""))  # type: ignore[arg-type]
    page.job = before = Job([])
    page.seed.value = None
    assert "Type a seed" in page.message.object
    assert page.job is before, "nothing has been begun instead"
    page.seed.value = 7
    assert page.message.object == ""
