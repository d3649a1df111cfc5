"""Facts: what can be written about a case, and the words for its states; nothing here does anything."""

from __future__ import annotations

NEVER = float("nan")

# stages of an incident (closed is not solved: a case can be closed while the problem lasts); from SOLVED on it is gone
LATENT, IN_PROCESS, CLOSED_UNSOLVED, SOLVED, VOID, LAPSED = range(6)
N_STAGES = 6
# who brought a case in
NOBODY, PATROL, VISIT, RESIDENT, REOPENED = range(5)
# who may settle it
GRID, STREET, ABOVE = range(3)

# what is written of each case, in this order; times in hours of the run, NEVER if it did not happen
LEDGER = (
    "incident case kind grid level severity mistaken source settled sham reworks transfers satisfied onset noticed "
    "reported verified registered dispatched started handled answered checked closed solved lapsed deadline"
).split()
# those of them that are whole numbers (or yes and no)
WHOLE = frozenset("incident case kind grid level mistaken source settled sham reworks transfers".split())
