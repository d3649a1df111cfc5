"""What all tests share: the same examples of property tests each time, and programs that hear Ctrl-C.

GRIDGOV_SEARCH=1 looks for new examples.
"""

from __future__ import annotations

import os
import signal

from hypothesis import settings

settings.register_profile("same", derandomize=True)
if not os.environ.get("GRIDGOV_SEARCH"):
    settings.load_profile("same")

if (
    signal.getsignal(signal.SIGINT) is signal.SIG_IGN
):  # as in the background of a script; programs started would inherit it
    signal.signal(signal.SIGINT, signal.default_int_handler)
