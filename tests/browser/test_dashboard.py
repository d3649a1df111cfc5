"""The dashboard in a real browser without network: three pages, two languages, two visitors, and what can go wrong."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from experiments.cli import dispatch
from experiments.dashboard.choices import options
from experiments.language import _, speaking
from experiments.report.terms import label
from tests.browser.conftest import complaints

pytest.importorskip("panel", reason="the extra `dashboard` is not installed")
sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

CHROMIUM = shutil.which("chromium")
pytestmark = [
    pytest.mark.extended,
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium here"),
]
PATIENCE_MS = 120_000  # until a test gives up; nothing is measured
LOCAL = re.compile(r"^(data|blob):|^(http|ws)://127\.0\.0\.1[:/]")


class Server(NamedTuple):
    """A dashboard that is served, its address and where its result folders lie."""

    process: subprocess.Popen[str]
    url: str
    results: Path
    said: Path  # what it printed on its error stream


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The dashboard as a process of its own, ended by Ctrl-C like that of a user."""
    results = tmp_path_factory.mktemp("dashboard") / "results"
    made = ["study", "communication", "street=tiny", "days=30", "replications=2", "executor=serial", "name=good"]
    assert dispatch([*made, "--results", str(results)]) == 0
    made = ["study", "management", "street=tiny", "warmup_days=1", "replications=1", "executor=serial", "name=managed"]
    assert dispatch([*made, "--results", str(results)]) == 0
    (results / "broken").mkdir()
    (results / "broken" / "manifest.json").write_text("{")
    command = [sys.executable, "-m", "experiments", "dashboard", "--port", "0", "--results", str(results)]
    said = results.with_suffix(".err")
    with said.open("w") as errors:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True)
    assert process.stdout is not None
    line = process.stdout.readline()
    found = re.search(r"http://127\.0\.0\.1:\d+", line)
    assert found, line
    yield Server(process, found[0], results, said)
    process.send_signal(signal.SIGINT)
    assert process.wait(60) == 0


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Chromium."""
    with sync_api.sync_playwright() as play:
        opened = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


class Visitor:
    """One visitor: a page that may reach nothing but this machine, and what it has complained about."""

    def __init__(self, browser: Any, width: int = 1400) -> None:
        self.complaints: list[str] = []
        self.page = browser.new_context(viewport={"width": width, "height": 900}).new_page()
        self.page.set_default_timeout(PATIENCE_MS)
        self.page.on("console", lambda said: self._note(said.text) if said.type == "error" else None)
        self.page.on("pageerror", lambda error: self._note(str(error)))
        self.page.route(lambda url: not LOCAL.match(url), lambda route: (self._note(route.request.url), route.abort()))

    def _note(self, complaint: str) -> None:
        self.complaints.append(complaint)

    def sees(self, text: str | re.Pattern[str]) -> bool:
        """Return whether a text comes to stand on the page before patience ends."""
        return self.finds(self.page.get_by_text(text))

    def finds(self, part: Any) -> bool:
        """Return whether a part of the page comes to be seen before patience ends."""
        try:
            part.first.wait_for()
        except sync_api.TimeoutError:
            return False
        return True

    def choose(self, label: str, option: str) -> None:
        """Choose an option of a select."""
        self.page.get_by_label(label, exact=True).select_option(label=option)


@pytest.fixture
def visitor(browser: Any) -> Iterator[Visitor]:
    """A visitor who must have had no trouble in the end."""
    made = Visitor(browser)
    yield made
    made.page.close()
    assert not made.complaints


def workers(server: Server) -> list[int]:
    """Return the process numbers of the dashboard's workers: the children of the process that they are forked from."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
            children.setdefault(parent, []).append(int(entry.name))
    return [worker for child in children.get(server.process.pid, []) for worker in children.get(child, [])]


