"""Store the golden runs anew (`make golden`) and say what has changed."""

from __future__ import annotations

import json

from tests.golden.runs import RUNS, STORED, live, stored


def main() -> None:
    """Live every golden run and write its digest and indicators."""
    before = stored() if STORED.exists() else {}
    now = {name: live(name) for name in RUNS}
    STORED.write_text(json.dumps(now, indent=1) + "\n", encoding="utf-8")
    changed = [name for name in now if now[name] != before.get(name)]
    print(f"golden runs that changed: {', '.join(changed) or 'none'}")
    if changed:
        print("say what moved and why under 'Results change' in CHANGELOG.md, in the same commit")


if __name__ == "__main__":
    main()
