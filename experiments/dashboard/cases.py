"""One incident's history in words, from its pages in the table of incidents."""

from __future__ import annotations

from datetime import datetime, timedelta
from html import escape

import pandas as pd

from experiments.language import N_, _
from experiments.lives import lives
from experiments.report.terms import label
from sim.facts import ABOVE, PATROL, REOPENED, RESIDENT, STREET, VISIT

MOST = 200
MOST_HOURS = 48.0  # that a time is told in hours
STEPS = {
    "onset": N_("the problem arises"),
    "noticed": N_("somebody notices it"),
    "reported": N_("it is reported"),
    "verified": N_("the report is verified"),
    "registered": N_("a case is registered"),
    "dispatched": N_("the case is given to somebody"),
    "started": N_("work begins"),
    "handled": N_("work ends"),
    "answered": N_("the work is reported as done"),
    "checked": N_("the work is checked"),
    "closed": N_("the case is closed"),
    "solved": N_("the problem is solved"),
    "lapsed": N_("the problem passes by itself"),
}
AWAITED = {  # by the last step that was taken
    "closed": N_("the problem lasts, and no case is open"),
    "checked": N_("waits for the case to be closed"),
    "answered": N_("waits for the case to be checked or closed"),
    "handled": N_("waits for what comes from elsewhere (parts, permits), then to be reported as done"),
    "started": N_("work is going on"),
    "dispatched": N_("waits for work to begin"),
    "registered": N_("waits to be given to somebody"),
    "verified": N_("waits to be registered"),
    "reported": N_("waits for the report to be verified and registered"),
    "noticed": N_("nobody has reported it"),
    "onset": N_("nobody has noticed it"),
}
SOURCES = {
    PATROL: N_("by staff on patrol"),
    VISIT: N_("by staff on a visit"),
    RESIDENT: N_("by a resident"),
    REOPENED: N_("again: a resident has the case reopened"),
}
LEVELS = {STREET: N_("at the street office"), ABOVE: N_("above the street")}
OUTCOMES = {
    "all": N_("all problems"),
    "solved": N_("solved"),
    "closed_unsolved": N_("closed, not solved"),
    "open": N_("still open"),
    "lapsed": N_("passed by itself"),
    "void": N_("mistaken report"),
}


def outcomes(cases: pd.DataFrame, horizon_hours: float) -> pd.DataFrame:
    """Return one row an incident: kind, grid, onset, what became of it, and how long the problem lasted (hours)."""
    found = lives(cases, ["incident"])
    found["outcome"] = "open"
    in_hand = found.index.isin(cases.loc[cases["closed"].isna(), "incident"])  # the last case of all, if any, is open
    found.loc[found["closed"].notna() & ~in_hand, "outcome"] = "closed_unsolved"
    found.loc[found["lapsed"].notna(), "outcome"] = "lapsed"
    found.loc[found["solved"].notna(), "outcome"] = "solved"
    found.loc[found["mistaken"] == 1, "outcome"] = "void"
    end = found["solved"].fillna(found["lapsed"]).fillna(horizon_hours)
    end = end.where(found["mistaken"] == 0, found["closed"].fillna(horizon_hours))
    found["hours"] = end - found["onset"]
    return found.sort_values("hours", ascending=False)


def choices(found: pd.DataFrame) -> dict[str, int]:
    """Return the incidents that lasted longest, each with a line of words."""
    lines = {}
    for incident, one in found.head(MOST).iterrows():
        places = {"kind": label(one["kind"]), "grid": int(one["grid"]) + 1, "days": f"{one['hours'] / 24:.1f}"}
        text = _("{kind}, grid {grid}: {days} days, {outcome}", outcome=_(OUTCOMES[one["outcome"]]), **places)
        lines[f"{text} [{int(incident) & 0xFFFF:04x}]"] = int(incident)
    return lines


def history(cases: pd.DataFrame, incident: int, start_date: str) -> str:
    """Return the history of an incident as an ordered list: date and hour, what happened, and after how long."""
    pages = cases[cases["incident"] == incident].sort_values("case")
    begin = datetime.fromisoformat(start_date)
    events: dict[tuple[float, int, str], None] = {}
    for page in pages.to_dict("records"):
        for place, step in enumerate(STEPS):
            if page[step] == page[step]:
                events[(float(page[step]), place, _words(step, page))] = None
    onset = min(hour for hour, _place, _text in events)
    lines = []
    for hour, _place, text in sorted(events):
        when = (begin + timedelta(hours=hour)).isoformat(" ", "minutes")
        after = _("after {time}", time=_passed(hour - onset)) if hour > onset else ""
        lines.append(f"<tr><td>{escape(when)}</td><td>{escape(text)}</td><td>{escape(after)}</td></tr>")
    awaited = _awaited(pages)
    if awaited:
        lines.append(f"<tr><td>{escape(_('at the end'))}</td><td>{escape(awaited)}</td><td></td></tr>")
    return f"<div class='wide'><table><tbody>{''.join(lines)}</tbody></table></div>"


def _passed(hours: float) -> str:
    """Return a time so that events hours apart differ: in hours for two days, then in days."""
    if hours < MOST_HOURS:
        return _("{number} hours", number=f"{hours:.1f}")
    return _("{n} days", n=f"{hours / 24:,.1f}")


def _awaited(pages: pd.DataFrame) -> str:
    """Return what an incident waits for at the end of the run, by the last case that it has come to ("": nothing)."""
    last = pages.iloc[-1]
    if pages[["solved", "lapsed"]].notna().any(axis=None) or (
        last["mistaken"] == 1 and last["closed"] == last["closed"]
    ):
        return ""
    taken = [step for step in STEPS if last[step] == last[step]]
    step = max(taken, key=lambda step: (last[step], taken.index(step)))
    more = LEVELS.get(int(last["level"]), "") if step in ("dispatched", "started") else ""
    return _("{what}, {more}", what=_(AWAITED[step]), more=_(more)) if more else _(AWAITED[step])


def _words(step: str, page: dict[str, float]) -> str:
    more = ""
    if step == "reported":
        more = SOURCES.get(int(page["source"]), "")
    elif step == "dispatched":
        more = LEVELS.get(int(page["level"]), "")
    elif step == "closed" and page["solved"] != page["solved"]:
        more = N_("though the problem lasts")
    return _("{what}, {more}", what=_(STEPS[step]), more=_(more)) if more else _(STEPS[step])
