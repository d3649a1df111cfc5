"""Factors and candidates in words: a lever by its name, a parameter by what it means, with its level."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from experiments.factors import Spec, in_words
from experiments.language import N_, _, _c
from experiments.report.declared_words import meaning
from experiments.report.option_words import OPTIONS
from experiments.report.terms import LABELS, label
from experiments.solve.candidates import TOTAL
from sim import Described

KINDS = "catalogue"
ASIDE = re.compile(r"( \([^()]*\)|（[^（）]*）)$")  # what a meaning adds in brackets at its end
ALL_POSTS = N_("posts of all roles, over the baseline's")
SWITCH = {"True": N_("yes"), "False": N_("no")}
NUMBER = re.compile(r"[-+]?\d*\.?\d+(e[-+]?\d+)?")


def factor_name(key: str, known: Mapping[str, Described]) -> str:
    """Return a factor in words; `known` are the declared parameters by key."""
    if key == TOTAL:
        return _(ALL_POSTS)
    if key in LABELS or key not in known:
        return label(key)
    words = ASIDE.sub("", meaning(known[key].declaration)) or label(key)
    group, *kind = key.split(".")[:-1]
    return f"{label(kind[0])}{_(': ')}{words}" if group == KINDS and kind else words


def level_name(key: str, level: object) -> str:
    """Return a level of a factor in words; a number without words stays as it is."""
    text = str(level)
    if text.capitalize() in SWITCH:
        return _(SWITCH[text.capitalize()])
    return text if NUMBER.fullmatch(text) and f"{key}={text}" not in OPTIONS else label(text, key)


def levels_name(key: str, spec: Spec) -> str:
    """Return what a factor was varied over: its levels in words, or its range."""
    if not isinstance(spec, tuple):
        return in_words(spec)
    return _c("names", ", ").join(dict.fromkeys(level_name(key, level) for level in spec))


def candidate_name(name: str, keys: Sequence[str], known: Mapping[str, Described]) -> str:
    """Return a candidate ("administrators_per_grid=2 communication=two_way") in words; `keys` are those in full."""
    levels = [part.partition("=")[2] for part in name.split(" ")]
    told = [
        _("{factor}: {level}", factor=factor_name(key, known), level=level_name(key, level))
        for key, level in zip(keys, levels, strict=True)
    ]
    return _("; ").join(told)
