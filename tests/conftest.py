"""What all tests share: property tests try the same examples each time (GRIDGOV_SEARCH=1 looks for new ones)."""

from __future__ import annotations

import os

from hypothesis import settings

settings.register_profile("same", derandomize=True)
if not os.environ.get("GRIDGOV_SEARCH"):
    settings.load_profile("same")
