"""The words for levers and for options whose plain name says too little, or means another thing in another group."""

from __future__ import annotations

from typing import NamedTuple

from experiments.language import N_


class Words(NamedTuple):
    """The words for an option: in figures and tables, and in a sentence."""

    label: str
    spoken: str


QUESTIONS_OF = {
    "street.division": N_("How should blocks be joined to grids?"),
    "street.grid_scale": N_("Fewer or more grids, with the same posts?"),
    "channels": N_("What does the information platform bring, against counter, hotline and paper?"),
    "platform": N_("What if registers are not shared, or cases are dispatched by machine?"),
    "hierarchy": N_("Which levels above the grid, and who may decide?"),
    "escalation": N_("Step by step through the levels, or straight up?"),
    "links": N_("What do links between grids change?"),
    "partners": N_("What do partners add?"),
    "care": N_("What do care visits change?"),
    "rescue": N_("What do platform and volunteers change for people in need?"),
    "scope": N_("What does a growing catalogue of tasks cost?"),
    "dispatch": N_("In which order should cases be served?"),
    "handling": N_("How should cases be handled and checked?"),
}
OPTIONS = {  # factor=level: short label, words in a sentence (one thing, not many: "X raises ...")
    "street.division=balanced": Words(N_("even in workload"), N_("a division even in workload")),
    "street.division=equal_count": Words(N_("even in residents"), N_("a division even in residents")),
    "street.division=equal_blocks": Words(N_("even in blocks"), N_("a division even in number of blocks")),
    "street.grid_scale=0.5": Words(N_("half as many grids"), N_("halving the number of grids")),
    "street.grid_scale=1.0": Words(N_("as many as planned"), N_("the planned number of grids")),
    "street.grid_scale=2.0": Words(N_("twice as many grids"), N_("doubling the number of grids")),
    "hierarchy=none": Words(N_("two centres"), N_("a hierarchy of two centres")),
    "hierarchy=shekou": Words(N_("Shekou"), N_("the hierarchy of Shekou")),
    "hierarchy=jinshui": Words(N_("Jinshui"), N_("the four-level hierarchy of Jinshui")),
    "hierarchy=jinshui_delegated": Words(
        N_("Jinshui (authority delegated)"),
        N_("delegating three tenths of the authority to the street (without posts)"),
    ),
    "hierarchy=jinshui_delegated_posts": Words(
        N_("Jinshui (authority and posts delegated)"),
        N_("delegating three tenths of the authority and of the posts to the street"),
    ),
    "channels=none": Words(N_("desks never full"), N_("a desk that is never full")),
    "channels=platform": Words(N_("platform"), N_("the platform")),
    "channels=hotline": Words(N_("hotline, no platform"), N_("a hotline with the counter (on paper)")),
    "platform=default": Words(
        N_("registers shared, dispatch by hand"), N_("registers that are shared and dispatch by hand")
    ),
    "platform=no_data_sharing": Words(N_("no shared registers"), N_("a platform without shared registers")),
    "rescue=platform": Words(N_("platform, everybody alerted"), N_("rescue by platform with everybody around alerted")),
    "links=none": Words(N_("no links"), N_("a street without links between grids")),
    "links=counted": Words(N_("no links (counted)"), N_("a street without links between grids")),
    "links=all": Words(N_("all links"), N_("having all links together")),
    "partners=none": Words(N_("no partners"), N_("a street without partners")),
    "partners=mixed": Words(N_("all partners and shops"), N_("having all partners together (shops too)")),
    "partners=property": Words(N_("property companies"), N_("help by property companies")),
    "partners=volunteers": Words(N_("volunteers"), N_("help by volunteers")),
    "care=none": Words(N_("not counted"), N_("care that is not looked at")),
    "care=unvisited": Words(N_("no visits"), N_("leaving people unvisited")),
    "care=staff": Words(N_("visits by staff"), N_("visiting by staff")),
    "care=with_volunteers": Words(N_("visits by staff and volunteers"), N_("visiting by staff and volunteers")),
    "scope=none": Words(N_("no growth"), N_("a catalogue that does not grow")),
    "dispatch=fifo": Words(N_("first come, first served"), N_("first come, first served")),
    "handling=default": Words(N_("as usual"), N_("handling as usual")),
    "learning.root_cause_share=0.1": Words(
        N_("root causes found in a tenth"), N_("finding root causes in a tenth of the cases")
    ),
    "learning.root_cause_share=0.3": Words(
        N_("root causes found in three tenths"), N_("finding root causes in three tenths of the cases")
    ),
}