def test_a_street_lives_for_thirty_days_and_can_be_stopped_wound_back_and_stepped(
    server: Server, visitor: Visitor
) -> None:
    page = visitor.page
    page.goto(f"{server.url}/?street=tiny")
    assert visitor.sees(re.compile(r"^day ([3-5]\d|60)$"))
    page.get_by_role("button", name="Playing").click()
    assert visitor.finds(page.get_by_role("button", name="Play", exact=True))
    assert visitor.sees(re.compile(r"All 74 days"))
    page.get_by_role("slider").press("Home")
    assert visitor.sees("Wednesday, December 18, 2024")
    page.get_by_role("button", name="One day on").click()
    assert visitor.sees("Thursday, December 19, 2024")


def test_the_map_shows_what_the_visitor_chooses(server: Server, visitor: Visitor) -> None:
    visitor.page.goto(f"{server.url}/?street=tiny")
    assert visitor.sees(re.compile(r"All 74 days"))
    seen = set()
    for measure in (
        "cases in hand",
        "unsolved problems",
        "harm a day for 1,000 residents",
        "trust in the grid's staff (%)",
    ):
        visitor.choose("map", measure)
        for _tenth in range(50):
            visitor.page.wait_for_timeout(100)
            if (scale := tuple(visitor.page.evaluate(SCALE))) not in seen:
                break
        seen.add(scale)
    assert len(seen) >= 3, "each measure has a scale of its own"


SCALE = """() => [...Bokeh.documents[0]._all_models.values()].filter(one => one.type == "LinearColorMapper")
  .map(one => [one.low, one.high])[0]"""


def test_each_lever_can_be_pulled_and_changes_your_street_and_no_other(server: Server, visitor: Visitor) -> None:
    page = visitor.page
    page.goto(f"{server.url}/levers?street=tiny&days=60")
    assert visitor.sees(re.compile("Pull a lever"))
    page.get_by_role("slider").first.press("Home")  # two pairs
    for group, names in options().items():
        lever = page.get_by_label(label(group), exact=True)
        lever.select_option(index=1)
        assert visitor.sees(re.compile(rf"gridgov run street=tiny .*{group}={names[1]}\b"))
        assert visitor.sees(re.compile(r"over (60|240) days, 2 pairs of twin streets"))
        lever.select_option(index=0)
        if group == "management":  # a campaign takes more time
            visitor.choose("time", "60 days")
    page.get_by_role("slider").nth(2).press("End")  # administrators
    assert visitor.sees(re.compile(r"staffing.administrators_per_grid=3\b"))
    assert visitor.sees(re.compile(r"money over the 60 days: it costs"))
    page.get_by_text("中文", exact=True).click()  # the address keeps what was set
    assert visitor.sees("60天，2对孪生街道")
    assert visitor.sees(re.compile(r"staffing.administrators_per_grid=3\b"))


def test_a_run_that_takes_long_can_be_stopped_and_gone_on_with(server: Server, visitor: Visitor) -> None:
    page = visitor.page
    page.goto(f"{server.url}/levers?street=small&days=365&communication=two_way")
    assert visitor.sees(re.compile("First look, over 30 days"))
    page.get_by_role("button", name="Stop").click()
    assert visitor.sees(re.compile(r"Stopped: \d+ of 24 runs are made and kept"))
    page.get_by_role("button", name="Go on").click()
    assert visitor.sees(re.compile(r"\d+ of 24 runs are made, "))


def test_a_study_is_explored_down_to_one_incident(server: Server, visitor: Visitor) -> None:
    page = visitor.page
    page.goto(f"{server.url}/study?folder=good")
    assert visitor.sees(re.compile("4 of 4 runs are stored"))
    assert visitor.sees(re.compile("Two-way communication, against one-way communication, "))
    visitor.choose("indicator", "mean trust")
    assert visitor.finds(page.get_by_role("img", name="mean trust for each level of communication"))
    page.get_by_role("button", name="Make this run again").click()
    assert visitor.sees(re.compile("it is the stored run, event by event"))
    page.reload()
    assert visitor.sees(re.compile("it is the stored run, event by event"))
    assert visitor.finds(page.get_by_role("img", name="mean trust for each level of communication"))
    visitor.choose("outcome", "solved")
    assert visitor.sees("the problem is solved")
    visitor.choose("outcome", "closed, not solved")
    assert visitor.sees(re.compile("the case is closed, though the problem lasts"))


