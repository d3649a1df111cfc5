"""What a log says of itself: known numbers go in, and come out; censoring, chance and thin days are respected."""

from __future__ import annotations

from html import unescape
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import nbinom

from experiments.logs import arrivals, concentration, lifetimes, notices
from experiments.logs.cleaning import Reason
from experiments.logs.description import describe
from experiments.logs.description_page import write_page
from experiments.logs.description_words import sentences
from experiments.logs.notices import NOTES, WITHOUT
from experiments.logs.reading import Log
from experiments.logs.selection import chosen_span, without
from sim.errors import InputError
from tests.experiments.logs.made_up import made_log
from tests.experiments.pages import english_words

NOON = pd.Timedelta(hours=12)
STORED = [text for text in NOTES if text != WITHOUT]
GOLDEN = (5**0.5 - 1) / 2


def on_days(counts: list[int], first: str = "2024-01-01", **more: object) -> pd.DataFrame:
    """Return a log with so many events at noon of each day."""
    days = pd.date_range(first, periods=len(counts))
    return made_log(reported_at=np.repeat(days + NOON, counts), **more)


def test_profiles_are_factors_of_what_the_calendar_gives() -> None:
    log = on_days([10, 10, 10, 10, 10, 5, 5] * 4)  # begins on a Monday
    factors = arrivals.profiles(log, arrivals.whole_span(log)).set_index(["by", "value"])["factor"]
    assert factors["weekday", "Saturday"] / factors["weekday", "Monday"] == pytest.approx(1 / 2)
    assert factors["hour", "12"] == pytest.approx(24)
    assert factors["month"].tolist() == pytest.approx([1.0])


def test_a_thin_beginning_is_left_out_of_daily_figures() -> None:
    log = on_days([0, 1, 0, 2, 0] * 12 + [0] * 3 + [40] * 50)
    span = arrivals.steady_span(log)
    assert (span.first, span.n_days) == (pd.Timestamp("2024-03-04"), 50)


def test_k_of_a_negative_binomial_is_found_and_poisson_is_called_infinite() -> None:
    day = pd.date_range("2024-01-01", periods=700)
    steady = pd.Series(np.tile([9, 10, 11, 10, 9, 10, 11], 100), day)
    assert np.isinf(arrivals.negative_binomial(steady).k)
    chances = (np.arange(1, 701) * GOLDEN) % 1  # spread evenly over 0 to 1: no chance in this test
    found = arrivals.negative_binomial(pd.Series(nbinom.ppf(chances, 3, 3 / 13).astype(int), day))
    assert found.low < found.k < found.high
    assert found.k == pytest.approx(3, rel=0.1)


def test_counts_that_repeat_each_week_have_no_memory_beyond_the_weekday() -> None:
    counts = arrivals.daily_counts(log := on_days([20, 20, 20, 20, 20, 2, 2] * 8), arrivals.whole_span(log))
    lags = arrivals.autocorrelation(counts).set_index("lag_days")
    assert lags["raw"][7] > 0.8
    assert abs(arrivals.without_weekday(counts) - counts.mean()).max() < 1e-9


def test_what_is_still_open_makes_the_median_longer() -> None:
    """Four closed after 1 to 4 days, four open for 10: Kaplan-Meier says 4 days, closed ones alone would say 2.5."""
    start = pd.Timestamp("2024-01-01")
    closed = [start + pd.Timedelta(days=days) for days in (1, 2, 3, 4)]
    log = made_log(reported_at=[start] * 9, closed_at=[*closed, *[pd.NaT] * 4, start + pd.Timedelta(days=10)])
    log["status"] = np.where(log["closed_at"].isna(), "open", "closed")
    lives = lifetimes.lifetimes(log, "")
    curve = lifetimes.quantiles(lives)
    assert curve[0] == 9
    assert curve[4] == 24 * 10
    assert lives.loc[lives["closed"], "hours"].median() == 24 * 3


def test_voided_events_say_nothing_about_handling() -> None:
    start = pd.Timestamp("2024-01-01")
    log = made_log(reported_at=[start] * 2, closed_at=[start + NOON] * 2, status=["closed", "voided"])
    assert len(lifetimes.lifetimes(log, "")) == 1


def test_on_time_is_a_share_with_an_interval_by_level() -> None:
    start = pd.Timestamp("2024-01-01")
    log = made_log(
        reported_at=[start] * 60, level=["street"] * 30 + ["community"] * 30, on_time=[True] * 45 + [False] * 15
    )
    shares = lifetimes.promptness(log).set_index(["by", "value"])
    assert shares.loc[("level", "street"), "on_time_share"] == 1
    assert shares.loc[("level", "community"), "on_time_share"] == pytest.approx(1 / 2)
    assert shares.loc[("all", "all"), "low"] < 0.75 < shares.loc[("all", "all"), "high"]


def test_gini_is_nought_for_equals_and_nearly_one_for_one_who_has_all() -> None:
    assert concentration.gini(np.array([5, 5, 5, 5])) == pytest.approx(0)
    assert concentration.gini(np.array([0] * 99 + [1])) == pytest.approx(0.99)


def test_repeats_are_told_from_chance() -> None:
    """Every event is followed by one of its kind on the same day: half repeat, chance alone gives far fewer."""
    kinds = np.repeat([f"kind {number}" for number in range(40)], 2)
    hours = pd.date_range("2024-01-01", periods=40, freq="25h").repeat(2)
    again = concentration.repeats(made_log(reported_at=hours, kind=kinds, area=["north"] * 80)).set_index("days")
    assert again["repeat_share"][1] == pytest.approx(1 / 2)
    assert again["by_chance"][1] == pytest.approx(1 / 40 / 2, rel=0.2)


