"""Alerts: which residents live near an emergency, whom the prompt to help reaches, and who comes."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.world.population import Age

METRES_A_MINUTE = 1000 / 60  # at one kilometre an hour

Floats = NDArray[np.float64]


class Answers(NamedTuple):
    """What came of the alerts to one group: how many were sent and became what, and the first arrival (inf: none)."""

    sent: int
    accepted: int
    declined: int
    unreached: int
    first_minutes: float


NOBODY = Answers(0, 0, 0, 0, float("inf"))


class Circle:
    """A group of residents by place, who accept alerts with one chance."""

    def __init__(self, model: Any, keys: Any, places: tuple[Floats, Floats], acceptance: float) -> None:
        order = np.argsort(places[0], kind="stable")  # from west to east: who is near stands in one strip
        self.keys = keys[order]
        self.acceptance = acceptance
        self._answer, self._reaction = model.draws["answer to an alert"], model.draws["reaction to an alert"]
        self._x, self._y = (place[order] for place in places)

    def __len__(self) -> int:
        """Return how many residents are in the group."""
        return len(self.keys)

    def near(self, emergency: Any, radius_m: float) -> tuple[Any, Floats]:
        """Return the rows of those who live within the radius, and their distances in metres."""
        west, east = np.searchsorted(self._x, (emergency.x_m - radius_m, emergency.x_m + radius_m))
        strip = slice(west, east)
        squares = (self._x[strip] - emergency.x_m) ** 2 + (self._y[strip] - emergency.y_m) ** 2
        inside = np.nonzero(squares <= radius_m**2)[0]
        return west + inside, np.sqrt(squares[inside])

    def alert(self, emergency: Any, params: Any) -> Answers:
        """Alert everybody within the radius; one draw for each decides between accepted, declined and unreached."""
        rows, metres = self.near(emergency, params.radius_m)
        u = self._answer.uniform(self.keys[rows], emergency.key)
        reached = u < params.reached_share
        accepted = u < params.reached_share * self.acceptance
        first, n_accepted = float("inf"), int(accepted.sum())
        if n_accepted:
            z = self._reaction.normal(self.keys[rows[accepted]], emergency.key)
            first = float(minutes_on_foot(metres[accepted], z, params).min())
        declined = int((reached & ~accepted).sum())
        return Answers(len(rows), n_accepted, declined, int((~reached).sum()), first)


def minutes_on_foot(metres: Any, z: Any, params: Any) -> Any:
    """Return the minutes from an alert to the arrival: reaction (a normal draw `z` each), then the way."""
    reaction = params.reaction_minutes * np.exp(params.reaction_sigma * z)
    return reaction + metres * params.detour / (params.walking_km_h * METRES_A_MINUTE)


class Neighbourhood:
    """All residents who can be alerted: rescue volunteers, and everybody else who is grown up and online."""

    def __init__(self, model: Any, params: Any, places: Any) -> None:
        people = model.population
        grown = people.online & (people.age != Age.CHILD)
        ready = model.draws["rescue volunteer"].uniform(people.key) < params.responder_share
        volunteer = grown & people.volunteer & ready
        x, y = places.of(people.key, people.block, "a resident's home")
        self.volunteers = Circle(
            model, people.key[volunteer], (x[volunteer], y[volunteer]), params.volunteer_acceptance
        )
        others = grown & ~volunteer
        self.others = Circle(model, people.key[others], (x[others], y[others]), params.neighbour_acceptance)