def test_an_address_that_is_wrong_is_told_and_then_says_what_is_shown(server: Server, visitor: Visitor) -> None:
    page = visitor.page
    page.goto(f"{server.url}/?street=tiny&staffing=foo&seed=abc")
    assert visitor.sees(re.compile('"staffing=foo", which is not understood. Taken instead: '))
    assert visitor.sees(re.compile("All 74 days"))
    page.wait_for_function("location.search.includes('staffing=standard') && location.search.includes('seed=1')")
    assert "street=tiny" in page.url and "foo" not in page.url and "abc" not in page.url


def test_the_address_forgets_the_run_of_a_folder_that_is_left(server: Server, visitor: Visitor) -> None:
    page = visitor.page
    page.goto(f"{server.url}/study?folder=good")
    page.get_by_role("button", name="Make this run again").click()
    assert visitor.sees(re.compile("it is the stored run, event by event"))
    former = page.url
    assert "again=" in former
    visitor.choose("indicator", "mean trust")
    visitor.choose("result folder", "managed")
    page.wait_for_function("!location.search.includes('again=') && location.search.includes('managed')")
    page.wait_for_function("location.search.includes('run=')")
    assert re.findall("run=[^&]*", page.url) != re.findall("run=[^&]*", former)
    assert "folder=managed" in page.url and "indicator=trust_mean" in page.url
    page.reload()
    assert visitor.sees(re.compile("runs are stored"))
    assert not page.get_by_text("not understood").count()


def test_a_broken_result_folder_is_told_and_the_next_one_opens(server: Server, visitor: Visitor) -> None:
    visitor.page.goto(f"{server.url}/study?folder=broken")
    assert visitor.sees(re.compile("its manifest.json is missing or broken"))
    visitor.choose("result folder", "good")
    assert visitor.sees(re.compile("4 of 4 runs are stored"))
    assert not visitor.page.get_by_text("missing or broken").count()


@pytest.mark.parametrize(("path", "word"), [("levers", r"60天，\d+对孪生街道"), ("study", "已存4次")])
def test_the_other_pages_fit_a_phone_in_chinese(server: Server, browser: Any, path: str, word: str) -> None:
    visitor = Visitor(browser, 400)
    visitor.page.goto(f"{server.url}/{path}?lang=zh&street=tiny&days=60&folder=good&communication=two_way")
    assert visitor.sees(re.compile(word))
    assert visitor.page.evaluate("document.documentElement.scrollWidth") <= 400
    visitor.page.close()
    assert not visitor.complaints


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_study_of_many_options_fits_a_phone(server: Server, browser: Any, language: str) -> None:
    visitor = Visitor(browser, 400)
    visitor.page.goto(f"{server.url}/study?lang={language}&folder=managed")
    assert visitor.finds(visitor.page.get_by_role("checkbox"))
    assert visitor.page.evaluate("document.documentElement.scrollWidth") <= 400
    visitor.page.close()
    assert not visitor.complaints


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("street", ["tiny", "small"])
def test_each_kind_of_management_can_be_watched_live(server: Server, browser: Any, language: str, street: str) -> None:
    visitor = Visitor(browser)
    with speaking(language):
        visitor.page.goto(f"{server.url}/?lang={language}&street={street}")
        for option in options()["management"][1:]:
            visitor.choose(label("management"), label(option, "management"))
            assert visitor.sees(_("Such a campaign needs time to fade: it is simulated over {n} days.", n=240))
            assert visitor.finds(visitor.page.get_by_role("button", name=_("Playing"), exact=True))
            visitor.choose(label("management"), label(options()["management"][0], "management"))
            visitor.page.get_by_text(
                _("Such a campaign needs time to fade: it is simulated over {n} days.", n=240)
            ).wait_for(state="hidden")
    visitor.page.close()
    assert not visitor.complaints


