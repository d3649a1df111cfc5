"""The population: every resident of a street as one row of columns."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from sim.draws import Draws, as_keys, join
from sim.world.geography import Blocks
from sim.world.street import Street

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Small = NDArray[np.int8]
Flags = NDArray[np.bool_]
Keys = NDArray[np.uint64]


class Age(IntEnum):
    """Age bands (G6): under 15, between, 60 and more."""

    CHILD = 0
    ADULT = 1
    ELDER = 2


class Vulnerability(IntEnum):
    """Why somebody is due visits (R7)."""

    NONE = 0
    LONE_ELDER = 1
    CHILD = 2
    DISABLED = 3


@dataclass(frozen=True, eq=False)
class Population:
    """The residents as columns of equal length, sorted by block.

    key: identity, from the block's key and the resident's ordinal in it; block: index of the block; age: `Age`;
    vulnerability: `Vulnerability`; renter, online, volunteer (registered), active_volunteer: flags; attention: how
    much a resident notices (heavy-tailed, mean one among those who can report; 0 for children); trust, efficacy: at
    the start, 0-1; start: the residents of block b are start[b] to start[b+1]-1; attention_cumulative (one longer
    than the residents): attention of all residents before this one.
    """

    key: Keys
    block: Ints
    age: Small
    vulnerability: Small
    renter: Flags
    online: Flags
    volunteer: Flags
    active_volunteer: Flags
    attention: Floats
    trust: Floats
    efficacy: Floats
    start: Ints
    attention_cumulative: Floats

    def __len__(self) -> int:
        """Return the number of residents."""
        return len(self.key)


def build_population(street: Street, blocks: Blocks, draws: Draws) -> Population:
    """Return the residents of the blocks: each one's traits depend on the seed, the block's key and the ordinal only.

    The first resident of a block is of working age, so that every block has somebody who can report.
    """
    start = np.concatenate([[0], np.cumsum(blocks.residents)])
    block = np.repeat(np.arange(len(blocks)), blocks.residents)
    ordinal = np.arange(len(block)) - start[block]
    key: Keys = join(blocks.key[block], as_keys(ordinal))
    age = _ages(street, draws["age of a resident"].uniform(key), ordinal)
    volunteer, active = _volunteers(street, age, draws["volunteering of a resident"].uniform(key))
    attention = np.where(age == Age.CHILD, 0.0, _attention(street, draws["attention of a resident"].normal(key)))
    return Population(
        key=key,
        block=block,
        age=age,
        vulnerability=_vulnerability(street, age, draws["vulnerability of a resident"].uniform(key)),
        renter=draws["tenure of a resident"].uniform(key) < blocks.rental_share[block],
        online=draws["online access of a resident"].uniform(key) < street.online_share,
        volunteer=volunteer,
        active_volunteer=active,
        attention=attention,
        trust=_around(street.trust_mean, street.trust_spread, draws["trust of a resident"].uniform(key)),
        efficacy=_around(street.efficacy_mean, street.efficacy_spread, draws["efficacy of a resident"].uniform(key)),
        start=start,
        attention_cumulative=np.concatenate([[0.0], np.cumsum(attention)]),
    )


def _ages(street: Street, uniform: Floats, ordinal: Ints) -> Small:
    age = np.full(len(uniform), Age.ADULT, np.int8)
    age[uniform < street.child_share] = Age.CHILD
    age[uniform > 1 - street.elder_share] = Age.ELDER
    age[ordinal == 0] = Age.ADULT
    return age


def _volunteers(street: Street, age: Small, uniform: Floats) -> tuple[Flags, Flags]:
    """Return who is a registered and who an active volunteer: no children, so the share among the others is higher."""
    grown = age != Age.CHILD
    among_grown = street.volunteer_share / (1 - street.child_share) if street.volunteer_share else 0.0
    return grown & (uniform < among_grown), grown & (uniform < among_grown * street.active_volunteer_share)


def _attention(street: Street, normal: Floats) -> Floats:
    sigma = street.attention_sigma
    attention: Floats = np.exp(sigma * normal - sigma**2 / 2)
    return attention


def _vulnerability(street: Street, age: Small, uniform: Floats) -> Small:
    """Return why each resident is due visits; a disability comes first and leaves the others' shares as declared."""
    rest = (uniform - street.disabled_share) / max(1 - street.disabled_share, 1e-300)
    kind = np.full(len(age), Vulnerability.NONE, np.int8)
    kind[(age == Age.ELDER) & (rest < street.lone_elder_share)] = Vulnerability.LONE_ELDER
    kind[(age == Age.CHILD) & (rest < street.child_in_care_share)] = Vulnerability.CHILD
    kind[uniform < street.disabled_share] = Vulnerability.DISABLED
    return kind


def _around(mean: float, spread: float, uniform: Floats) -> Floats:
    """Return values uniform around the mean; spread is the half-width over the distance to the nearer end of 0-1."""
    return mean + spread * min(mean, 1 - mean) * (2 * uniform - 1)
