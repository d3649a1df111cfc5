"""The day of a street in words, numbers and bars, as HTML."""

from __future__ import annotations

import math
from datetime import date
from html import escape

from babel.dates import format_date

from experiments.language import N_, TAGS, _, language
from experiments.report.lists import joined
from experiments.report.numbers import amount, count, percent
from experiments.rules import RULES
from sim import DayView

MEASURES = {
    "backlog": N_("cases in hand"),
    "unsolved": N_("unsolved problems"),
    "harm": N_("harm a day for 1,000 residents"),
    "trust": N_("trust in the grid's staff (%)"),
}
SOLVED_BY = {
    "residents": N_("{n} by residents themselves"),
    "grid": N_("{n} by staff or partners of the grids"),
    "duty team": N_("{n} by the duty team"),
    "centres": N_("{n} by the street office or above"),
}
EARLIER = N_("{n} by what the grids did on the days before")
ROLES = {
    "coordinator": N_("coordinators"),
    "administrator": N_("administrators"),
    "supervisor": N_("supervisors"),
}


def told(view: DayView, residents: float) -> str:
    """Return a day's numbers: its date, what came and was solved, what lasts, and how busy staff was."""
    bars = "".join(_bar(role, view) for role in ROLES)
    return f"{heading(view)}{_numbers(view, residents)}<p class='soft'>{escape(_solvers(view))}</p>{bars}"


def heading(view: DayView) -> str:
    """Return the date, and whether it is a day off, of the warm-up or of a campaign."""
    day = format_date(date.fromisoformat(view.date), "full", locale=TAGS[language()].replace("-", "_"))
    tags = [
        *([_("before the year: warm-up")] if view.day < 0 else [_("day {n}", n=view.day + 1)]),
        *([] if view.works else [_("day off")]),
        *([_("campaign")] if view.campaign else []),
    ]
    marked = "".join(f'<span class="tag">{escape(tag)}</span>' for tag in tags)
    return f'<p class="date">{escape(day)}{marked}</p>'


def _numbers(view: DayView, residents: float) -> str:
    rows = {
        _("new problems today"): count(len(view.arisen.x_m)),
        _("solved today"): count(len(view.solved.x_m)),
        _("unsolved problems"): count(view.unsolved.sum()),
        _("cases in hand"): count(view.backlog.sum()),
        _("harm a day for 1,000 residents"): amount(1000 * view.harm.sum() / residents, 2),
        _("trust in the grid's staff"): percent(float(view.trust.mean())),
    }
    return f"<dl>{''.join(f'<div><dt>{escape(name)}</dt><dd>{value}</dd></div>' for name, value in rows.items())}</dl>"


def _solvers(view: DayView) -> str:
    """Return who solved the problems of the day; on a day off what the grids did before may still come to an end."""
    words = SOLVED_BY if view.works else {**SOLVED_BY, "grid": EARLIER}
    parts = [_(words[name], n=count(number)) for name, number in view.solvers.items() if number]
    return _("Solved today: {parts}.", parts=joined(parts)) if parts else ""


def _bar(role: str, view: DayView) -> str:
    share = view.utilisation[role]
    if math.isnan(share):
        width, text, full = 0.0, _("day off"), ""
    else:
        width, text = min(max(share, 0.0), 1.0), percent(share)
        full = " class='full'" if share > RULES.full_utilisation else ""
    bar = f"<i><b{full} style='width:{100 * width:.0f}%'></b></i>"
    return f'<div class="bar"><span>{escape(_(ROLES[role]))}</span>{bar}<span>{escape(text)}</span></div>'
