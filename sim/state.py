"""The state of a street in one word: a digest by which a street that was lived again is known to be the same."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from sim.policies.staffing import ROLES


def state_digest(model: Any) -> str:
    """Return a digest of what a street has lived and of what is planned in it (bit for bit on one machine type)."""
    digest = hashlib.blake2b(digest_size=16)
    for part in _parts(model):
        digest.update(part if isinstance(part, bytes) else repr(part).encode())
        digest.update(b"\0")
    return digest.hexdigest()


def _parts(model: Any) -> Iterator[Any]:
    """Yield the clock, what was written, what is open and queued, what people know, and what is on the agenda."""
    yield model.time, model.day, model.books.arisen, model.books.left, model.books.task_hours
    yield from (model.states.tobytes(), model.ledger.digest(), model.ledger.pending())
    for role in ROLES:
        for station in model.duty.all_stations[role]:
            yield [(*entry[:3], entry[3].left) for entry in sorted(station.queue, key=lambda entry: entry[:3])]
            yield [(post.busy_hours, post.task and post.task.left) for post in station.posts]
    yield model.population.trust.tobytes()
    yield [(row, one.n_reports, one.boost, one.boost_hour) for row, one in model.residents.awake.items()]
    yield model.feedback.standing, model.feedback.seen_repairs, model.self_governance.cohesion
    yield model.learning.experience, model.learning.prevention.tobytes()
    yield [(hour, order, action.__qualname__) for hour, order, action, _ in model.agenda.planned()]
