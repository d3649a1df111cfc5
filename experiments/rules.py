"""The numbers by which results are read: confidence, tolerances of the checks, limits of the plain sentences."""

from __future__ import annotations

from sim import Parameters, param


class ReadingRules(Parameters):
    """What counts as clear, as equal and as wrong when a result folder is turned into words."""

    confidence: float = param(0.95, "share", 0.5, 0.999, "convention", "level of every interval")
    max_contrasts: int = param(6, "contrasts", 1, 6, "design 10", "most primary contrasts that may be declared")
    hours_tolerance: float = param(0.005, "share", 0.0, 0.1, "design 5", "paid hours that still count as equal")
    precision: float = param(0.05, "share", 0.001, 1.0, "Hoad 2010", "wanted half-width as a share of the mean")
    most_replications: int = param(10_000, "runs", 10, 1_000_000, "assumption", "where the search for n gives up")
    resamples: int = param(1000, "resamples", 100, 100_000, "convention", "of a bootstrap interval")
    few_resamples: int = param(100, "resamples", 20, 10_000, "convention", "of a bootstrap interval that is slow")
    bootstrap_from: int = param(
        20, "replications", 2, 100_000, "measured", "from which tails have a bootstrap interval"
    )
    least_cases: int = param(10, "points", 2, 100_000, "convention", "of interest (and of others) to seek a box")
    most_boxes: int = param(3, "boxes", 1, 20, "convention", "that scenario discovery looks for")
    slices: int = param(10, "slices", 2, 100, "Pianosi 2018", "into which PAWN cuts the range of a factor")
    share_tolerance: float = param(0.02, "share", 0.0001, 0.5, "assumption", "solve: tolerance of a target on a share")
    relative_tolerance: float = param(
        0.1, "share", 0.001, 1.0, "assumption", "solve: tolerance as a part of the target"
    )
    book_tolerance: float = param(1e-6, "share", 0.0, 1.0, "assumption", "largest residual of a conservation book")
    little_tolerance: float = param(0.02, "share", 0.0, 1.0, "assumption", "largest residual of Little's law")
    clamped_tolerance: float = param(0.01, "share", 0.0, 1.0, "design 3", "largest share of clamped evaluations")
    yuan_tolerance: float = param(1e-6, "share", 0.0, 1.0, "assumption", "largest gap between the two cost books")
    easy_utilisation: float = param(0.6, "share", 0.0, 1.0, "design 1", "below this share of time staff is idle")
    full_utilisation: float = param(0.9, "share", 0.0, 1.5, "design 1", "above this share of time staff is saturated")
    after_weeks: int = param(8, "weeks", 1, 52, "K1-K4", "how long after a campaign its after-effect is looked for")
    most_named: int = param(3, "levers", 1, 20, "convention", "levers that are named as bringing most")
    many_levers: int = param(
        4, "levers", 2, 50, "convention", "levers of a list of changes from which on they are ranked"
    )
    same_hours: float = param(1.0, "h", 0.0, 24.0, "convention", "twins that end less apart than this fare the same")
    example_quantile: float = param(0.9, "share", 0.0, 1.0, "convention", "which winner and loser is told as example")
    worst_tenth: float = param(0.1, "share", 0.01, 0.5, "convention", "part of the grids that counts as worst served")
    brief_sentences: int = param(3, "sentences", 1, 10, "convention", "sentences in which page one answers")
    rounding: float = param(1e-9, "share", 0.0, 0.01, "convention", "differences below this part of the value are zero")
    most_told: float = param(10.0, "times", 1.0, 1e6, "convention", "effects beyond it of a base: without per cent")
    slight: float = param(0.01, "share", 0.0, 0.5, "assumption", "effects below this part of the reference are slight")


RULES = ReadingRules()
