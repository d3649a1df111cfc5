"""The pictures of the report and the dashboard in README.md and docs, taken in Chromium: part of `make pictures`."""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[2]
IMAGES = ROOT / "docs" / "images"
REPORT = ROOT / "results" / "first_look" / "report.html"  # `make pictures` has just made that study
PATIENCE_MS = 300_000
SIZE = {"width": 1280, "height": 900}
COLOURS = 128
PRESSES = 60


def main() -> int:
    """Take a picture of a report's page one; serve the dashboard and take the live street and the levers."""
    chromium = shutil.which("chromium")
    if chromium is None:
        print("pictures of the report and the dashboard: no chromium here, the stored ones stay")
        return 0
    with tempfile.TemporaryDirectory() as results, sync_playwright() as driver:
        command = [sys.executable, "-m", "experiments", "dashboard", "--port", "0", "--results", results]
        server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        try:
            assert server.stdout is not None
            url = re.findall(r"http://[^/ ]+", server.stdout.readline())[0]
            browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            page = browser.new_page(viewport=SIZE)
            page.set_default_timeout(PATIENCE_MS)
            take_report(page)
            take_live(page, url)
            take_levers(page, url)
            browser.close()
        finally:
            server.send_signal(signal.SIGINT)
            ended = server.wait()
        return ended


def take_report(page: Any) -> None:
    """Take page one of the report: all that stands above the answers."""
    page.goto(REPORT.as_uri())
    below = page.locator("#answers").bounding_box()["y"]
    save(page, "report", {"x": 0, "y": 0, "width": SIZE["width"], "height": below})


def take_live(page: Any, url: str) -> None:
    """Take the live street on a day of its year."""
    page.goto(f"{url}/?street=shekou")
    page.get_by_text(re.compile("All 455 days")).wait_for()
    page.get_by_role("button", name="Playing").click()
    page.get_by_role("button", name="Play", exact=True).wait_for()
    for _press in range(PRESSES):  # one after the other: a slow server answers each
        page.wait_for_timeout(1000)
        if page.get_by_text(re.compile(r"^day \d{2,}$")).count():
            break
        page.get_by_role("slider").press("PageUp")
    save(page, "dashboard_live")


def take_levers(page: Any, url: str) -> None:
    """Take two-way communication with one administrator for each grid and a half."""
    page.goto(f"{url}/levers?street=small&days=60&communication=two_way&staffing=generous")
    page.get_by_text(re.compile(r"All 20 runs are made")).wait_for()
    save(page, "dashboard_levers")


def save(page: Any, name: str, part: dict[str, float] | None = None) -> None:
    """Save the whole page, or a part of it, in few colours."""
    page.wait_for_timeout(1500)
    path = IMAGES / f"{name}.png"
    page.screenshot(path=path, full_page=True, **({"clip": part} if part else {}))
    with Image.open(path) as taken:
        small = taken.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    small.save(path, optimize=True)
    print(f"picture: {path.name}")


if __name__ == "__main__":
    raise SystemExit(main())
