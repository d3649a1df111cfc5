"""The report of a result folder: one self-contained page that an official can read and a researcher can check."""

from __future__ import annotations

from pathlib import Path

from experiments.language import LANGUAGES
from sim import InputError

BOTH = "both"


def write_report(folder: Path, lang: str = BOTH) -> Path:
    """Write `report.html`, `comparison.csv` and `figures/` into a result folder; return the path of the page.

    `lang` is "en", "zh" or "both" (one file with a switch); raises InputError for another one.
    """
    from experiments.report.page import write_page  # matplotlib is loaded only when a report is written

    return write_page(folder, spoken_in(lang))


def write_pdf(folder: Path, lang: str = BOTH, browser: str = "") -> list[Path]:
    """Write the report as PDF, `report.pdf` or one file a language, and return the paths.

    Raises InputError where neither Chromium (or the named browser) nor WeasyPrint is there.
    """
    from experiments.report.page import write_papers

    return write_papers(folder, spoken_in(lang), browser)


def spoken_in(lang: str) -> list[str]:
    """Return the languages that "en", "zh" or "both" stands for; raises InputError for another word."""
    if lang not in (BOTH, *LANGUAGES):
        raise InputError("--lang", lang, " | ".join([*LANGUAGES, BOTH]), "leave it out for both")
    return list(LANGUAGES) if lang == BOTH else [lang]
