"""Each rule that turns numbers into words says the same in both languages: direction, number, interval, or nothing."""

from __future__ import annotations

import math
import re

import pytest

from experiments.language import speaking
from experiments.report import (
    communication_words,
    management_words,
    staffing_words,
    words,
)
from experiments.report.certainty import Extent, holds, precise, sureness, turns
from experiments.report.findings import HoursCheck, Step, Turn
from experiments.report.numbers import percent, span, write, yuan
from experiments.statistics import Estimate
from tests.experiments.made_up import COST, HARM, HOURS, NAN, NONE, effect, lost, single
from tests.experiments.rules_of_levers import OF_LEVERS, PAYS, Rule
from tests.experiments.test_words import LEVELS, step, two_way
from tests.experiments.test_words_management import row

ALIKE, APART = HoursCheck("campaign", 0.004, 20), HoursCheck("campaign", 0.0276, 20)
TURNING = effect(5, 1)._replace(least=-3.0, most=9.0)
BY_STAFF = Turn("staffing", [("lean", Estimate(9, 8, 10, 5)), ("generous", Estimate(-3, -4, -2, 5))])
PRICES = [Estimate(mean, mean - 1, mean + 1, 5) for mean in (5.79e6, 232.0, 408.0)]

UNCLEAR = Step(
    effect(-30, 2), effect(-2e6, 1e5, COST), Estimate(-1e5, -5e5, 3e5, 5), Estimate(-2.1e6, -2.5e6, -1.7e6, 5)
)


def staffing(*steps: Step) -> str:
    return " ".join(staffing_words.staffing_answer(LEVELS, steps, 60.0))


def campaign(hours: HoursCheck, cost: float = 0.0, days: float = 0.0) -> str:
    found = effect(cost, 1e4, COST)
    return management_words.campaign_answer(hours, effect(12, 2), found, Estimate(days, days, days, 5), 300.0)[0]


def talk(place: int, **found: object) -> str:
    return communication_words.communication_answer(two_way(**found), effect(1e5, 1e4, COST, "two_way"))[place]  # type: ignore[arg-type]


def equal_harm(verdict: str, **more: float) -> str:
    return management_words.equal_harm_answer([row("standard", verdict, **more)], "standard")  # type: ignore[arg-type]


def arm(hours: float) -> str:
    return management_words.arm_answer(
        effect(-6, 1, level="mixed"), effect(2e6, 1e5, COST), effect(hours, 0.1, HOURS), NONE, 300.0
    )


def rebound(during: float, after: float) -> str:
    return management_words.rebound_answer(
        *(Estimate(mean, mean - 0.01, mean + 0.01, 8) for mean in (during, after)), 8
    )


