"""The street: size, people and area of the simulated jurisdiction."""

from __future__ import annotations

import math
from dataclasses import field

from sim.calendar import KINDS, Calendar
from sim.errors import InputError
from sim.parameters import Parameters, choice, param
from sim.world.street_file import open_street_file

DIVISIONS = (
    "balanced",
    "equal_count",
    "equal_blocks",
    "given",
)  # even in workload, residents, blocks; or as the map has it


class Street(Parameters):
    """What the street is before anything happens in it; everything else about its world follows from the seed.

    `community_weights` names the communities and gives their relative incident weight (empty: equal weight and
    plain numbers for names); `streets` says which street a named community belongs to, where that is published;
    `community_points` places named communities (metres east and north of any origin; empty: synthetic places).
    `rest_days` (YYYY-MM-DD) are holidays beside those of the calendar.
    With `map` the blocks are those of a file written by `gridgov divide`, not synthetic ones.
    """

    name: str = param("shekou", "word", None, None, "G1", "name of the street in tables and on maps")
    communities: int = param(12, "communities", 1, 2000, "G1", "number of communities")
    grids: int = param(80, "grids", 1, 50000, "G1", "number of grids that the communities are divided into")
    division: str = choice("balanced", DIVISIONS, "R1", "what grids are even in: workload, residents, number of blocks")
    grid_scale: float = param(
        1.0, "ratio", 0.01, 100, "assumption", "grids made over `grids`: half as many, twice as large; posts stay"
    )
    map: str = param("", "file", None, None, "R1", "street file of `gridgov divide` to live on (empty: synthetic)")
    map_digest: str = param("", "word", None, None, "R1", "digest of that file: another file is another street")
    residents: int = param(100_000, "residents", 1, 50_000_000, "G3, G13", "residents: about 1,250 a grid")
    residents_per_household: float = param(2.25, "residents", 1, 10, "G5", "mean size of a household")
    blocks_per_grid: float = param(10.0, "blocks", 1, 200, "assumption", "blocks (buildings, closed estates) per grid")
    area_km2: float = param(11.0, "km2", 0.01, 20000, "assumption", "area: communities are cells of equal mean size")
    community_jitter: float = param(
        0.15, "share", 0, 0.24, "assumption", "how far a cell's corners stray, in side lengths"
    )
    block_evenness: int = param(
        1, "rounds", 0, 10, "assumption", "rounds that move blocks apart (Lloyd); 0 = at random"
    )
    block_size_sigma: float = param(0.5, "log-residents", 0, 2, "assumption", "spread of residents over blocks")
    rental_share: float = param(0.6, "share", 0.01, 0.99, "assumption", "mean share of residents who rent")
    difficulty: float = param(0.4, "share", 0.01, 0.99, "assumption", "mean difficulty of managing a block (R1)")
    block_concentration: float = param(
        4.0, "ratio", 0.1, 1e6, "assumption", "beta a+b: blocks alike in rent, difficulty"
    )
    rental_weight: float = param(
        0.5, "ratio", 0, 10, "assumption", "workload added by renting (R1), all rented = 1 + this"
    )
    difficulty_weight: float = param(1.0, "ratio", 0, 10, "assumption", "workload added by difficulty (R1)")
    block_factor_shape: float = param(
        2.0, "ratio", 0.05, 1e9, "datasets 8.1", "gamma shape of a block's incident factor"
    )
    incidence_by_workload: float = param(
        0.0, "exponent", 0, 3, "assumption", "incidents a resident follow the workload a resident (R1); 0 = they do not"
    )
    elder_share: float = param(0.0536, "share", 0, 1, "G6", "share aged 60 and more")
    child_share: float = param(0.15, "share", 0, 1, "assumption", "share aged under 15")
    lone_elder_share: float = param(
        0.036, "share", 0, 1, "S12", "elders living alone: 2.4 a grid over its elders (G3, G6)"
    )
    child_in_care_share: float = param(0.02, "share", 0, 1, "assumption", "children who need looking after")
    disabled_share: float = param(0.02, "share", 0, 1, "assumption", "residents with a disability who are due visits")
    online_share: float = param(0.75, "share", 0, 1, "assumption", "residents who use the platform's online channels")
    volunteer_share: float = param(0.138, "share", 0, 1, "V10", "registered volunteers among residents")
    active_volunteer_share: float = param(
        0.2, "share", 0, 1, "V8, V9", "registered volunteers who take part (assumption)"
    )
    attention_sigma: float = param(1.2, "log-attention", 0, 4, "SF12", "spread of attention: Gini erf(sigma/2) > 0.6")
    trust_mean: float = param(0.6, "share", 0, 1, "assumption", "mean trust at the start")
    trust_spread: float = param(
        0.5, "share", 0, 1, "assumption", "half-width over the distance to the nearer end of 0-1"
    )
    efficacy_mean: float = param(0.5, "share", 0, 1, "assumption", "mean belief at the start that reporting helps")
    efficacy_spread: float = param(0.5, "share", 0, 1, "assumption", "half-width, as for trust")
    calendar: str = choice("china", KINDS, "design 3", "working days; none = every day alike (limits of theory)")
    rest_days: tuple[str, ...] = ()
    community_weights: dict[str, float] = field(default_factory=dict)
    streets: dict[str, str] = field(default_factory=dict)
    community_points: dict[str, tuple[float, float]] = field(default_factory=dict)

    def check_together(self) -> None:
        """Refuse sizes, shares and names that do not fit together."""
        self._check_sizes()
        self._check_shares()
        self._check_names()
        self._check_map()

    def _check_sizes(self) -> None:
        if self.grids < self.communities:
            raise InputError("grids", self.grids, f"at least {self.communities}, one a community", "raise street.grids")
        if not self.map and self.residents < self.blocks:
            raise InputError(
                "residents", self.residents, f"at least {self.blocks}, one a block", "raise it or lower blocks_per_grid"
            )

    def _check_shares(self) -> None:
        if self.elder_share + self.child_share > 1:
            raise InputError("child_share", self.child_share, f"at most {1 - self.elder_share:g} beside elder_share")
        if self.volunteer_share > 1 - self.child_share:
            raise InputError("volunteer_share", self.volunteer_share, f"at most {1 - self.child_share:g}: no children")

    def _check_map(self) -> None:
        if not self.map:
            if self.division == "given":
                raise InputError("division", "given", "balanced | equal_count | equal_blocks without street.map")
            return
        found = open_street_file(self.map)
        if self.map_digest not in ("", found.digest):
            mend = "the file was changed: use the option file that `gridgov divide` wrote beside it"
            raise InputError("map_digest", self.map_digest, found.digest, mend)
        object.__setattr__(self, "map_digest", found.digest)
        sizes = {"communities": len(found.communities), "residents": sum(found.columns["residents"])}
        for name, size in sizes.items():
            if getattr(self, name) != size:
                raise InputError(
                    name, getattr(self, name), f"{size}, as {self.map} has it", f"set street.{name}={size}"
                )
        if self.community_weights:
            raise InputError("community_weights", f"{len(self.community_weights)} names", "none beside street.map")

    def _check_names(self) -> None:
        names = set(self.community_weights)
        if names and len(names) != self.communities:
            raise InputError("community_weights", f"{len(names)} names", f"{self.communities}, one a community")
        for name, weight in self.community_weights.items():
            if not isinstance(weight, (int, float)) or not 0 <= weight < float("inf"):
                raise InputError(f"community_weights.{name}", weight, "a number of at least 0")
        if names and sum(self.community_weights.values()) <= 0:
            raise InputError("community_weights", 0, "a sum above 0")
        for key in ("streets", "community_points"):
            given = set(getattr(self, key))
            if given and given != names:
                raise InputError(key, sorted(given ^ names), "exactly the names in community_weights")
        self._check_points()

    def _check_points(self) -> None:
        for name, point in self.community_points.items():
            numbers = [x for x in point if isinstance(x, (int, float)) and math.isfinite(x)]
            if not len(point) == len(numbers) == 2:
                raise InputError(f"community_points.{name}", point, "two numbers: metres east, metres north")
        if len({tuple(point) for point in self.community_points.values()}) < len(self.community_points):
            raise InputError("community_points", "the same place twice", "a place of its own for each community")

    def days_of(self, start_date: str, warmup_days: int, days: int) -> Calendar:
        """Return the calendar of a run on this street; InputError for days that it does not know."""
        return Calendar(start_date, warmup_days, days, self.calendar, tuple(self.rest_days))

    @property
    def community_names(self) -> tuple[str, ...]:
        """Names of the communities: those of the weights, or plain ordinals."""
        return tuple(self.community_weights) or tuple(f"community {i + 1}" for i in range(self.communities))

    @property
    def grids_made(self) -> int:
        """Grids that the street is divided into: those planned, times their scale, at least one a community."""
        return max(self.communities, round(self.grids * self.grid_scale))

    @property
    def blocks_per_community(self) -> int:
        """Blocks in each community: its grids' blocks, rounded, and enough for its grids."""
        grids = self.grids / self.communities
        return max(round(self.blocks_per_grid * grids), -(-self.grids // self.communities))

    @property
    def blocks(self) -> int:
        """Blocks in all."""
        return self.communities * self.blocks_per_community
