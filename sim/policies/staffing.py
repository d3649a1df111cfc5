"""Staffing: how many posts of each role the grids have, and what a working day consists of."""

from __future__ import annotations

from sim.errors import InputError
from sim.parameters import Parameters, param

ROLES = ("coordinator", "administrator", "supervisor")


class Staffing(Parameters):
    """Posts per grid (less than one: posts are shared inside the community) and the plan of their working day."""

    coordinators_per_grid: float = param(
        1.0, "posts", 0, 20, "G1, S1", "coordinators: patrol, investigation, reporting"
    )
    administrators_per_grid: float = param(
        1.0, "posts", 0, 20, "G1, S1", "administrators: verification, mediation, remedy"
    )
    supervisors_per_grid: float = param(
        0.25, "posts", 0, 20, "G1, S4", "supervisors: cadres shared by about four grids"
    )
    temporary_per_grid: float = param(
        0.5, "posts", 0, 20, "K14", "temporary posts of each of the first two roles in campaigns"
    )
    day_starts: float = param(8.5, "h", 0, 23, "assumption", "hour at which the working day begins")
    lunch_starts: float = param(12.0, "h", 0, 24, "assumption", "hour of the midday break")
    lunch_hours: float = param(2.0, "h", 0, 6, "assumption", "length of the midday break")
    day_hours: float = param(8.0, "h", 0.5, 24, "S17", "paid hours of a regular day")
    paperwork_share: float = param(
        0.25, "share", 0, 0.95, "S17, S18", "share of the day for records and reports (0.08-0.40)"
    )
    patrol_share: float = param(0.5, "share", 0, 1, "S11, S26", "coordinators: share of the day on patrol (two rounds)")
    visit_share: float = param(
        0.15, "share", 0, 1, "S9, S10", "administrators: share of the day for visits and contacts"
    )
    guidance_share: float = param(
        0.4, "share", 0, 1, "source text", "supervisors: share of the day spent guiding grid staff"
    )
    full_guidance_hours: float = param(
        0.8, "h", 0.01, 24, "assumption", "guidance a grid and day at which its effect is full"
    )
    guidance_effect: float = param(
        0.2, "share", 0, 1, "assumption", "part of failing solutions that full guidance prevents"
    )

    def check_together(self) -> None:
        """Refuse days that do not fit into 24 hours and shares that do not fit into the day."""
        if self.day_starts + self.day_hours + self.lunch_hours > 24:
            raise InputError("day_hours", self.day_hours, "day_starts + lunch_hours + day_hours at most 24")
        for name in ("patrol_share", "visit_share", "guidance_share"):
            if self.paperwork_share + getattr(self, name) > 1 + 1e-12:
                raise InputError(
                    name, getattr(self, name), f"at most {1 - self.paperwork_share:g} beside paperwork_share"
                )

    def posts_per_grid(self, role: str) -> float:
        """Return the posts per grid of a role."""
        return float(getattr(self, f"{role}s_per_grid"))

    def main_share(self, role: str) -> float:
        """Return the share of the day for the role's activity besides casework (patrol, visits, guidance)."""
        return {"coordinator": self.patrol_share, "administrator": self.visit_share, "supervisor": self.guidance_share}[
            role
        ]
