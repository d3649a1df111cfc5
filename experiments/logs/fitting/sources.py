"""Who brought an event in, as far as the log says; what only repeats another; which level settled it."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
from numpy.typing import NDArray

STAFF = re.compile(
    r"employee|staff|patrol|visit|inspector|internal|crew|maximo|sensor|网格|巡查|监督员|采集|机动|城管通|视频|物联|自行处理|专业",
    re.IGNORECASE,
)
LEVELS = {"grid": 0, "community": 0, "street": 1, "district": 2, "city": 2, "above": 2, "utility": 2}


def by_resident(events: pd.DataFrame) -> NDArray[np.bool_]:
    """Return which events residents brought in; what names no source counts as theirs."""
    words = events["source"].fillna("").astype(str)
    staff = {word: bool(STAFF.search(word)) for word in words.unique()}
    return ~words.map(staff).to_numpy(bool)


def says_source(events: pd.DataFrame) -> bool:
    """Whether a log tells staff's events from residents': only if it names some of staff."""
    return bool(not by_resident(events).all())


def is_void(events: pd.DataFrame) -> NDArray[np.bool_]:
    """Return which events are no problem of their own: struck out, or reported before."""
    return ((events["status"] == "voided") | events["duplicate_of"].notna()).to_numpy(bool)


def level_of(events: pd.DataFrame) -> NDArray[np.int64]:
    """Return the level that settled each event: 0 grid or community, 1 street, 2 above, -1 not said."""
    return events["level"].fillna("").astype(str).str.casefold().map(LEVELS).fillna(-1).to_numpy(np.int64)
