"""What is said of parts and whole, levers, the break-even day, sampled and solved studies, in both languages."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pandas as pd

from experiments.break_even import break_even
from experiments.report import conflict, even, lever_words, sampled_words, solved_words
from experiments.sensitivity.guard import Responses
from experiments.solve.files import FOUND, SEARCHING
from experiments.solve.files import NONE as NO_ANSWER
from experiments.statistics import Estimate
from tests.experiments.made_up import COST, effect, lost

PAYS, OPEN = Estimate(-5000.0, -6000.0, -4000.0, 5), Estimate(100.0, -400.0, 600.0, 5)
LEVERS = [
    ("A", effect(-9, 1), effect(0, 1, COST), PAYS),
    ("B", effect(-9, 1), lost(COST), PAYS),
    ("C", lost(), lost(COST), OPEN),
    ("D", effect(9, 1), effect(9, 1, COST), OPEN),
    ("E", effect(0, 1), effect(9, 1, COST), OPEN),
]
INDICES = pd.DataFrame(
    {
        "method": "morris",
        "index": "mu_star",
        "factor": ["alpha", "beta"],
        "value": [0.3, 0.5],
        "low": [0.2, 0.0],
        "high": [0.4, 1.0],
        "verdict": ["resolved", "not resolved"],
    }
)
SAMPLED = Responses("solved_share", np.zeros((4, 2)), np.full((4, 2), 0.5))
CANDIDATES = pd.DataFrame({"candidate": ["S"], "n": [4], "measure": [0.96], "low": [0.95], "high": [0.97]})


class Rule(NamedTuple):
    """What a rule is given, and what it must say in each language."""

    tell: Callable[[], str | list[str]]
    en: str
    zh: str


def ahead(*days: int) -> str:
    """What is said of long-term management that gets ahead on these days of ten, counted from 0 (99: never)."""
    leads = np.where(np.arange(10) < np.array(days)[:, None], -1.0, 1.0)
    return even.sentence("campaign", break_even(leads), 10, 60.0)


def ranked(place: int) -> str:
    return lever_words.ranking(LEVERS, 60.0)[place]


def solved(status: str) -> list[str]:
    return solved_words.answer({"status": status, "chosen": None if status == NO_ANSWER else "S"}, CANDIDATES)


OF_LEVERS = {
    "a part that loses": Rule(
        lambda: conflict.verdict([effect(5, 2.5), effect(-3, 1.5), effect(-2, 1)]),
        "worse for the covered grids is better for the street",
        "对整治网格更差的做法，对整个街道反而更好",
    ),
    "parts that part": Rule(
        lambda: conflict.verdict([effect(5, 2.5), effect(-3, 1.5), effect(1, 2)]),
        "covered grids lose and the others gain; for the street there is no clear difference",
        "整治网格受损而其他网格受益，街道总体无明显差异",
    ),
    "levers that pay": Rule(
        lambda: lever_words.balance([("A", PAYS), ("B", OPEN)], 60.0),
        "A saves 5,000 yuan (between 4,000 and 6,000 yuan) and for B it is not clear",
        "A节省5,000元（4,000至6,000元之间），B是否划算尚不明确",
    ),
    "a lever that costs": Rule(
        lambda: lever_words.balance([("A", Estimate(900.0, 800.0, 1000.0, 5))], 60.0),
        "A costs 900 yuan more than it avoids (between 800 and 1,000 yuan)",
        "A的花费比避免的危害多900元（800至1,000元之间）",
    ),
    "levers that help": Rule(
        lambda: ranked(0),
        "most is A (by 9.00) and B (by 9.00)",
        "A（下降9.00）和B（下降9.00）",
    ),
    "levers at no cost": Rule(
        lambda: ranked(2),
        "at no clear extra cost with A.",
        "成本没有明显增加的情况下使危害下降的有：A。",
    ),
    "levers of unknown cost": Rule(
        lambda: ranked(3),
        "at a cost that is not known with B.",
        "使危害下降但成本未知的有：B。",
    ),
    "levers that harm": Rule(lambda: ranked(4), "Harm rises with D.", "使危害上升的有：D。"),
    "idle levers": Rule(lambda: ranked(5), "No clear difference in harm: E.", "对危害无明显影响的有：E。"),
    "levers with lost runs": Rule(
        lambda: ranked(6),
        "Nothing can be said of C: runs are missing.",
        "关于C无法下结论：缺少运行。",
    ),
    "ahead for good": Rule(
        lambda: ahead(2, 3, 4, 5, 99, 99), "from day 6 on (3 to beyond day 10)", "从第6天起领先于专项整治（3至第"
    ),
    "ahead, but not surely": Rule(lambda: ahead(2, 3), "from day 4 on (for a range it takes 6", "若要给出区间"),
    "ahead in some": Rule(lambda: ahead(2, 3, 99, 99, 99, 99), "in 2 of 6 replications only", "6次重复中只有2次"),
    "never ahead": Rule(
        lambda: ahead(99, 99), "not get ahead of the campaign regime in any of 2", "没有一次长效管理领先"
    ),
    "ahead once": Rule(lambda: ahead(3), "it takes two replications or more", "至少需要两次重复"),
    "depends most": Rule(
        lambda: sampled_words.answer(INDICES, SAMPLED, {}, 0.5)[0],
        "depends most on “alpha” (its range moves it by 20 to 40 points)",
        "最取决于“alpha”（其范围使结果变动20至40个百分点）",
    ),
    "may depend more": Rule(
        lambda: sampled_words.answer(INDICES, SAMPLED, {}, 0.5)[1], "these may matter more", "以下因素可能更重要"
    ),
    "unfinished search": Rule(lambda: solved(SEARCHING), "The search is not finished", "搜索尚未完成"),
    "solved": Rule(lambda: solved(FOUND), "The least that meets the target is S", "达到目标的最低方案是S"),
    "no solution": Rule(lambda: solved(NO_ANSWER), "No candidate within the bounds", "没有方案被证明达到目标"),
}
