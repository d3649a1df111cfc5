"""Every message that the code can say, found in the code itself, and the catalogues brought up to date with it.

`make words` adds new messages to the catalogues with an empty translation and takes out those that are no longer said.
"""

from __future__ import annotations

import ast
import io
from collections.abc import Callable, Iterator
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

import yaml
from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

import experiments
import sim
from experiments.language import key
from experiments.report import declared_words, terms
from sim import INDICATORS

CODE = Path(experiments.__file__).parent
MODEL = Path(sim.__file__).parent
CATALOGUES = CODE / "language" / "zh"
DECLARED = {
    "param": ("default", "unit", "low", "high", "source", "help"),
    "choice": ("default", "options", "source", "help"),
}
KEYWORDS = {"_": None, "N_": None, "_c": ((1, "c"), 2), "counted": (1, 2)}
DATE = datetime.fromisoformat("2026-01-01T00:00+00:00")
AUTHORS = "the gridgov authors"
HEADER = "# Chinese (zh_CN) of gridgov, under the licence of gridgov. `make words` keeps it up to date."
LINE = 110  # columns of a catalogue


class Message(NamedTuple):
    """A message in English (singular and plural, where it is counted), its context if any, and its catalogue."""

    text: str | tuple[str, ...]
    context: str | None
    catalogue: str

    @property
    def key(self) -> str:
        """What it is found by."""
        return key(self.text, self.context)


def messages() -> dict[str, Message]:
    """Return every message once; its catalogue is named after the folder of its code."""
    found: dict[str, Message] = {}
    for source in (in_code, in_templates, in_names, in_studies, in_declarations):
        for message in source():
            found.setdefault(message.key, message)
    return found


def in_code() -> Iterator[Message]:
    """Yield the messages that Python files say, in their order."""
    for path in sorted(CODE.rglob("*.py")):
        yield from _extracted(path, "python")


def in_templates() -> Iterator[Message]:
    """Yield the messages that the templates of pages say."""
    for path in sorted(CODE.rglob("*.j2")):
        yield from _extracted(path, "jinja2")


def in_names() -> Iterator[Message]:
    """Yield the words for names of the model: option files, kinds of incident, indicators, activities, books."""
    configs = Path(str(files("configs")))
    names = [*terms.ROLES, *terms.ACTIVITIES, *terms.SPENT]
    for path in sorted(configs.glob("*/*.yaml")):
        if path.parent.name != "study":
            names += [path.parent.name, path.stem]
    for path in sorted((configs / "catalogue").glob("*.yaml")):
        names += yaml.safe_load(path.read_text(encoding="utf-8"))["categories"]
    words = [*map(terms.bare, terms.BOOKS), *(text for one in INDICATORS for text in terms.english(one.name)[:2])]
    words += [*map(terms.plain, names), *terms.LABELS.values(), *terms.SPOKEN.values(), *terms.HEADS.values()]
    yield from (Message(word, None, "names") for word in words)


def in_studies() -> Iterator[Message]:
    """Yield the titles and questions of the studies."""
    folder = Path(str(files("configs"))) / "study"
    for path in sorted(folder.glob("*.yaml")):
        study = yaml.safe_load(path.read_text(encoding="utf-8"))
        yield from (Message(study[name], None, "studies") for name in ("title", "question") if study.get(name))


def in_declarations() -> Iterator[Message]:
    """Yield what the parameters of the model mean, their units, and the words for what they rest on."""
    for path in sorted(MODEL.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in DECLARED:
                given = dict(zip(DECLARED[node.func.id], node.args, strict=False))
                given |= {str(word.arg): word.value for word in node.keywords}
                yield from _declared({name: getattr(value, "value", None) for name, value in given.items()})


def _declared(given: dict[str, object]) -> Iterator[Message]:
    texts = [(declared_words.MEANING, given.get("help")), (declared_words.UNIT, given.get("unit", "word"))]
    texts += [(declared_words.SOURCE, word) for word in declared_words.words(str(given["source"]))]
    yield from (Message(text, context, "parameters") for context, text in texts if isinstance(text, str) and text)


def _extracted(path: Path, method: str) -> Iterator[Message]:
    inner = path.relative_to(CODE).parts[:-1]
    with path.open("rb") as stream:
        for _line, text, _comments, context in extract(method, stream, KEYWORDS):
            yield Message(text, context, inner[0] if inner else "experiments")


def read_catalogues() -> dict[str, Catalog]:
    """Return the Chinese catalogues by name."""
    found = {}
    for path in sorted(CATALOGUES.glob("*.po")):
        with path.open("rb") as stream:
            found[path.stem] = read_po(stream, locale="zh_CN")
    return found


def update(found: dict[str, Message], old: dict[str, Catalog]) -> dict[str, Catalog]:
    """Return catalogues with exactly the messages that were found, in their order, with the translations so far."""
    known = {key(one.id, one.context): one for catalogue in old.values() for one in catalogue if one.id}
    made: dict[str, Catalog] = {}
    for message in found.values():
        catalogue = made.setdefault(message.catalogue, empty_catalogue())
        before = known.get(message.key)
        empty = "" if isinstance(message.text, str) else ("",)
        catalogue.add(message.text, before.string if before else empty, context=message.context)
    return made


def empty_catalogue() -> Catalog:
    """Return a Chinese catalogue without messages; its date says nothing, so that files change with words only."""
    about = {
        "project": "gridgov",
        "version": "of this repository",
        "header_comment": HEADER,
        "charset": "utf-8",
        "fuzzy": False,
    }
    who = {"last_translator": AUTHORS, "language_team": AUTHORS, "msgid_bugs_address": "see CONTRIBUTING.md"}
    return Catalog("zh_CN", creation_date=DATE, revision_date=DATE, **about, **who)


def write(catalogues: dict[str, Catalog], say: Callable[[str], None] = print) -> int:
    """Write the catalogues, say where translations are wanted, and return how many are."""
    for path in CATALOGUES.glob("*.po"):
        if path.stem not in catalogues:
            path.unlink()
    wanted = 0
    for name, catalogue in catalogues.items():
        path = CATALOGUES / f"{name}.po"
        path.write_bytes(written(catalogue))
        empty = sum(not any(one.string) for one in catalogue if one.id)
        wanted += empty
        say(f"{path.relative_to(CODE.parent)}: {len(catalogue)} messages, {empty} to be translated")
    return wanted


def written(catalogue: Catalog) -> bytes:
    """Return a catalogue as the text of its file."""
    stream = io.BytesIO()
    write_po(stream, catalogue, width=LINE, no_location=True)
    return stream.getvalue()


if __name__ == "__main__":
    raise SystemExit(1 if write(update(messages(), read_catalogues())) else 0)
