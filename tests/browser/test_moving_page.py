"""The year that plays in a browser: by mouse, by keyboard, in two languages, on a phone, without network."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from experiments.cli import dispatch
from tests.browser.conftest import complaints

pytestmark = [pytest.mark.browser, pytest.mark.extended]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("moving")
    run = ["run", "street=tiny", "days=12", "detail=incidents", "name=told", "--results", str(made)]
    assert dispatch(run) == 0
    return made / "told"


@pytest.mark.parametrize(
    ("lang", "play", "last"), [("en", "Play", "Sunday, January 12, 2025"), ("zh", "播放", "2025年1月12日")]
)
def test_the_year_plays_to_its_end_and_can_be_wound_back(
    folder: Path, browser: Any, lang: str, play: str, last: str
) -> None:
    assert dispatch(["animate", str(folder), "--to", "html", "--lang", lang]) == 0
    page = browser.new_context(viewport={"width": 400, "height": 800}).new_page()
    page.context.set_offline(True)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto((folder / "year.html").as_uri())
    colours = "[...document.querySelectorAll('#street path[data-grid]')].map(path => path.getAttribute('fill')).join()"
    first = page.evaluate(colours)
    page.locator("#speed").select_option("50")
    page.get_by_role("button", name=play).click()
    page.get_by_text(last).wait_for()
    assert page.evaluate(colours) != first and page.locator("#day").input_value() == "11"
    page.locator("#day").press("Home")
    assert page.evaluate(colours) == first
    assert page.evaluate("document.documentElement.scrollWidth") <= 400
    assert complaints(page) == [] and said == []
    page.context.close()
