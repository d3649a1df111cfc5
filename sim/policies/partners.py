"""Partners: who else takes cases of the grid, and by which rule it takes them before the grid's own staff.

A rule is pure: it reads an Offer, draws nothing and changes nothing. To add one, write a `Parameters` class with a
method `takes(offer) -> bool` and name it as the `rule` of a provider in an option file of configs/partners.
"""

from __future__ import annotations

from dataclasses import field
from typing import ClassVar, Protocol

from sim.agents.partner import Offer
from sim.errors import InputError
from sim.parameters import Parameters, param


class Taking(Protocol):
    """A rule by which a partner takes cases of its kinds."""

    def takes(self, offer: Offer) -> bool:
        """Return whether the partner takes the case."""


class Never(Parameters):
    """The partner stands by."""

    def takes(self, offer: Offer) -> bool:
        """Return no."""
        return False


class First(Parameters):
    """The partner comes first for its kinds."""

    def takes(self, offer: Offer) -> bool:
        """Return yes."""
        return True


class Overflow(Parameters):
    """The partner helps out only when the grid's own queue is long."""

    waiting_per_post: float = param(
        3.0, "tasks", 0, 10_000, "assumption", "tasks waiting per administrator from which cases are passed on"
    )

    def takes(self, offer: Offer) -> bool:
        """Return whether the grid's queue is that long."""
        return offer.waiting_per_post >= self.waiting_per_post


class Provider(Parameters):
    """What a partner takes, how well it does it and by which rule it is asked."""

    ITEM: ClassVar[str] = "ngo"  # the prices NAME_year and NAME_case

    kinds: tuple[str, ...] = ()
    rule: Taking = field(default_factory=First)
    quality: float = param(0.8, "share", 0, 1, "assumption", "chance that its work really solves the problem")
    work_factor: float = param(1.0, "ratio", 0.01, 50, "assumption", "its work on a case over that of a new hand")
    block_share: float = param(1.0, "share", 0, 1, "assumption", "blocks that it serves, each drawn by itself")

    def check_together(self) -> None:
        """Refuse a partner for nothing."""
        if not self.kinds:
            raise InputError("kinds", list(self.kinds), "at least one kind of incident", "such as kinds=[care]")


class Staffed(Provider):
    """A partner with people (each class says how many) and hours of its own."""

    opens: float = param(9.0, "h", 0, 23, "assumption", "hour at which they begin")
    closes: float = param(18.0, "h", 1, 24, "assumption", "hour at which they end")
    every_day: bool = param(False, "switch", None, None, "assumption", "they work on days off too")
    longest_wait_hours: float = param(
        48.0, "h", 0, 10_000, "assumption", "wait for its own people beyond which it takes nothing more"
    )

    def check_together(self) -> None:
        """Refuse a partner for nothing, and one that ends before it begins."""
        Provider.check_together(self)
        if self.closes <= self.opens:
            raise InputError("closes", self.closes, f"above opens = {self.opens:g}", "hours run from 0 to 24 of a day")


class SocialWorkStation(Staffed):
    """An NGO's station of a few social workers: quarrels and people in need of care, done with time and skill."""

    ITEM: ClassVar[str] = "ngo"

    kinds: tuple[str, ...] = ("neighbour_dispute", "care", "labour", "community_affairs", "civil_affairs")
    people: int = param(3, "persons", 0, 10_000, "V13", "social workers of the station (2-3 a street)")
    quality: float = param(0.85, "share", 0, 1, "assumption", "chance that its work solves it (not always better: V15)")
    work_factor: float = param(1.3, "ratio", 0.01, 50, "assumption", "more time for a case than a new hand takes")


class PropertyCompany(Staffed):
    """The property companies of managed estates: what is dirty, broken, unsafe or loud inside them."""

    ITEM: ClassVar[str] = "property"

    kinds: tuple[str, ...] = (
        *("city_appearance", "facilities", "safety_hazard", "noise"),
        *("sanitation", "municipal_facilities", "environment_water"),
    )
    rule: Taking = field(default_factory=Overflow)
    people: int = param(12, "persons", 0, 10_000, "S5, assumption", "people lent to community work, one a community")
    every_day: bool = param(True, "switch", None, None, "assumption", "estates are looked after on days off too")
    quality: float = param(0.75, "share", 0, 1, "assumption", "chance that its work really solves the problem")
    block_share: float = param(0.6, "share", 0, 1, "assumption", "blocks with a property company")


class Shops(Staffed):
    """Shops that keep the pavement before their doors in order."""

    ITEM: ClassVar[str] = "shop"

    kinds: tuple[str, ...] = ("city_appearance", "street_order", "sanitation")
    rule: Taking = field(default_factory=Overflow)
    people: int = param(8, "persons", 0, 10_000, "assumption", "shops with somebody at hand at any time")
    opens: float = param(10.0, "h", 0, 23, "assumption", "hour at which they begin")
    closes: float = param(21.0, "h", 1, 24, "assumption", "hour at which they end")
    every_day: bool = param(True, "switch", None, None, "assumption", "shops are open on days off too")
    quality: float = param(0.6, "share", 0, 1, "assumption", "chance that its work really solves the problem")
    block_share: float = param(0.3, "share", 0, 1, "assumption", "blocks with shops at street level")


class Volunteers(Provider):
    """The street's registered volunteers: few take part, and who has nothing to do stays away (SF21)."""

    ITEM: ClassVar[str] = "volunteer"

    kinds: tuple[str, ...] = (
        *("city_appearance", "noise", "neighbour_dispute", "care"),
        *("sanitation", "civil_affairs", "culture_sport"),
    )
    rule: Taking = field(default_factory=Overflow)
    quality: float = param(0.7, "share", 0, 1, "assumption", "chance that its work really solves the problem")
    work_factor: float = param(1.5, "ratio", 0.01, 50, "assumption", "more time for a case than a new hand takes")
    hours_per_week: float = param(
        0.2, "h", 0.001, 40, "V9", "hours an active volunteer gives (7.4 h per registered one in all years: assumption)"
    )
    response_hours: float = param(
        8.0, "h", 0, 1000, "V8", "mean time until a volunteer begins (most tasks are done in 24 h)"
    )
    idle_days: float = param(
        60.0, "days", 0.1, 1e6, "SF21, V8", "mean time without a task after which an active one stays away (assumption)"
    )
    joining_days: float = param(
        1000.0, "days", 0.1, 1e6, "V8, V9", "mean time until a registered one takes part (assumption)"
    )


PROVIDERS = (SocialWorkStation, PropertyCompany, Volunteers, Shops)


class Partners(Parameters):
    """The partners of a street, by name, in the order in which they are asked."""

    on: bool = param(False, "switch", None, None, "R13", "cases may go to partners")
    providers: dict[str, Provider] = field(default_factory=dict)

    def check_together(self) -> None:
        """Refuse entries that are no providers."""
        for name, one in self.providers.items():
            if not isinstance(one, Provider):
                raise InputError(f"providers.{name}", one, "a provider", "give its _target_ in an option file")
