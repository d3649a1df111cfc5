"""Fitting recovers what a street was made of; what it is silent about is said to be a prior.

The synthetic logs have fixed draws (sim.draws), so nothing here fails by chance: tolerances are those of the estimates.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from experiments.logs.backtest.handled import closing_quantiles, of_log, of_run
from experiments.logs.fitting.command import fit_street
from experiments.logs.fitting.estimates import cut_words, estimates, negative_binomial_k
from experiments.logs.fitting.fitted import fit_log
from experiments.logs.fitting.handling import fit_handling, kaplan_meier
from experiments.logs.fitting.panel import make_panel, placed, within
from experiments.logs.fitting.pilot import corrected, lived_hours, without_stages
from experiments.logs.fitting.priors import Priors
from experiments.logs.fitting.rates import fit_hours, fit_places
from experiments.logs.fitting.shocks import MOST_VARIANCE, fit_shocks
from experiments.logs.fitting.window import Span, choose_window, days_off, parse_spans, thin_beginning
from experiments.logs.reading import Log
from experiments.logs.schema import EVENTS
from sim import InputError, run
from sim.draws import Draws, as_keys, join
from tests.experiments.logs.simulated_log import FIRST, KINDS, simulated_log

pytestmark = pytest.mark.extended

N_DAYS = 120


@pytest.fixture(scope="module")
def log() -> Log:
    return simulated_log(N_DAYS)


@pytest.fixture(scope="module")
def street(log: Log, tmp_path_factory: pytest.TempPathFactory):  # noqa: ANN201
    folder = tmp_path_factory.mktemp("fit") / "made_up"
    window = choose_window(log.events["reported_at"], Span(), "none")
    return fit_street(log, window, folder, folder.name)


def test_rates_of_kinds_and_shares_of_areas_are_recovered(street) -> None:  # noqa: ANN001
    table = estimates(street.fitted, street.delays, Priors()).set_index("parameter")
    for kind, rate in KINDS.items():
        row = table.loc[f"rate of {kind}"]
        assert row["low"] < rate < row["high"], kind
    assert table.loc["share of east", "low"] < 1 / 4 < table.loc["share of east", "high"]
    assert table.loc["share of west", "low"] < 3 / 4 < table.loc["share of west", "high"]


def test_the_common_shock_is_recovered_within_its_interval(street) -> None:  # noqa: ANN001
    table = estimates(street.fitted, street.delays, Priors()).set_index("parameter")
    assert table.loc["common shock", "low"] < 0.16 < table.loc["common shock", "high"]


def test_the_fitted_street_has_as_many_events_and_takes_as_long(street, log: Log) -> None:  # noqa: ANN001
    cases = run(street.scenario.but(days=60, detail="incidents"), 3).incidents
    assert cases is not None
    per_day = (cases["case"] <= 1).sum() / 60
    assert abs(per_day / (len(log.events) / N_DAYS) - 1) < 0.25, "one street of 60 days, with shocks of a day"
    logged, simulated = of_log(log.events, FIRST), of_run(cases)
    late = 24 * (N_DAYS - 60), 24 * N_DAYS  # its desks filled up over the first weeks; recent ones weigh more
    ratio = closing_quantiles(simulated, 0, 24 * 60)[1] / closing_quantiles(logged, *late)[1]
    assert 0.75 < ratio < 1.33, "median hours to closing, open cases censored"


def test_what_a_log_cannot_tell_is_a_prior_with_its_range(street) -> None:  # noqa: ANN001
    table = estimates(street.fitted, street.delays, Priors())
    priors = table[table["origin"] == "prior"]
    assert priors["parameter"].str.contains("work on a case").any()
    latent = priors[priors["parameter"].str.contains("for each that is reported")].iloc[0]
    assert latent["low"] < latent["value"] < latent["high"]


def test_shocks_of_known_size_are_found_in_counts() -> None:
    draws, days, kinds, areas = Draws(4), 2000, 3, 6
    cells = join(as_keys(np.arange(kinds))[:, None], as_keys(np.arange(areas))[None, :])
    sizes = {"day": 0.16, "kind": 0.3, "area": 0.1}
    counts = np.empty((days, kinds, areas))
    for day in range(days):
        factor = np.exp(0.4 * draws["day"].normal(day) - 0.08)
        factor = factor * np.exp(0.3**0.5 * draws["kind"].normal(as_keys(np.arange(kinds)), day) - 0.15)[:, None]
        factor = factor * np.exp(0.1**0.5 * draws["area"].normal(as_keys(np.arange(areas)), day) - 0.05)[None]
        u = draws["count"].uniform(cells, day)
        from scipy.stats import poisson

        counts[day] = poisson.ppf(u, 4.0 * factor)
    expected = np.broadcast_to(counts.mean(axis=0), counts.shape)
    found = fit_shocks(counts, expected, np.zeros(days, bool))
    assert abs(found.day - sizes["day"]) < 0.04
    assert abs(found.kind.mean() - sizes["kind"]) < 0.08
    assert abs(found.community.mean() - sizes["area"]) < 0.04
    assert found.local.max() < 0.05 and found.memory < 0.1


def test_independent_poisson_counts_have_no_shocks() -> None:
    from scipy.stats import poisson

    u = Draws(5)["count"].uniform(as_keys(np.arange(400 * 12))).reshape(400, 3, 4)
    counts = poisson.ppf(u, 5.0)
    found = fit_shocks(counts, np.broadcast_to(counts.mean(0), counts.shape), np.zeros(400, bool))
    assert found.day < 0.01 and found.kind.max() < 0.02 and found.community.max() < 0.02
    assert negative_binomial_k(counts.sum(1), np.broadcast_to(counts.mean(0), counts.shape).sum(1)) > 50


def test_kinds_that_gather_in_some_areas_are_found_and_margins_stay() -> None:
    from scipy.stats import poisson

    share, amount = np.array([0.5, 0.3, 0.2]), np.array([400.0, 200.0, 50.0])
    true = np.array([[1.5, 0.6, 0.35], [0.4, 1.6, 1.6], [1.0, 1.0, 1.0]])
    u = Draws(8)["places"].uniform(as_keys(np.arange(9))).reshape(3, 3)
    counts = poisson.ppf(u, amount[:, None] * share * true)
    found, kind, area = fit_places(counts), counts.sum(axis=1), counts.sum(axis=0)
    means = found * np.outer(kind, area) / counts.sum()
    assert np.abs(means / (amount[:, None] * share * true) - 1).max() < 0.3
    assert np.allclose(means.sum(axis=0), area) and np.allclose(means.sum(axis=1), kind, rtol=1e-3)
    even = fit_places(poisson.ppf(u, amount[:, None] * share))
    assert np.abs(even[:2] - 1).max() < 0.15, "chance alone is no gathering"


def test_who_brings_a_kind_in_is_known_by_kind(log: Log) -> None:
    events = log.events.assign(source=log.events["kind"].map({"lamps": "patrol", "litter": "resident"}).astype("str"))
    fitted = fit_log(events, choose_window(events["reported_at"], Span(), "none"))
    shares = dict(zip(fitted.panel.kinds, fitted.resident_shares, strict=True))
    assert shares["lamps"] < 0.05 and shares["litter"] > 0.95
    assert (
        fit_log(log.events.assign(source=pd.Series("hotline", log.events.index)), fitted.panel.window).resident_shares
        is None
    )


def test_delays_are_moved_by_what_a_pilot_with_them_misses() -> None:
    n = 400
    reported = np.linspace(0, 24 * 20, n)
    cases = pd.DataFrame({"kind": "slow", "reported": reported, "closed": reported + np.linspace(11, 31, n)})
    elapsed = np.tile(np.linspace(10, 30, 41), (2, 1))
    moved = corrected(np.full((2, 41), 20.0), elapsed, cases, ("slow", "rare"))
    assert np.allclose(moved[:, 5:35], 20.0 - 0.7, atol=0.1), (
        "an hour too slow: a step of it is taken, by rare kinds too"
    )
    assert lived_hours(cases.head(20)) is None


def test_open_cases_are_censored_not_left_out() -> None:
    hours = 100 * Draws(6)["hours"].exponential(as_keys(np.arange(4000)))
    closed = hours < 80
    times, done = kaplan_meier(np.minimum(hours, 80), closed)
    assert abs(np.interp(50, times, done) - (1 - np.exp(-0.5))) < 0.03
    assert np.median(hours[closed]) < 40 < times[np.searchsorted(done, 0.4)], "closed ones alone look faster"


def test_a_delay_is_what_stages_leave_of_the_elapsed_time() -> None:
    stages, chances = np.linspace(0, 20, 60), np.linspace(0, 1, 41)
    elapsed = np.quantile((stages[:, None] + np.linspace(0, 100, 200)[None]).ravel(), chances)
    delay = without_stages(elapsed, stages)
    assert np.allclose(delay[4:36], 100 * chances[4:36], atol=4)
    assert without_stages(np.zeros(41), stages).max() == 0.0, "faster than the stages: no delay at all"


def test_a_thin_beginning_is_left_out_step_by_step() -> None:
    counts = np.concatenate([np.full(30, 5), np.full(20, 40), np.full(60, 100)])
    assert thin_beginning(counts) == 50
    assert thin_beginning(np.full(100, 20)) == 0


def test_excluded_days_and_gaps_do_not_count(log: Log) -> None:
    events = log.events
    gone = (events["reported_at"] < FIRST + pd.Timedelta(days=31)) & (
        events["reported_at"] >= FIRST + pd.Timedelta(days=30)
    )
    spans = parse_spans((f"{(FIRST + pd.Timedelta(days=40)).date()}..{(FIRST + pd.Timedelta(days=44)).date()}",))
    window = choose_window(events[~gone]["reported_at"], Span(exclude=spans), "none")
    assert (~window.used).nonzero()[0].tolist() == [30, 40, 41, 42, 43, 44]
    assert any("gaps" in note for note in window.notes)


def test_rare_kinds_join_what_is_left_of_their_group(log: Log) -> None:
    events = log.events.copy()
    events["group"] = "streets"
    events.loc[events.index[:3], "kind"] = "meteorite"
    panel = make_panel(events, choose_window(events["reported_at"], Span(), "none"))
    assert panel.kind_of["meteorite", "streets"] == "other" and "meteorite" not in panel.kinds
    table = placed(events, panel.window, panel.kind_of, panel.area_of)
    assert within(table, panel.window).all() and len(table) == panel.counts.sum()


def test_hours_of_events_that_were_imported_in_bulk_are_not_believed(log: Log) -> None:
    events = log.events.head(1000).copy()
    events.loc[events.index[:600], "reported_at"] = FIRST + pd.Timedelta(hours=3)
    weights, timed = fit_hours(events, tuple(KINDS))
    assert timed == 400 and weights[0, 3] / weights[0].sum() < 0.2


def test_handling_is_as_known_at_the_end_of_the_fit(log: Log) -> None:
    cut = choose_window(log.events["reported_at"], Span(until=FIRST + pd.Timedelta(days=59)), "none")
    panel = make_panel(log.events, cut)
    table = placed(log.events, cut, panel.kind_of, panel.area_of)
    early = fit_handling(table[within(table, cut)], panel.kinds, cut)
    known = table[within(table, cut)]
    assert early.n.sum() == (known["closed_at"] <= cut.end).sum() < known["closed_at"].notna().sum()


def test_holidays_of_a_country_are_days_off() -> None:
    pytest.importorskip("holidays", reason="public holidays come from the library holidays")
    kind, rest = days_off("US", pd.Timestamp("2011-07-01"), pd.Timestamp("2011-10-31"))
    assert kind == "weekends" and "2011-07-04" in rest and "2011-10-10" in rest
    with pytest.raises(InputError, match="--calendar"):
        days_off("Atlantis", pd.Timestamp("2011-07-01"), pd.Timestamp("2011-10-31"))


def test_days_before_and_after_a_log_are_no_days_without_events() -> None:
    reported = pd.Series(pd.date_range("2025-03-01", "2025-04-30", freq="2D"))  # so few that no day is a gap
    far = Span(pd.Timestamp("2025-01-01"), pd.Timestamp("2025-12-31"))
    window = choose_window(reported, far, "none")
    assert (window.first, window.n_days) == (pd.Timestamp("2025-03-01"), 61) and window.used.all()


def test_the_table_says_which_shocks_are_cut(street) -> None:  # noqa: ANN001
    assert "cut" not in cut_words(street.fitted)
    shocks = street.fitted.shocks._replace(kind=np.full(len(street.fitted.shocks.kind), MOST_VARIANCE))
    told = cut_words(street.fitted._replace(shocks=shocks))
    assert told.endswith(f"cut at {MOST_VARIANCE:g}: {', '.join(street.fitted.panel.kinds)}")


def test_too_short_a_log_is_refused(log: Log) -> None:
    with pytest.raises(InputError, match="at least 14 days"):
        choose_window(log.events["reported_at"], Span(until=FIRST + pd.Timedelta(days=9)), "none")


def test_the_columns_of_a_log_are_those_of_the_schema(log: Log) -> None:
    assert tuple(log.events.columns) == EVENTS.columns
