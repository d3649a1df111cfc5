"""The page in a real browser: it fits a phone and a desk, and asks the network for nothing."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from experiments.report import write_report

FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Debian's Chromium, or a skip that says what is missing."""
    chromium = shutil.which("chromium")
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if chromium is None:
        pytest.skip("no chromium on this machine")
    with playwright.sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=chromium, args=FLAGS)
        yield opened
        opened.close()


@pytest.mark.browser
@pytest.mark.parametrize("width", [400, 1400])
def test_the_page_fits_the_screen_and_needs_no_network(browser: Any, study_folder: Path, width: int) -> None:
    asked: list[str] = []
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.on("request", lambda request: asked.append(request.url))
    path = write_report(study_folder)
    page.goto(path.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert asked == [path.as_uri()]
    assert page.locator("article.answer").count() == 3
    drawn = page.locator("figure svg")
    assert drawn.count() == 7
    assert all(drawn.nth(place).bounding_box()["width"] <= width for place in range(drawn.count()))
    page.close()


@pytest.mark.browser
def test_letters_in_figures_can_be_read_on_a_phone(browser: Any, study_folder: Path) -> None:
    page = browser.new_page(viewport={"width": 400, "height": 900})
    page.goto(write_report(study_folder).as_uri())
    script = "[...document.querySelectorAll('figure svg text')].map(t => t.getBoundingClientRect().height)"
    heights = [height for height in page.evaluate(script) if height > 0]
    assert heights and min(heights) >= 8
    page.close()


@pytest.mark.browser
def test_the_verdicts_stand_on_a_phone_without_scrolling(browser: Any, study_folder: Path) -> None:
    page = browser.new_page(viewport={"width": 400, "height": 900})
    page.goto(write_report(study_folder).as_uri())
    verdicts = page.locator("#robust td[data-head=verdict]")
    assert verdicts.count() >= 9
    boxes = [verdicts.nth(place).bounding_box() for place in range(verdicts.count())]
    assert all(box["x"] >= 0 and box["x"] + box["width"] <= 400 for box in boxes)
    page.close()
