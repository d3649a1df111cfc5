"""Documents with parts that are written from the code: what stands between two marks is replaced, the rest stays."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from experiments.tables import write_text
from sim.errors import InputError

ROOT = Path(__file__).resolve().parent.parent


def filled(text: str, parts: Mapping[str, str]) -> str:
    """Return the text with each part between its marks; InputError where the text lacks a part's marks."""
    for name, part in parts.items():
        begin, end = f"<!-- begin {name} (written by the code) -->", f"<!-- end {name} -->"
        if end not in text.partition(begin)[2]:
            raise InputError("document", f"no marks of {name}", f"{begin} ... {end}", "put the two marks back")
        before, _, rest = text.partition(begin)
        text = f"{before}{begin}\n\n{part.strip()}\n\n{end}{rest.partition(end)[2]}"
    return text


def fill(document: Path, parts: Mapping[str, str]) -> None:
    """Write the parts into a document of the repository."""
    if not document.is_file():
        raise InputError("document", str(document), "a file of the repository", "run it in a clone of gridgov")
    write_text(document, filled(document.read_text(encoding="utf-8"), parts))


def markdown(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a Markdown table; bars inside cells are escaped."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(str(cell).replace("|", "\\|") for cell in line) + " |" for line in lines)
