"""The formats of logs: which column of a source is which field, what its words mean, and what follows from them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pandas as pd

from experiments.logs.schema import EVENTS, UNKNOWN
from experiments.overrides import one_of
from sim.errors import InputError


class Format(NamedTuple):
    """A source's columns for each field (the first one that a file has is used), its zone, and what follows.

    `derive` gets the raw columns named in `more` and the events, and fills fields that no column states.
    """

    name: str
    zone: str
    columns: dict[str, tuple[str, ...]]
    more: tuple[str, ...] = ()
    derive: Callable[[pd.DataFrame, pd.DataFrame], None] = lambda raw, events: None


STATUS_WORDS = {
    "open": "open",
    "closed": "closed",
    "voided": "voided",
    "unknown": "unknown",
    "in progress": "open",
    "pending": "open",
    "new": "open",
    "referred": "closed",
    "resolved": "closed",
    "completed": "closed",
    "canceled": "voided",
    "cancelled": "voided",
    "invalid": "voided",
    "未结案": "open",
    "处置中": "open",
    "处理中": "open",
    "办理中": "open",
    "待办": "open",
    "挂账": "open",
    "结案": "closed",
    "已结案": "closed",
    "办结": "closed",
    "已办结": "closed",
    "已完成": "closed",
    "作废": "voided",
    "已作废": "voided",
    "无效": "voided",
}
FLAG_WORDS = {
    **dict.fromkeys(("true", "1", "yes", "y", "ontime", "on time", "是", "按时", "按期"), True),
    **dict.fromkeys(("false", "0", "no", "n", "overdue", "late", "否", "超时", "逾期", "超期"), False),
}
YES = {"1", "true", "是"}
PINGSHAN_FLAGS = (
    "INTIME_ARCHIVE_NUM",
    "OVERTIME_ARCHIVE_NUM",
    "INTIME_TO_ARCHIVE_NUM",
    "OVERTIME_TO_ARCHIVE_NUM",
    "CANCEL_NUM",
)
STREET_BODY = re.compile("街道|办事处")
COMMUNITY_BODY = re.compile("社区(居委会|工作站|党委|党群服务中心)?$")


def _derive_pingshan(raw: pd.DataFrame, events: pd.DataFrame) -> None:
    """Status and promptness from the flags of the statistics table; the level from the name of the handling unit."""
    flags = {
        name: raw[name].isin(YES).to_numpy() if name in raw else np.zeros(len(raw), bool) for name in PINGSHAN_FLAGS
    }
    good, late, running, overdue, void = flags.values()
    kinds = [void, good | late, running | overdue]
    events["status"] = pd.Series(np.select(kinds, ["voided", "closed", "open"], UNKNOWN), raw.index, dtype="str")
    known = good | late | overdue
    events["on_time"] = pd.Series(good, raw.index).astype("boolean").where(known)
    _derive_status(raw, events)  # where the flags are not there
    if events["level"].isna().all():
        events["level"] = _by_unique(events["unit"], _level_of)


def _level_of(unit: str) -> str:
    if STREET_BODY.search(unit):
        return "street"
    return "community" if COMMUNITY_BODY.search(unit) else "district"


def _derive_boston(raw: pd.DataFrame, events: pd.DataFrame) -> None:
    """The kind of closing from the closing words; invalid cases are voided, duplicates marked."""
    if "closure_reason" in raw and events["outcome"].isna().all():
        events["outcome"] = _by_unique(raw["closure_reason"], _boston_outcome)
    said = events["outcome"].str.casefold()
    events.loc[said.str.contains("invalid", regex=False).fillna(False).to_numpy(bool), "status"] = "voided"
    twice = said.str.contains("duplicate", regex=False).fillna(False).to_numpy(bool)
    events.loc[twice & events["duplicate_of"].isna().to_numpy(), "duplicate_of"] = UNKNOWN


BOSTON_OUTCOMES = (
    "Duplicate of Existing Case",
    "Case Invalid",
    "Case Resolved",
    "Case Scheduled",
    "Case Noted",
    "Case Referred",
    "Internal Case",
)


def _boston_outcome(words: str) -> str | None:
    """Return which of the standard closings stands in a closing text; the text itself is not kept."""
    return next((outcome for outcome in BOSTON_OUTCOMES if outcome.casefold() in words.casefold()), None)


def _by_unique(cells: pd.Series, see: Callable[[str], str | None]) -> pd.Series:
    codes, values = pd.factorize(cells)
    seen = np.array([see(str(value)) for value in values] + [None], dtype=object)
    return pd.Series(seen[codes], cells.index, dtype="str")


def _derive_open311(raw: pd.DataFrame, events: pd.DataFrame) -> None:
    """An update counts as the closing only of a request that is closed."""
    events.loc[~events["status"].isin(["closed", "voided"]).to_numpy(), "closed_at"] = pd.NaT


def _derive_status(raw: pd.DataFrame, events: pd.DataFrame) -> None:
    """Without a column of states, what has a time of closing is closed, the rest open if any has one."""
    if (events["status"] == UNKNOWN).all() and events["closed_at"].notna().any():
        closed = events["closed_at"].notna().to_numpy()
        events["status"] = pd.Series(np.where(closed, "closed", "open"), raw.index, dtype="str")


PINGSHAN = Format(
    "pingshan",
    "Asia/Shanghai",
    {
        "event_id": ("REC_ID", "TASK_NUM"),
        "kind": ("SUB_TYPE_NAME",),
        "group": ("EVENT_TYPE_NAME",),
        "area": ("COMMUNITY_NAME",),
        "district": ("STREET_NAME",),
        "source": ("EVENT_SRC_NAME",),
        "unit": ("DISPOSE_UNIT_NAME",),
        "reported_at": ("CREATE_TIME",),
        "accepted_at": ("OPERATE_TIME",),
        "registered_at": ("INST_TIME",),
        "dispatched_at": ("DISPATCH_TIME",),
        "started_at": ("DISPOSE_BEGIN_TIME",),
        "handled_at": ("DISPOSE_END_TIME",),
        "checked_at": ("CHECK_TIME",),
        "closed_at": ("ARCHIVE_TIME",),
        "due_at": ("DISPOSE_DEADLINE",),
        "reworks": ("REWORK_NUM",),
    },
    PINGSHAN_FLAGS,
    _derive_pingshan,
)
BOSTON = Format(
    "boston311",
    "America/New_York",
    {
        "event_id": ("case_enquiry_id",),
        "kind": ("type",),
        "group": ("reason",),
        "area": ("neighborhood",),
        "district": (),
        "source": ("source",),
        "unit": ("department",),
        "reported_at": ("open_dt",),
        "closed_at": ("closed_dt",),
        "due_at": ("target_dt", "sla_target_dt"),
        "status": ("case_status",),
        "outcome": ("closure_kind",),
        "on_time": ("ontime", "on_time"),
        "lat": ("latitude",),
        "lon": ("longitude",),
    },
    ("closure_reason",),
    _derive_boston,
)
OPEN311 = Format(
    "open311",
    "",
    {
        name: (
            f"extended_attributes.{name}",
            *field.open311,
            *(f"extended_attributes.{other}" for other in field.open311),
            name,
        )
        for name in EVENTS.columns
        for field in [EVENTS.field(name)]
    },
    (),
    _derive_open311,
)
GENERIC = Format(
    "generic",
    "",
    {field.name: (field.name, *field.egova, *field.chinese) for field in EVENTS.fields},
    (),
    _derive_status,
)
FORMATS = {one.name: one for one in (PINGSHAN, BOSTON, OPEN311, GENERIC)}


def find_format(name: str) -> Format:
    """Return a format by its name."""
    if name not in FORMATS:
        raise InputError("--format", name, one_of(FORMATS), "generic reads any table with --map COLUMN=FIELD")
    return FORMATS[name]
