"""Keyed random draws: a number belongs to a decision of an entity, never to the order of calls.

A draw is a pure function of (seed, purpose, key, ...): the same resident makes the same choice about the same
incident under every policy, and code that draws under a new purpose shifts nobody else's numbers. The generator is
SplitMix64 (Steele, Lea and Flood 2014, OOPSLA, doi:10.1145/2660193.2660195) used as a counter-based hash: one
finaliser round for each key. Scalars and arrays go through the same lines, so they are equal bit for bit.
"""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

MASK = 0xFFFFFFFFFFFFFFFF
GOLDEN = 0x9E3779B97F4A7C15
FIRST, SECOND = 0xBF58476D1CE4E5B9, 0x94D049BB133111EB
UNIT = 2.0**-52

Keys = NDArray[np.uint64]
Floats = NDArray[np.float64]


def mix(x: Any) -> Any:
    """Return the SplitMix64 finaliser of a 64-bit integer or of an array of uint64, element by element."""
    x = (x ^ (x >> 30)) * FIRST & MASK
    x = (x ^ (x >> 27)) * SECOND & MASK
    return x ^ (x >> 31)


def name_key(name: str) -> int:
    """Return a 64-bit key of a name: stable over processes, machines and versions."""
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), "little")


def join(key: Any, first: Any, *more: Any) -> Any:
    """Join whole numbers (scalars >= 0 or arrays of uint64) to a 64-bit key; (a, b) and (b, a) differ.

    Each part takes a round of `mix`, except that the first of several is only added: it enters the next part's round.
    """
    if more:
        key = key + first & MASK
    else:
        more = (first,)
    for part in more:
        x = key + ((part + 1) * GOLDEN & MASK) & MASK  # from here on as in `mix`, without a call
        x = (x ^ (x >> 30)) * FIRST & MASK
        x = (x ^ (x >> 27)) * SECOND & MASK
        key = x ^ (x >> 31)
    return key


def as_keys(values: Any) -> Keys:
    """Return whole numbers >= 0 as an array of uint64, ready to be keys."""
    return np.asarray(values).astype(np.uint64)


class Stream:
    """The draws of one purpose under one seed; it holds no state, so calling it twice gives the same number."""

    __slots__ = ("root",)

    def __init__(self, seed: int, purpose: str) -> None:
        self.root = mix((mix(seed * GOLDEN & MASK) + name_key(purpose)) & MASK)

    def bits(self, *keys: Any) -> Any:
        """Return 64 random bits for the keys (an int, or an array of uint64 if any key is one)."""
        return join(self.root, *keys)

    def uniform(self, *keys: Any) -> Any:
        """Return a uniform draw in the open interval (0, 1) for the keys (float, or float64 array)."""
        return ((join(self.root, *keys) >> 12) + 0.5) * UNIT

    def exponential(self, *keys: Any) -> Any:
        """Return an exponential draw of mean 1 for the keys."""
        return -np.log(self.uniform(*keys))

    def normal(self, *keys: Any) -> Any:
        """Return a standard normal draw for the keys, by inversion."""
        return ndtri(self.uniform(*keys))


class Draws:
    """All random numbers of a run: `draws["purpose"]` is the stream of that purpose."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self._streams: dict[str, Stream] = {}

    def __getitem__(self, purpose: str) -> Stream:
        """Return the stream of a purpose (a short phrase; each decision has its own)."""
        stream = self._streams.get(purpose)
        if stream is None:
            stream = self._streams[purpose] = Stream(self.seed, purpose)
        return stream
