"""The report on paper: printed by the browser that is there, and one clear line where nothing can print."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from experiments.report import paper, spoken_in
from sim import InputError

PAGE = "<!doctype html><html lang='zh-CN'><body><details><summary>更多</summary><p>网格</p></details></body></html>"


def test_without_anything_that_prints_one_line_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paper.shutil, "which", lambda name: None)
    monkeypatch.setattr(paper.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(InputError, match="install chromium, or pip install weasyprint, or --browser PATH"):
        paper.print_pdf(PAGE, tmp_path / "report.pdf", paper.find_browser())


def test_a_browser_that_is_not_there_is_named() -> None:
    with pytest.raises(InputError, match="--browser.*no_such_browser"):
        paper.find_browser("no_such_browser")


def test_a_browser_that_prints_nothing_is_told(tmp_path: Path) -> None:
    nothing = shutil.which("true")
    if nothing is None:
        pytest.skip("there is no program `true` here")
    with pytest.raises(InputError, match="it said"):
        paper.print_pdf(PAGE, tmp_path / "report.pdf", nothing)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.browser
def test_chromium_prints_folded_parts_too(tmp_path: Path) -> None:
    browser = paper.find_browser()
    if browser is None:
        pytest.skip("no Chromium on this machine")
    made = paper.print_pdf(PAGE, tmp_path / "report.pdf", browser)
    closed = paper.print_pdf(PAGE.replace("<p>网格</p>", ""), tmp_path / "closed.pdf", browser)
    assert made.read_bytes().startswith(b"%PDF") and made.stat().st_size > closed.stat().st_size


def test_languages_are_named_by_two_letters_or_both() -> None:
    assert spoken_in("both") == ["en", "zh"] and spoken_in("zh") == ["zh"]
    with pytest.raises(InputError, match="--lang"):
        spoken_in("german")
