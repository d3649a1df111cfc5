"""The grid: the smallest unit of governance that has its own staff."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mesa import Agent

if TYPE_CHECKING:
    from sim.agents.staff import Station


class Grid(Agent[Any]):
    """A grid of one community: its blocks and the stations (shared or own) that serve it."""

    def __init__(self, model: Any, index: int, blocks: list[int]) -> None:
        super().__init__(model)
        self.index = index
        self.blocks = blocks
        self.community = int(model.blocks.community[blocks[0]])
        self.residents = int(model.blocks.residents[blocks].sum())

    def stations(self, role: str) -> list[Station]:
        """Return the stations of a role that serve this grid."""
        return list(dict.fromkeys(self.model.duty.stations[role][block] for block in self.blocks))
