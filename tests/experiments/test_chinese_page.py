"""The Chinese page is Chinese: nothing English is left but names, identifiers and what is typed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from experiments.cli import dispatch
from experiments.language import messages, speaking
from experiments.report import write_report
from experiments.report.declared_words import meaning, source, unit
from experiments.report.marks import marked, unmarked
from sim import Declaration
from tests.experiments.pages import Prose, english_words

PEOPLE = {"Hoad", "Robinson", "Davies", "Holm", "Lloyd", "Kolmogorov", "Smirnov"}
TERMS = {"Beta", "erf", "sigma"}  # as formulas have them
KINDS_OF_FILE = {"CSV", "SVG"}
OURS = {"gridgov"}
ALLOWED = PEOPLE | TERMS | KINDS_OF_FILE | OURS


def left_in(path: Path) -> list[str]:
    """Return what is left of English on a page, its title (which names the folder) apart."""
    page = path.read_text(encoding="utf-8")
    head, _, body = page.partition("</head>")
    assert "<title>" in head
    return english_words(body, ALLOWED)


@pytest.mark.slow
def test_nothing_english_is_left_on_the_chinese_page_of_a_small_study(tmp_path: Path) -> None:
    wish = ["street=tiny", "days=30", "replications=2", "detail=incidents", "executor=serial", "name=small"]
    assert dispatch(["study", "communication", *wish, "--results", str(tmp_path)]) == 0
    assert left_in(write_report(tmp_path / "small", "zh")) == []


def test_nothing_english_is_left_on_the_chinese_page_of_three_questions(study_folder: Path) -> None:
    assert left_in(write_report(study_folder, "zh")) == []


def test_no_bracket_stands_directly_in_another(study_folder: Path) -> None:
    page = write_report(study_folder, "zh").read_text(encoding="utf-8")
    assert [found for found in re.findall("（[^（）]*（[^（）]*））", page)] == []


def test_lists_on_the_chinese_page_have_chinese_commas(study_folder: Path) -> None:
    prose = Prose()
    prose.feed(write_report(study_folder, "zh").read_text(encoding="utf-8"))
    half = re.compile("[\u4e00-\u9fff], |, [\u4e00-\u9fff]|[A-Z]+[0-9]+, [A-Z]+[0-9]+")
    assert [text for text in prose.texts if half.search(text)] == []


def test_what_is_left_would_be_found() -> None:
    page = "<p>危害 of a case</p><p>C12、SF3</p><code>street.grids</code><i aria-label='a map'></i>"
    assert english_words(page, set()) == ["危害 of a case", "a map"]


def test_meanings_units_and_sources_are_told_in_chinese() -> None:
    declared = Declaration("h", 0, 1, "design 3, assumption", "opening hour of the call desk")
    assert (meaning(declared), unit(declared), source("S8, design 3, assumption")) == (
        "opening hour of the call desk",
        "h",
        "S8, design 3, assumption",
    )
    with speaking("zh"):
        assert (meaning(declared), unit(declared), source("S8, design 3, assumption")) == (
            "受理台的开始钟点",
            "小时",
            "S8、设计 3、假设",
        )


def test_catalogues_name_the_project_and_no_template() -> None:
    for path in messages.CATALOGUES.glob("*.po"):
        head = path.read_text(encoding="utf-8").split("\n\n")[0]
        assert "gridgov authors" in head
        assert not [word for word in ("FIRST AUTHOR", "FULL NAME", "ORGANIZATION", "EMAIL", "VERSION") if word in head]


def test_marks_become_html_and_leave_files_of_numbers_plain() -> None:
    assert str(marked("*a < `b`")) == "<b>a &lt; <code>b</code></b>"
    assert unmarked("*a < `b`") == "a < b"
