"""The page on paper: a PDF in each language, printed by Chromium or, where there is none, by WeasyPrint."""

from __future__ import annotations

import importlib
import importlib.util
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from sim import InputError

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge", "chrome")
FLAGS = ("--headless", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--no-pdf-header-footer")
PATIENCE_SECONDS = 300


def find_browser(named: str = "") -> str | None:
    """Return the browser that was named, or one on the PATH, or None; InputError where the named one is not there."""
    if named:
        found = shutil.which(named)
        if found is None:
            raise InputError("--browser", named, "the path of Chromium, Chrome or Edge", "leave it out to look for one")
        return found
    return next((path for path in map(shutil.which, BROWSERS) if path), None)


def print_pdf(html: str, target: Path, browser: str | None) -> Path:
    """Write a page of one language as PDF; sections that are folded on the screen are open on paper.

    Raises InputError where neither a browser nor WeasyPrint is there, or the browser fails.
    """
    opened = html.replace("<details>", "<details open>")
    if browser is not None:
        _by_browser(opened, target, browser)
    elif importlib.util.find_spec("weasyprint") is not None:
        importlib.import_module("weasyprint").HTML(string=opened).write_pdf(target)
    else:
        got = "neither Chromium nor WeasyPrint on this machine"
        raise InputError("--pdf", got, "one of them", "install chromium, or pip install weasyprint, or --browser PATH")
    return target


def _by_browser(html: str, target: Path, browser: str) -> None:
    sandbox = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []  # Chromium refuses root else
    with tempfile.TemporaryDirectory(prefix="gridgov-") as folder:
        page, made = Path(folder) / "page.html", Path(folder) / "page.pdf"
        page.write_text(html, encoding="utf-8")
        command = [browser, *FLAGS, *sandbox, f"--user-data-dir={folder}/profile", f"--print-to-pdf={made}"]
        try:
            done = subprocess.run(
                [*command, page.as_uri()], capture_output=True, text=True, timeout=PATIENCE_SECONDS, check=False
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise InputError("--browser", browser, "a browser that prints", f"it said: {error}") from error
        if not made.is_file():
            said = done.stderr.strip().splitlines()[-1:] or ["nothing"]
            raise InputError("--browser", browser, "a browser that prints", f"it said: {said[0]}")
        shutil.move(made, target)
