"""Service affairs: the kinds of routine business that residents bring to the street; a new kind is a YAML entry."""

from __future__ import annotations

from sim.errors import InputError
from sim.parameters import Parameters, choice, param

DOMAINS = ("population", "housing", "social_security", "family_planning", "economy")  # registers of the source text
ANYWHERE, NOT_BY_PHONE, IN_PERSON = "anywhere", "not_by_phone", "in_person"


class AffairKind(Parameters):
    """One kind of affair: how often it is asked, by which ways, what it takes, and which registers it needs."""

    per_resident_year: float = param(0.05, "1/(resident x year)", 0, 100, "C4", "affairs asked, all kinds about 0.5")
    by: str = choice(ANYWHERE, (ANYWHERE, NOT_BY_PHONE, IN_PERSON), "R8", "by which channels it can be done")
    question: bool = param(False, "switch", None, None, "R3", "an enquiry, which can also be put in the forum")
    at_once_share: float = param(0.6, "share", 0, 1, "C6", "share settled in the contact itself (0.5-0.8)")
    contact_hours: float = param(0.15, "h", 0, 24, "assumption", "mean time of the contact at the counter, data apart")
    work_hours: float = param(0.8, "h", 0, 200, "assumption", "mean clerk time where it is not settled at once")
    needs: tuple[str, ...] = ()

    def check_together(self) -> None:
        """Refuse registers that there are none of."""
        check_domains("needs", self.needs)


def check_domains(key: str, names: object) -> None:
    """Raise InputError unless all names are registers of the platform, each named once."""
    known = isinstance(names, tuple) and set(names) <= set(DOMAINS)
    if not known or len(set(names)) < len(names):  # type: ignore[arg-type, call-overload]
        raise InputError(key, names, f"a list of {' | '.join(DOMAINS)}", "each at most once")