RULES = {
    "a rise": Rule(
        lambda: words.clause(effect(12, 2)),
        "raises harm per 1,000 residents by 12.0 or 12 % (between 10.0 and 14.0)",
        "使每千名居民危害量上升12.0，即12%（10.0至14.0之间）",
    ),
    "a fall": Rule(
        lambda: words.clause(effect(-12, 2)),
        "lowers harm per 1,000 residents by 12.0 or 12 %",
        "使每千名居民危害量下降12.0，即12%",
    ),
    "a slight rise": Rule(lambda: words.clause(effect(0.5, 0.1)), "slightly, by 0.500", "略升0.500"),
    "no difference": Rule(
        lambda: words.clause(effect(1, 2)),
        "makes no clear difference to harm per 1,000 residents (between −1.00 and +3.00)",
        "对每千名居民危害量无明显影响（−1.00至+3.00之间）",
    ),
    "several without a difference": Rule(
        lambda: words.clauses([effect(1, 2), effect(1, 2, "reports"), effect(12, 2)]),
        "makes no clear difference to harm per 1,000 residents (between −1.00 and +3.00) or the number of reports "
        "(between −1.00 and +3.00) and raises harm per 1,000 residents by 12.0",
        "对每千名居民危害量（−1.00至+3.00之间）或上报数（−1.00至+3.00之间）无明显影响",
    ),
    "refused by Holm": Rule(lambda: words.clause(effect(12, 2, p_holm=0.2)), "may raise", "可能使每千名居民危害量上升"),
    "missing runs": Rule(lambda: words.clause(lost()), "runs are missing", "缺少运行"),
    "more money": Rule(
        lambda: words.money(effect(2e6, 1e5, COST)),
        "2.00 million yuan more (between 1.90 and 2.10",
        "成本增加200万元（190至210万元之间）",
    ),
    "less money": Rule(
        lambda: words.money(effect(-2e6, 1e5, COST)),
        "2.00 million yuan less (between 1.90 and 2.10",
        "成本减少200万元（190至210万元之间）",
    ),
    "money refused by Holm": Rule(
        lambda: words.money(effect(1.5e6, 5e5, COST, p_holm=0.2)),
        "may cost 1.50 million yuan more (between 1.00 and 2.00 million yuan)",
        "成本可能增加150万元（100至200万元之间）",
    ),
    "less money refused by Holm": Rule(
        lambda: words.money(effect(-1.5e6, 5e5, COST, p_holm=0.2)),
        "may cost 1.50 million yuan less (between 1.00 and 2.00 million yuan)",
        "成本可能减少150万元（100至200万元之间）",
    ),
    "a step that avoids nothing clear": Rule(
        lambda: staffing_words.paying(LEVELS[:2], UNCLEAR, 60.0),
        "avoids no clear harm at the model's price (60 yuan a unit of harm, an assumption), and it costs 2.00 million "
        "yuan less",
        "没有明显避免危害，成本减少200万元",
    ),
    "load not known": Rule(
        lambda: staffing_words.busy(LEVELS[0]._replace(utilisation=NAN)), "not known", "忙碌程度未知"
    ),
    "enough staff": Rule(
        lambda: staffing(step(-30, 2), step(0, 2)),
        "Standard staffing (2.25 posts a grid) is enough",
        "标准人员配置（每网格2.25个岗位）已经够用",
    ),
    "the step that helps": Rule(
        lambda: staffing(step(-30, 2), step(0, 2)),
        "from lean to standard lowers harm per 1,000 residents by 30.0",
        "从“精简”增至“标准”，使每千名居民危害量下降30.0",
    ),
    "more may be better": Rule(
        lambda: staffing(step(-30, 2), step(-9, 2, net=-1e6)), "may be higher still", "最佳人数可能更高"
    ),
    "a step that pays": Rule(
        lambda: staffing(step(-30, 2), step(-9, 2, net=-1e6)), "by that price it pays.", "按此单价划算。"
    ),
    "a step that does not pay": Rule(
        lambda: staffing(step(-30, 2), step(-9, 2, net=4e6)),
        "costs more than the harm it avoids",
        "花费超过其避免的危害",
    ),
    "a step that may pay": Rule(
        lambda: staffing(step(-30, 2), step(-9, 2, net=1e4)), "whether it pays is not clear.", "是否划算不明确。"
    ),
    "the fewest are enough": Rule(
        lambda: staffing(step(0, 2), step(0, 2)), "More staff than lean staffing", "人手多于精简人员配置"
    ),
    "too busy": Rule(
        lambda: staffing(step(0, 2), step(0, 2)),
        "97 % of their paid time is work, so they are overloaded",
        "带薪时间的97%在工作，已超负荷",
    ),
    "staffing unanswered": Rule(
        lambda: staffing(*[Step(lost(), lost(COST))] * 2), "cannot be answered: runs are missing", "无法回答：缺少运行"
    ),
    "one replication": Rule(
        lambda: staffing(*[Step(single(), single(COST))] * 2),
        "one replication gives no interval",
        "只有一次重复，无法给出区间",
    ),
    "more reports": Rule(
        lambda: talk(3, reports=effect(900, 50, "reports")), "raises the number of reports by 900", "使上报数上升900"
    ),
    "no more reports": Rule(lambda: talk(3), "no clear difference to the number of reports", "对上报数无明显影响"),
    "more of a smaller share": Rule(
        lambda: talk(1, solved=effect(1160, 100, "solved"), solved_share=effect(-0.01, 0.002, "solved_share")),
        "More problems are solved although they are a smaller share",
        "解决的问题更多，但占立案事件的比例更低",
    ),
    "equal hours": Rule(
        lambda: campaign(ALIKE),
        "At equal paid hours, the campaign regime raises harm",
        "在带薪工时相同的前提下，与长效管理相比，专项整治使每千名居民危害量上升",
    ),
    "unequal hours": Rule(
        lambda: campaign(APART),
        "is refused: they were paid different hours (largest gap 2.76 %; allowed 0.5 %)",
        "拒绝比较专项整治与长效管理：二者带薪工时不同（最大差距2.76%；允许0.5%）",
    ),
    "no pairs": Rule(
        lambda: campaign(HoursCheck("campaign", NAN, 0)), "cannot be compared: runs are missing", "无法比较：缺少运行"
    ),
    "campaign days": Rule(
        lambda: campaign(ALIKE, 2.5e6, 2e6),
        "2.00 million yuan or 80 % is the price of campaign days (300 yuan",
        "其中200万元（80%）为整治日费用（每网格每日300元，属假设）",
    ),
    "campaign days above all": Rule(lambda: campaign(ALIKE, 2.5e6, 3e6), "other items cost less", "其他项目花费较少"),
    "other costs": Rule(
        lambda: management_words.other_costs(effect(2.5e6, 1e4, COST), {"patrol": Estimate(9e5, 8e5, 1e6, 5)}),
        "Campaign days apart, costs differ most in patrol (900,000 yuan more).",
        "除整治日外，费用差异最大的是巡查（多90.0万元）。",
    ),
    "equal harm": Rule(
        lambda: equal_harm("reached"),
        "5.00 million yuan more (between 4.00 and 6.00 million yuan)",
        "要多花500万元（400至600万元之间）",
    ),
    "equal harm for less": Rule(
        lambda: equal_harm("reached", difference=-5e6), "5.00 million yuan less", "少花500万元"
    ),
    "equal harm in some": Rule(
        lambda: equal_harm("never as little harm", reached=3), "only in 3 of 5 replications", "5次重复中只有3次"
    ),
    "equal harm never": Rule(
        lambda: equal_harm("never as little harm"), "leaves more harm than long-term", "留下的危害仍多于长效管理"
    ),
    "equal harm always": Rule(
        lambda: equal_harm("always less harm"), "leaves less harm than long-term", "留下的危害仍少于长效管理"
    ),
    "equal harm lost": Rule(lambda: equal_harm("missing"), "not known: runs are missing", "未知：缺少运行"),
    "equal harm at no price": Rule(
        lambda: equal_harm("reached", difference=1e5), "no clear difference in cost", "成本无明显差异"
    ),
    "more hours": Rule(
        lambda: arm(14.0), "14.0 % more hours and lowers harm", "带薪工时多14.0%，使每千名居民危害量下降"
    ),
    "fewer hours": Rule(
        lambda: arm(-14.0), "14.0 % fewer hours and lowers harm", "带薪工时少14.0%，使每千名居民危害量下降"
    ),
    "fading": Rule(
        lambda: rebound(-0.11, 0.06),
        "are 11 % fewer than under long-term management (between 10 and 12 %)",
        "比长效管理下少11%（10至12%之间）",
    ),
    "rebound": Rule(
        lambda: rebound(-0.11, 0.06),
        "in the 8 weeks after it they are 6 % more",
        "整治结束后8周内，新发数比长效管理下多6%",
    ),
    "no rebound": Rule(
        lambda: rebound(-0.11, 0.0),
        "after it they are not clearly different",
        "整治结束后8周内，新发数与长效管理下无明显差异",
    ),
    "unknown rebound": Rule(
        lambda: management_words.rebound_answer(single().found, single().found, 8),
        "not known: there is one replication only",
        "不得而知：只有一次重复",
    ),
    "price tag": Rule(
        lambda: words.price_tag(PRICES, 365, {"management": "long_term"}),
        "costs 5.79 million yuan a year: 232 yuan for each resident, and 408 yuan for each problem",
        "一年花费579万元：每名居民232元，每个真正解决的问题408元",
    ),
    "time of the money": Rule(lambda: words.units(240), "paid in 240 days", "金额为240天内的支出"),
    "what ranges leave out": Rule(
        lambda: " ".join(sureness(Extent(5, 3, tabled=True), "shekou")), "cover chance only", "区间只反映随机波动"
    ),
    "no ranges": Rule(
        lambda: " ".join(sureness(Extent(1, 1, tabled=False), "tiny")),
        "One replication gives no interval",
        "只有一次重复，没有区间",
    ),
    "too few": Rule(lambda: precise(HARM, 104.0, 5), "104 are needed", "需要104次"),
    "far too few": Rule(lambda: precise(HARM, math.inf, 5), "more than 10,000", "超过10,000次"),
    "it depends": Rule(lambda: holds(TURNING), "direction depends on the other choices", "方向取决于其他选择"),
    "it turns": Rule(
        lambda: turns(TURNING), "other choices are combined: −3.00 to +9.00", "取决于其他选择的组合：−3.00至+9.00"
    ),
    "it turns with staff": Rule(
        lambda: turns(TURNING._replace(turn=BY_STAFF)),
        "+9.00 with lean, −3.00 with generous",
        "“精简”时+9.00，“充裕”时−3.00",
    ),
    "everywhere": Rule(lambda: holds(effect(5, 1)), "same direction everywhere", "方向处处一致"),
    "not corrected away": Rule(lambda: holds(effect(12, 2, p_holm=0.2)), "not clear after Holm", "经Holm校正后不明显"),
    "nothing in places": Rule(
        lambda: holds(effect(5, 1)._replace(least=0.0)), "same direction, but no effect at some", "方向一致，但在部分"
    ),
    "equal harm that differs": Rule(
        lambda: equal_harm("differs between replications"),
        "in some replications even with the most staff that was tried it leaves more harm",
        "在一些重复中，即使用所试的最多人手，留下的危害仍多于长效管理；在另一些重复中",
    ),
    "hours not known": Rule(
        lambda: arm(NAN), "harm per 1,000 residents by 6.00 or 6 % (between 5.00 and 7.00); it costs", "其带薪工时未知"
    ),
    "after a campaign not known": Rule(
        lambda: management_words.rebound_answer(Estimate(-0.2, -0.25, -0.15, 5), lost().found, 8),
        "20 % fewer than under long-term management (between 15 and 25 %); what comes after it is not known",
        "比长效管理下少20%（15至25%之间）；整治结束后的情况不得而知",
    ),
    "a small rebound": Rule(
        lambda: management_words.rebound_answer(Estimate(0.003, 0.001, 0.005, 5), PAYS, 8),
        "are 0.30 % more than under long-term management (between 0.10 % and 0.50 %)",
        "比长效管理下多0.30%（0.10%至0.50%之间）",
    ),
    **OF_LEVERS,
    "numbers": Rule(
        lambda: [yuan(12_345_678), percent(0.123), span(0.04, 0.041, "points"), write(3, "hours")],
        "12.3 million yuan 12 % 4.0 to 4.1 points 3.0 hours",
        "1,230万元 12% 4.0至4.1个百分点 3.0小时",
    ),
}
SILENT = (
    *("missing runs", "no pairs", "staffing unanswered", "equal harm lost", "load not known", "unfinished search"),
    "levers with lost runs",
)


def told(rule: Rule, language: str) -> str:
    with speaking(language):
        found = rule.tell()
    return found if isinstance(found, str) else " ".join(found)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", RULES)
def test_a_rule_says_what_is_true(name: str, language: str) -> None:
    assert getattr(RULES[name], language) in told(RULES[name], language)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", SILENT)
def test_what_is_not_known_names_no_number(name: str, language: str) -> None:
    assert not re.search(r"\d", told(RULES[name], language).replace("1,000 residents", ""))


@pytest.mark.parametrize("name", RULES)
def test_both_languages_name_the_same_percentages(name: str) -> None:
    shares = [re.findall(r"[\d.]+(?= ?%)", told(RULES[name], language)) for language in ("en", "zh")]
    assert sorted(shares[0]) == sorted(shares[1])
