"""Partners: cases of the grid that others take (NGO, property company, volunteers, shops), and what becomes of them."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.accounts import STREET, Indicator, Used, share
from sim.agents.incident import Incident
from sim.agents.partner import Partner
from sim.agents.volunteers import VolunteerGroup
from sim.errors import InputError
from sim.facts import GRID
from sim.processes.system import System


class PartnersSystem(System):
    """Owns the partners, in the order in which they are asked, and the cases in their hands."""

    FIELD = "partners"
    INDICATORS = (
        Indicator("partner_share", "share", "cases that partners took, of those dispatched", "R13"),
        Indicator("partner_solve_share", "share", "really solved, of cases that partners answered", "R13", "high"),
        Indicator("partner_wait_hours", "h", "mean time until a partner begins with a case that it took", "V8", "low"),
        Indicator("partner_hours", "h", "hours that partners worked on cases", "R13"),
        Indicator("freed_hours", "h", "hours that these cases would have taken the grid's own staff", "R13", "high"),
        Indicator("partner_cost_yuan", "yuan", "what partners are paid in the measured days", "R13", "low"),
        Indicator("active_volunteers_share", "share", "registered volunteers who take part, mean over days", "SF21"),
        Indicator("volunteers_left", "persons", "volunteers who stayed away after a time without a task", "V8", "low"),
    )
    CHECKS = ("partner_cases", "partner_volunteers")

    def __init__(self, model: Any) -> None:
        super().__init__(model)
        kinds = {"volunteer": VolunteerGroup}
        providers = self.params.providers.items()
        self.partners = [kinds.get(one.ITEM, Partner)(model, name, one) for name, one in providers]
        self._groups = [one for one in self.partners if isinstance(one, VolunteerGroup)]
        self._active_then = [int(one.active.sum()) for one in self._groups]
        self._by_kind = [self._for_kind(kind.name) for kind in model.kinds]
        self.hands: dict[Incident, Partner] = {}
        self._taken = self._answered = 0  # of all days: the book of cases
        self.count_anew()

    def _for_kind(self, name: str) -> list[Partner]:
        known = {kind.name for kind in self.model.kinds}
        for one in self.partners:
            if not known & set(one.params.kinds):
                key = f"partners.providers.{one.name}.kinds"
                raise InputError(key, list(one.params.kinds), " | ".join(sorted(known)), "kinds of the catalogue")
        return [one for one in self.partners if name in one.params.kinds]

    def count_anew(self) -> None:
        """Forget what was counted: the warm-up is over."""
        self._dispatched = 0
        self._waits: list[float] = []
        self._outcomes = [0, 0]
        self._freed = 0.0
        self._days, self._active = 0, 0.0
        self._left_before = sum(group.n_left for group in self._groups)
        self._before = {one.name: (one.n_taken, one.hours_worked) for one in self.partners}
        self._years = {one.name: 0.0 for one in self.partners}
        self._cases_by_grid = {one.name: np.zeros(len(self.model.grids)) for one in self.partners}
        self._years_by_grid = {group.name: np.zeros(len(self.model.grids)) for group in self._groups}

    # cases -------------------------------------------------------------------------------------------------------
    def takes(self, incident: Incident) -> bool:
        """Offer a dispatched case to the partners; whether one of them takes it (nobody a second time)."""
        self._dispatched += 1
        partners = self._by_kind[incident.kind.index]
        if not partners or incident.level != GRID or incident.kind.urgent or incident.n_attempts:
            return False
        for partner in partners:
            if partner.wants(incident):
                self._hand_over(incident, partner)
                return True
        return False

    def _hand_over(self, incident: Incident, partner: Partner) -> None:
        model = self.model
        self.hands[incident] = partner
        self._taken += 1
        self._cases_by_grid[partner.name][incident.grid] += 1
        self._freed += model.casework.plain_work(incident)
        done = partner.work(incident)
        self._waits.append(incident.started - model.time)
        model.agenda.at(done, self.worked, incident)

    def worked(self, incident: Incident) -> None:
        """The partner has done its work; what remains is to wait for others (parts, permits)."""
        now = self.model.time
        incident.handled = now
        self.model.agenda.at(now + self.model.casework.external_delay(incident), self.answer, incident)

    def answer(self, incident: Incident) -> None:
        """The partner answers: really solved, or handed back unsolved."""
        partner = self.hands[incident]
        self.model.closing.conclude(incident, partner.params.quality)
        del self.hands[incident]
        solved = incident.solved == incident.solved
        partner.n_done += solved
        partner.n_returned += not solved
        self._answered += 1
        self._outcomes[solved] += 1

    # the day -----------------------------------------------------------------------------------------------------
    def morning(self, day: int) -> None:
        """Let volunteers come and go, and count the day's contracts."""
        for partner in self.partners:
            partner.morning(day)
            self._years[partner.name] += partner.size() / 365
        for group in self._groups:
            by_grid = np.bincount(group.grid[group.active], minlength=len(self.model.grids))
            self._years_by_grid[group.name] += by_grid / 365
            self._active += group.active_share
        self._days += 1

    # accounts ----------------------------------------------------------------------------------------------------
    def _since(self, partner: Partner) -> tuple[int, float]:
        """Return cases taken and hours worked since the warm-up."""
        taken, hours = self._before[partner.name]
        return partner.n_taken - taken, partner.hours_worked - hours

    def indicators(self) -> dict[str, float]:
        """Return what partners did in the measured days (their cost is computed with the prices)."""
        taken = sum(self._since(one)[0] for one in self.partners)
        days = self._days * len(self._groups)
        return {
            "partner_share": share(taken, self._dispatched),
            "partner_solve_share": share(self._outcomes[1], sum(self._outcomes)),
            "partner_wait_hours": share(sum(self._waits), len(self._waits)),
            "partner_hours": sum(self._since(one)[1] for one in self.partners),
            "freed_hours": self._freed,
            "active_volunteers_share": share(self._active, days),
            "volunteers_left": float(sum(group.n_left for group in self._groups) - self._left_before)
            if self._groups
            else float("nan"),
        }

    def used_by_activity(self) -> list[Used]:
        """Return the contracts and the cases paid, by partner."""
        rows = []
        for one in self.partners:
            key = f"partner {one.name}"
            rows.append(Used(key, f"{one.item}_year", self._years[one.name], "person x year"))
            rows.append(Used(key, f"{one.item}_case", float(self._since(one)[0]), "case"))
        return rows

    def used_by_grid(self) -> list[Used]:
        """Return the same by grid: cases where they were, volunteers where they live, else for the street."""
        rows = []
        for one in self.partners:
            cases, years = self._cases_by_grid[one.name], self._years_by_grid.get(one.name)
            rows += [Used(str(grid), f"{one.item}_case", float(n), "case") for grid, n in enumerate(cases) if n]
            if years is None:
                rows.append(Used(STREET, f"{one.item}_year", self._years[one.name], "person x year"))
            else:
                by_grid = enumerate(years)
                rows += [Used(str(grid), f"{one.item}_year", float(n), "person x year") for grid, n in by_grid if n]
        return rows

    def checks(self) -> dict[str, float]:
        """Return the residuals: cases taken = done + returned + in hand; active = at first + joined - left."""
        ended = sum(one.n_done + one.n_returned for one in self.partners)
        taken = sum(one.n_taken for one in self.partners)
        in_hand = self.model.agenda.count(self.worked, self.answer)
        cases = abs(taken - ended - in_hand) + abs(self._taken - taken) + abs(self._answered - ended)
        cases += abs(in_hand - len(self.hands))
        groups = zip(self._groups, self._active_then, strict=True)
        lost = sum(abs(then + one.n_joined - one.n_left - int(one.active.sum())) for one, then in groups)
        return {"partner_cases": float(cases), "partner_volunteers": float(lost)}