@pytest.mark.parametrize(("language", "word"), [("en", "new problems today"), ("zh", "今日新增问题")])
@pytest.mark.parametrize("width", [1400, 400])
def test_the_live_street_fits_the_screen_in_both_languages(
    server: Server, browser: Any, language: str, word: str, width: int
) -> None:
    visitor = Visitor(browser, width)
    visitor.page.goto(f"{server.url}/?lang={language}&street=tiny")
    assert visitor.sees(word)
    assert visitor.page.evaluate("document.documentElement.scrollWidth") <= width
    assert visitor.page.evaluate("document.documentElement.lang") == {"en": "en", "zh": "zh-CN"}[language]
    visitor.page.close()
    assert not visitor.complaints


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(
    ("path", "shown"),
    [("?street=tiny&", "74"), ("levers?street=tiny&days=60&", "gridgov run street=tiny"), ("study?folder=good&", "4")],
)
def test_axe_finds_nothing_wrong(server: Server, visitor: Visitor, language: str, path: str, shown: str) -> None:
    """Contrast, labels of sliders and buttons, headings, landmarks; widgets get their names within a second."""
    visitor.page.goto(f"{server.url}/{path}lang={language}")
    assert visitor.sees(re.compile(shown))
    visitor.page.wait_for_timeout(1500)
    assert complaints(visitor.page) == []


def test_a_street_can_be_stopped_and_stepped_by_keyboard_alone(server: Server, visitor: Visitor) -> None:
    page = visitor.page
    page.goto(f"{server.url}/?street=tiny")
    assert visitor.sees(re.compile(r"All 74 days"))
    page.get_by_role("button", name="Playing").focus()
    page.keyboard.press("Space")
    assert visitor.finds(page.get_by_role("button", name="Play", exact=True))
    page.get_by_role("slider", name="day").focus()
    page.keyboard.press("Home")
    assert visitor.sees("Wednesday, December 18, 2024")


def test_two_visitors_do_not_mix(server: Server, browser: Any) -> None:
    first, second = Visitor(browser), Visitor(browser)
    for one, language, street in ((first, "en", "small"), (second, "zh", "small")):
        one.page.goto(f"{server.url}/?lang={language}&street={street}")
    first.choose("street", "tiny: 6 grids, 2,000 residents")
    assert first.sees(re.compile(r"All 74 days"))
    assert second.sees(re.compile("共150天|全部150天"))
    assert not second.page.get_by_text("All 74 days").count()
    for one in (first, second):
        one.page.close()
        assert not one.complaints


def test_tabs_that_are_closed_while_a_street_plays_leave_no_traceback(server: Server, browser: Any) -> None:
    for waited_ms in (100, 300, 500, 700):
        visitor = Visitor(browser)
        visitor.page.goto(f"{server.url}/?street=shekou")
        assert visitor.sees(re.compile("^Simulated so far"))
        visitor.choose("speed", "50 days a second")
        visitor.page.wait_for_timeout(waited_ms)
        visitor.page.goto("about:blank")
        visitor.page.close()
    visitor = Visitor(browser)
    visitor.page.goto(f"{server.url}/?street=tiny")
    assert visitor.sees(re.compile(r"All 74 days")), "the server goes on"
    visitor.page.close()
    assert "Traceback" not in server.said.read_text()
    assert "connection was closed" not in server.said.read_text()


def test_a_killed_worker_is_told_and_made_good(server: Server, visitor: Visitor) -> None:
    visitor.page.goto(f"{server.url}/?street=shekou")
    assert visitor.sees(re.compile("^Simulated so far"))
    for worker in workers(server):
        os.kill(worker, signal.SIGKILL)
    assert visitor.sees(re.compile("A worker process died"))
    visitor.choose("street", "tiny: 6 grids, 2,000 residents")
    assert visitor.sees(re.compile(r"All 74 days"))
