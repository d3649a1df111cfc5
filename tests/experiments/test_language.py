"""Two languages: every sentence of the code has its Chinese, and readers get the language that they chose."""

from __future__ import annotations

import ast
import re
import string
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from experiments import language
from experiments.language import _, _c, counted, messages, speaking
from sim import InputError

CODE = messages.CODE
HAN = "[\u3400-\u9fff，。、；：（）“”]"
HALF_WIDTH = re.compile(rf"{HAN}\s?[,;:?!(]|{HAN}\s?[.)](?!\d)|[,;(]\s?{HAN}")
CALLS = ("_", "_c", "N_", "counted")


def places(text: str) -> set[str]:
    """Return the named places of a message."""
    return {name for _text, name, _spec, _conversion in string.Formatter().parse(text) if name}


def translated() -> Iterator[tuple[str, str]]:
    """Yield every message of the catalogues with its Chinese."""
    for catalogue in messages.read_catalogues().values():
        yield from ((one.id if isinstance(one.id, str) else one.id[1], one.string) for one in catalogue if one.id)


def calls(path: Path) -> Iterator[ast.Call]:
    """Yield the calls of a file that say something."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLS:
            yield node


def test_translations_have_the_places_of_the_english() -> None:
    for english, chinese in translated():
        for text in [chinese] if isinstance(chinese, str) else chinese:
            assert not text or places(text) == places(english), english


def test_every_message_has_a_chinese_translation() -> None:
    """After a change of words: make words, then fill the empty msgstr."""
    assert [
        english for english, chinese in translated() if not all([chinese] if isinstance(chinese, str) else chinese)
    ] == []


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("成本,危害", True),
        ("成本(元)", True),
        ("见报告. 计划", True),
        ("第{day}天,起", True),
        ("erf(sigma/2)大于", False),
    ],
)
def test_half_width_marks_between_chinese_letters_would_be_found(text: str, wrong: bool) -> None:
    assert bool(HALF_WIDTH.search(text)) == wrong


def test_chinese_has_chinese_punctuation() -> None:
    """Commas, colons, brackets and full stops beside a Chinese letter are full-width ones."""
    texts = [
        text for _english, chinese in translated() for text in ([chinese] if isinstance(chinese, str) else chinese)
    ]
    assert [text for text in texts if HALF_WIDTH.search(text)] == []


def test_chinese_has_no_space_beside_its_numbers() -> None:
    """Nor beside a place, unless an option of the command line stands at it."""
    apart = re.compile(rf"[0-9}}] %|[0-9%}}] {HAN}|{HAN} [0-9{{]")
    told = [text for _english, chinese in translated() for text in ([chinese] if isinstance(chinese, str) else chinese)]
    assert apart.search("附 95 % 区间") and apart.search("共 {n} 天") and not apart.search("共{n}天，附95%区间")
    assert [text for text in told if apart.search(text)] == []


def test_no_translation_is_fuzzy() -> None:
    assert not [one.id for catalogue in messages.read_catalogues().values() for one in catalogue if one.fuzzy]


def test_the_catalogues_hold_what_the_code_says_and_nothing_else() -> None:
    """After a change of words: make words."""
    held = {
        language.key(one.id, one.context)
        for catalogue in messages.read_catalogues().values()
        for one in catalogue
        if one.id
    }
    assert held == set(messages.messages())


def test_no_message_is_put_together_before_it_is_translated() -> None:
    """An f-string or a sum would never be found in the catalogue."""
    for path in sorted(CODE.rglob("*.py")):
        for call in calls(path):
            literal = [one for one in call.args if isinstance(one, ast.JoinedStr | ast.BinOp)]
            assert not literal, f"{path.name}:{call.lineno}"


def test_a_language_is_spoken_inside_its_block_only() -> None:
    with speaking("zh"):
        assert _("{number} %", number="5") == "5%"
        with speaking("en"):
            assert _("{number} %", number="5") == "5 %"
    assert _("{number} %", number="5") == "5 %"


def test_two_visitors_speak_two_languages_at_once() -> None:
    """A thread that speaks Chinese changes nothing for the others."""
    heard: list[str] = []
    with speaking("zh"):
        other = threading.Thread(target=lambda: heard.append(language.language()))
        other.start()
        other.join()
    assert heard == ["en"]


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(InputError, match="language"), speaking("fr"):
        pass


def test_a_message_without_a_translation_stays_english() -> None:
    with speaking("zh"):
        assert _("a sentence that nobody has translated, {n}", n=3).endswith("translated, 3")


def test_numbers_choose_their_form() -> None:
    assert counted("{n} is {verdict}", "{n} are {verdict}", 1, verdict="met") == "1 is met"
    assert counted("{n} is {verdict}", "{n} are {verdict}", 2, verdict="met") == "2 are met"
    with speaking("zh"):
        one, two = (counted("{n} is {verdict}", "{n} are {verdict}", n, verdict=_("met")) for n in (1, 2))
    assert one.replace("1", "2") == two


def test_one_english_text_can_have_two_translations() -> None:
    with speaking("zh"):
        assert _c("names", ", ") != _c("clauses", ", ")