def test_areas_that_share_their_busy_days_are_correlated() -> None:
    counts = [2, 9, 3, 12, 1, 8, 4, 10, 2, 7] * 6
    days = pd.date_range("2024-01-01", periods=60)
    shared = pd.concat([on_days(counts, area=area) for area in ("north", "south")]).sort_values("reported_at")
    table = arrivals.area_counts(shared.reset_index(drop=True), arrivals.Span(days[0], days[-1]))
    assert arrivals.mean_between(arrivals.area_correlation(table)) == pytest.approx(1)


def test_the_page_needs_no_network_and_escapes_what_a_log_says(tmp_path: Path) -> None:
    log = on_days([20, 22, 19, 24, 20, 10, 9] * 5, area="<b>&north", kind='=cmd|"x"')
    about = {
        "source": "<i>.csv",
        "n_rows": len(log),
        "log_format": "generic",
        "zone": "",
        "personal": ["phone"],
        "notes": [],
    }
    found = describe(log, "")
    page = write_page(tmp_path, Log(log, pd.DataFrame(), about), found, []).read_text(encoding="utf-8")
    assert "<b>&north" not in page and "<i>.csv" not in page and "&lt;i&gt;.csv" in page
    assert "http://" not in page.replace("http://www.w3.org", "") and "https://" not in page
    assert "phone" in page and page.count("<svg") == len(list((tmp_path / "figures").rglob("*.svg"))) >= 8
    assert sentences(found)["How many, and when"][0] in page


def test_a_chinese_reader_gets_the_page_in_chinese(tmp_path: Path) -> None:
    start = pd.Timestamp("2024-01-01")
    log = on_days([20, 22, 19, 24, 20, 10, 9] * 6, area="东一", kind="垃圾")
    log["closed_at"] = log["reported_at"] + NOON
    log["status"] = "closed"
    about = {"source": "log.csv", "n_rows": len(log), "log_format": "generic", "zone": "", "personal": [], "notes": []}
    found = describe(log, "")
    page = write_page(tmp_path, Log(log, pd.DataFrame(), about), found, []).read_text(encoding="utf-8")
    chinese = page[page.index('<div class="half" lang="zh-CN"') :]
    assert "一周中最忙的是星期四" in chinese and "到日志结束时100.0%已结案；其中一半在12小时内结案" in chinese
    assert english_words(chinese, {"gridgov", "Kaplan", "Meier", "from", "to"}) == []
    assert found.steady.first == start


def test_what_was_noted_and_left_out_is_told_in_chinese(tmp_path: Path) -> None:
    start = pd.Timestamp("2024-01-01")
    log = on_days([20, 22, 19, 24, 20, 10, 9] * 6, area="东一", kind="垃圾", level="街道", on_time=True)
    log["due_at"] = log["closed_at"] = log["reported_at"] + NOON
    reasons = [*(value for name, value in vars(notices).items() if name.isupper() and isinstance(value, str))]
    about = {"source": "log.csv", "n_rows": len(log), "log_format": "generic", "zone": "", "personal": []}
    about["notes"] = [text.format(column="状态", word="'办'", n="3", unknown="'unknown'") for text in STORED]
    rows = [("row", text, "closed_at", 3, "4 5 6") for text in reasons if "{" not in text and text not in NOTES]
    rows.append(("value", notices.OF_REPORT.format(reason=notices.NO_TIME), "", 3, "4 5"))
    dropped = pd.DataFrame(rows, columns=list(Reason._fields))
    asked = [notices.WITHOUT.format(n="30", field="source", value="热线")]
    page = write_page(tmp_path, Log(log, dropped, about), describe(log, ""), asked).read_text(encoding="utf-8")
    english, _, chinese = page.partition('<div class="half" lang="zh-CN"')
    assert english_words(f"<div {chinese}", {"gridgov", "Kaplan", "Meier", "from", "to", "UTC"}) == []
    assert "上报时间：不是时间" in chinese and "time of report: no time" in english
    assert all(note in unescape(english) for note in about["notes"])
    assert start == log["reported_at"].min().normalize()


def test_a_short_log_without_areas_or_closings_is_described_with_what_it_has() -> None:
    found = describe(on_days([3, 4]), "")
    assert found.value("events") == 7
    assert sentences(found)["How bursty"] == ["Too few days to say how bursty they are."]
    assert "no times of closing" in sentences(found)["How long, and in time"][0]


def test_events_are_left_out_and_days_chosen() -> None:
    log = on_days([10] * 30, source=["staff", "app"] * 150)
    kept, notes = without(log, ["source=staff"])
    assert len(kept) == 150 and notes == ["Without the 150 events whose source is staff."]
    assert chosen_span(log, "2024-01-05", "2024-01-11").n_days == 7
    for wrong in (["sauce=staff"], ["source=stuff"], ["source=staff", "source=app"]):
        with pytest.raises(InputError, match="--without"):
            without(log, wrong)
    with pytest.raises(InputError, match="--from"):
        chosen_span(log, "soon", "")
    with pytest.raises(InputError, match="--from/--to"):
        chosen_span(log, "2025-01-01", "2025-02-01")
