"""The report in a real browser: it fits a phone and a desk, speaks both languages, and asks the network for nothing."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.request import urlopen
from xml.etree import ElementTree

import pytest

from experiments.report import write_report
from tests.browser.conftest import complaints
from tests.experiments.synthetic import synthetic_folder

pytestmark = [pytest.mark.browser, pytest.mark.extended]
LOCALES = {"en": "en-US", "zh": "zh-CN"}
CJK = re.compile("CJK|Han|Hei|Noto Sans SC|WenQuanYi|PingFang")


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_report(synthetic_folder(tmp_path_factory.mktemp("browser") / "made_up"))


@pytest.fixture
def page(browser: Any, path: Path, request: pytest.FixtureRequest) -> Iterator[Any]:
    """The page as a visitor from a place sees it, with what it asked for and complained of."""
    language, width = getattr(request, "param", ("en", 1400))
    context = browser.new_context(
        locale=LOCALES[language], viewport={"width": width, "height": 900}, accept_downloads=True
    )
    context.set_offline(True)
    opened = context.new_page()
    opened.asked, opened.said = [], []
    opened.on("request", lambda request: opened.asked.append(request.url))
    opened.on("console", lambda message: opened.said.append(message.text))
    opened.on("pageerror", lambda error: opened.said.append(str(error)))
    opened.goto(path.as_uri())
    yield opened
    context.close()


def visible_text(page: Any) -> str:
    return page.evaluate("document.body.innerText")


@pytest.mark.parametrize("page", [(one, width) for one in LOCALES for width in (400, 1400)], indirect=True)
def test_the_page_fits_the_screen_and_asks_the_network_for_nothing(page: Any, path: Path) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert [address for address in page.asked if not address.startswith("data:")] == [path.as_uri()]
    assert page.said == []
    assert page.locator("article.answer:visible").count() == 3
    drawn = page.locator("figure svg:visible")
    width = page.viewport_size["width"]
    assert drawn.count() >= 7
    assert all(drawn.nth(place).bounding_box()["width"] <= width for place in range(drawn.count()))


@pytest.mark.parametrize("page", [("en", 400), ("zh", 400)], indirect=True)
def test_letters_in_figures_can_be_read_on_a_phone(page: Any) -> None:
    script = "[...document.querySelectorAll('figure svg text')].map(t => t.getBoundingClientRect().height)"
    heights = [height for height in page.evaluate(script) if height > 0]
    assert heights and min(heights) >= 8


@pytest.mark.parametrize("page", [("en", 400)], indirect=True)
def test_the_verdicts_stand_on_a_phone_without_scrolling(page: Any) -> None:
    verdicts = page.locator("#robust td[data-head=verdict]")
    assert verdicts.count() >= 9
    boxes = [verdicts.nth(place).bounding_box() for place in range(verdicts.count())]
    assert all(box["x"] >= 0 and box["x"] + box["width"] <= 400 for box in boxes)


@pytest.mark.parametrize("page", [("zh", 688)], indirect=True)
def test_two_chinese_letters_stand_beside_each_other_on_paper(page: Any) -> None:
    """The width is that of A4 between its margins; a role is one word of two letters."""
    page.emulate_media(media="print")
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    lines = page.evaluate("""() => {
        const roles = [...document.querySelectorAll('[lang=zh-CN] td[data-head=性质]')];
        const lines = one => { const text = document.createRange(); text.selectNodeContents(one);
            return text.getClientRects().length };
        return roles.filter(one => one.offsetWidth).map(lines) }""")
    assert len(lines) > 40 and set(lines) == {1}


@pytest.mark.parametrize("page", [("zh", 1400)], indirect=True)
def test_a_chinese_reader_gets_the_chinese_page_whole(page: Any) -> None:
    text = visible_text(page)
    assert "结论摘要" in text and "In brief" not in text
    assert page.evaluate("document.documentElement.lang") == "zh-CN"
    assert page.title().startswith("三个问题")


def test_the_switch_changes_the_language_by_keyboard_and_is_remembered(page: Any) -> None:
    assert "In brief" in visible_text(page)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.name") == "language"
    page.keyboard.press("ArrowRight")
    assert "结论摘要" in visible_text(page) and "In brief" not in visible_text(page)
    page.reload()
    assert "结论摘要" in visible_text(page)


@pytest.mark.parametrize("page", [("en", 1400), ("zh", 1400)], indirect=True)
def test_the_chosen_language_is_printed_alone(page: Any) -> None:
    page.emulate_media(media="print")
    halves = [page.locator(f".half[data-language={one}]:visible").count() for one in LOCALES]
    assert sorted(halves) == [0, 1] and page.locator(".switch:visible").count() == 0


@pytest.mark.parametrize("page", [("en", 1400), ("zh", 1400)], indirect=True)
def test_every_download_holds_a_file_that_can_be_read(page: Any) -> None:
    links = "all => all.map(a => [a.download, a.href])"
    found = page.eval_on_selector_all(".get a:not([data-svg])", links)
    assert len(found) >= 40
    for name, address in found:
        with urlopen(address) as opened:  # a data: address, no network
            text = opened.read().decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(text)))
        assert len(rows) > 1 and len({len(row) for row in rows}) == 1, name


def test_a_click_saves_the_file(page: Any, tmp_path: Path) -> None:
    for kind in (".csv", ".svg"):
        with page.expect_download() as waiting:
            page.locator(f".half[lang=en] .get a[download$='{kind}']:visible").first.click()
        waiting.value.save_as(tmp_path / f"saved{kind}")
    assert (tmp_path / "saved.csv").stat().st_size > 100
    assert ElementTree.parse(tmp_path / "saved.svg").getroot().tag == "{http://www.w3.org/2000/svg}svg"


@pytest.mark.parametrize("page", [("en", 1400), ("zh", 1400)], indirect=True)
def test_every_address_inside_the_page_leads_somewhere(page: Any) -> None:
    for address in page.eval_on_selector_all("a[href]", "all => all.map(a => a.getAttribute('href'))"):
        assert address.startswith("data:") or (
            address.startswith("#") and page.locator(f"[id='{address[1:]}']").count() == 1
        )
    assert page.evaluate("new Set([...document.querySelectorAll('[id]')].map(e => e.id)).size") == page.evaluate(
        "document.querySelectorAll('[id]').length"
    )


@pytest.mark.parametrize("page", [("zh", 1400)], indirect=True)
def test_no_letter_is_drawn_as_a_box(page: Any) -> None:
    """Whatever holds Chinese letters is really drawn with a font that has them."""
    chinese = "[...document.querySelectorAll('.half[lang=zh-CN] :is(p, li, h2, h3, th, td, figcaption, text)')]"
    page.evaluate(f"{chinese}.forEach(e => {{ if (/[\\u4e00-\\u9fff]/.test(e.textContent)) e.dataset.chinese = 1 }})")
    session = page.context.new_cdp_session(page)
    session.send("DOM.enable")
    session.send("CSS.enable")
    root = session.send("DOM.getDocument", {"depth": 0})["root"]["nodeId"]
    nodes = session.send("DOM.querySelectorAll", {"nodeId": root, "selector": "[data-chinese]"})["nodeIds"]
    fonts = [
        {font["familyName"] for font in session.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]}
        for node in nodes
    ]
    drawn = [names for names in fonts if names]
    assert len(drawn) > 100
    assert [names for names in drawn if not any(CJK.search(name) for name in names)] == []


@pytest.mark.parametrize("page", [("en", 1400), ("zh", 1400)], indirect=True)
def test_a_screen_reader_finds_its_way(page: Any) -> None:
    """Landmarks, one first heading, heads of tables, texts for figures, a language for each half."""
    assert page.locator("main:visible").count() == 1 and page.locator("h1:visible").count() == 1
    assert page.locator("figure svg[role=img]:not([aria-label])").count() == 0
    assert page.locator("table:not(:has(th[scope=col]))").count() == 0
    assert page.eval_on_selector_all(".half", "all => all.map(e => e.lang)") == ["en", "zh-CN"]
    assert page.locator("input:not([type=radio])").count() == 0


@pytest.mark.parametrize("page", [(one, width) for one in LOCALES for width in (400, 1400)], indirect=True)
def test_axe_finds_nothing_wrong(page: Any) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true })")
    assert complaints(page) == []


def test_axe_would_find_faint_text(page: Any) -> None:
    page.add_style_tag(content=".note { color: #aaa !important; }")
    assert any(one.startswith("color-contrast") for one in complaints(page))


@pytest.mark.parametrize("page", [("en", 1400), ("zh", 1400)], indirect=True)
def test_letters_in_figures_stand_out_from_white(page: Any) -> None:
    """WCAG 2.2, 1.4.3: at least 4.5 to 1 (axe does not look into drawings)."""
    script = "[...new Set([...document.querySelectorAll('figure svg text')].map(t => getComputedStyle(t).fill))]"
    fills = page.evaluate(script)
    assert fills
    assert {fill: contrast_to_white(fill) for fill in fills if contrast_to_white(fill) < 4.5} == {}


def contrast_to_white(colour: str) -> float:
    """Return the contrast of a colour, written as rgb(r, g, b), to white, by the formula of WCAG 2.2."""
    shares = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
    linear = [share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares]
    return 1.05 / (0.05 + sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True)))
