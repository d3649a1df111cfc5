"""What all pages of the dashboard share: the visitor's language, the header, messages, and who tells what failed."""

from __future__ import annotations

import functools
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

import panel as pn
from bokeh.models import CustomJS

from experiments.dashboard.findings import Key, Look
from experiments.dashboard.work import AGAIN, FAILED, LOST, REFUSED, Found
from experiments.dashboard.workshop import Workshop
from experiments.language import LANGUAGES, N_, TAGS, _, speaking
from experiments.report.lists import sentences
from sim import InputError

PAGES = {"/": N_("Live street"), "/levers": N_("Pull the levers"), "/study": N_("Explore a study")}
STYLE, PARTS, ACCESS = (
    (files("experiments.dashboard") / name).read_text(encoding="utf-8")
    for name in ("page.css", "parts.css", "access.js")
)
LETTER, WIDE_LETTER, ARROW, LEAST, SLIDER, CHINESE = (
    0.52,
    1.0,
    2.6,
    10.0,
    13.5,
    0x2E80,
)  # rem; the first letter of a wide script
KEPT = 1_000  # runs of pulled levers, some 60 MB of streets like Shekou
MOST_LETTERS = 40  # of an address that are told
WIDE, HALF, NARROW = "1 1 100%", "1 1 32rem", "1 1 18rem"


@dataclass(frozen=True)
class House:
    """What the visitors share: worker processes, where results lie, the folder that was named first, and runs."""

    workshop: Workshop
    results: Path
    first: str
    made: dict[Key, Look] = field(default_factory=dict)  # the last runs of pulled levers, whoever asked for them

    def keep(self, key: Key, look: Look) -> None:
        """Keep a run for every visitor who asks for the same one."""
        self.made[key] = look
        if len(self.made) > KEPT:
            self.made.pop(next(iter(self.made)), None)


class Page(ABC):
    """One visitor's page. Its callbacks speak the visitor's language and turn errors into messages on the page."""

    PATH = "/"

    def __init__(self, house: House) -> None:
        self.house = house
        self.address = {name: texts[0].decode(errors="replace") for name, texts in pn.state.session_args.items()}
        self.message, self.misread = html(""), html("")
        self.misreadings: list[str] = []
        self.language = self.asked("lang", {name: code for code, name in LANGUAGES.items()}, next(iter(LANGUAGES)))
        with speaking(self.language):
            self.body = self.build()
        if pn.state.curdoc is not None:
            pn.state.on_session_destroyed(lambda _context: self.leave())
            with speaking(self.language):
                told = {"tag": TAGS[self.language], "more": _("one more"), "less": _("one less")}
            pn.state.curdoc.js_on_event("document_ready", CustomJS(args=told, code=ACCESS))

    @abstractmethod
    def build(self) -> pn.viewable.Viewable:
        """Return what the page shows below its header."""

    def leave(self) -> None:  # noqa: B027
        """Stop what the visitor has asked for: the page is closed."""

    def view(self) -> pn.viewable.Viewable:
        """Return the whole page."""
        with speaking(self.language):
            header = html(self._header())
            language = pn.widgets.RadioButtonGroup(
                options={name: code for code, name in LANGUAGES.items()}, value=self.language, width=150
            )
            language.param.watch(self._switch, "value")
            top = row(sized(header, "1 1 20rem"), sized(language, "0 0 auto"))
            foot = html(f"<footer>{paragraph(foot_text(), 'foot')}</footer>")
            main = pn.Column(self.misread, self.message, self.body, css_classes=["main"], sizing_mode="stretch_width")
            return pn.Column(top, main, foot, sizing_mode="stretch_width")

    def says(self, callback: Callable[..., Any]) -> Callable[..., Any]:
        """Return a callback that speaks the visitor's language and shows errors of input as messages."""

        @functools.wraps(callback)
        def spoken(*args: Any) -> None:
            with speaking(self.language):
                try:
                    callback(*args)
                except InputError as error:
                    self.tell(refusal(error), "refused")

        return spoken

    def remember(self, widget: pn.widgets.Widget, name: str) -> pn.widgets.Widget:
        """Let the address of the page say what is chosen, so that it can be kept, sent on and opened again."""
        if isinstance(widget, pn.widgets.Select):
            widget.value = self.asked(name, widget.options, widget.value)
        else:
            widget.value = self.asked_number(name, (widget.start, widget.end), widget.value)
        widget.param.watch(lambda event: note_in_address(name, event.new), "value")
        return widget

    def asked[T](self, name: str, options: Mapping[str, T], default: T) -> T:
        """Return which option the address asks for, the first time (else the default); what is not there is told."""
        text = self.address.pop(name, "")
        for found in options.values():
            if str(found) == text:
                return found
        if text:
            shown = next((label for label, value in options.items() if value == default), "")
            self._misread(name, text, default, shown)
        return default

    def asked_number[T: (int, float)](self, name: str, ends: tuple[float, float], default: T) -> T:
        """Return the number that the address asks for (else the default); one that is not between the ends is told."""
        text = self.address.pop(name, "")
        try:
            number = type(default)(text)
            if ends[0] <= number <= ends[1]:
                return number
        except ValueError:
            pass
        if text:
            self._misread(name, text, default, str(default))
        return default

    def _misread(self, name: str, text: str, value: object, shown: str) -> None:
        """Tell what of the address is not understood and what was taken instead, which the address then says."""
        asked = f"{name}={text if len(text) <= MOST_LETTERS else f'{text[:MOST_LETTERS]}...'}"
        told = _('The address says "{asked}", which is not understood.', asked=asked)
        self.misreadings += [told, _("Taken instead: {shown}.", shown=shown) if shown else ""]
        said = escape(sentences(*self.misreadings))
        self.misread.object = f'<p class="message note" role="status">{said}</p>'
        note_in_address(name, value if shown else None)

    def every(self, milliseconds: int, callback: Callable[[], None]) -> None:
        """Call back again and again while the page is open."""
        if pn.state.curdoc is not None:
            pn.state.add_periodic_callback(self.says(callback), milliseconds)

    def tell(self, text: str, kind: str = "note") -> None:
        """Show a message at the top of the page (none if the text is empty)."""
        self.message.object = f'<p class="message {kind}" role="status">{escape(text)}</p>' if text else ""

    def trouble(self, found: Found) -> bool:
        """Show a message where a request ran into trouble, and return whether it did."""
        if found.state == AGAIN:
            self.tell(_("A worker process died. What it had in hand is being done again; nothing is lost."), "note")
        elif found.state == LOST:
            told = _("A worker process died twice over the same street, so it was given up. Change it, or try again.")
            self.tell(told, "refused")
        elif found.state == REFUSED:
            self.tell(refusal(found.content), "refused")
        elif found.state == FAILED:
            self.tell(
                _("The simulation failed: {reason}", reason=str(found.content).strip().splitlines()[-1]), "refused"
            )
        return found.state in (AGAIN, LOST, REFUSED, FAILED)

    def _header(self) -> str:
        links = []
        for path, name in PAGES.items():
            here = ' aria-current="page"' if path == self.PATH else ""
            links.append(f'<a href="{path}?lang={self.language}"{here}>{escape(_(name))}</a>')
        title = escape(_("gridgov: a street under grid-based governance"))
        return (
            f'<header lang="{TAGS[self.language]}"><h1 class="kicker">{title}</h1><nav>{"".join(links)}</nav></header>'
        )

    def _switch(self, event: Any) -> None:
        note_in_address("lang", event.new)
        if pn.state.location is not None:
            pn.state.location.reload = True


def foot_text() -> str:
    """Return what stands at the foot of each page."""
    return _(
        "Streets here are synthetic: residents, staff, incidents and grids are made up from a seed. They rank choices; "
        "they forecast no real place and say nothing about any person."
    )


def refusal(error: InputError) -> str:
    """Return what a page says of an input that cannot be used: nothing was typed here, so no option is named."""
    if error.what == "DIR":
        return _("The folder {name} cannot be opened: {reason}.", name=error.got, reason=error.mend or error.allowed)
    told = _("{what} cannot be {got}; allowed: {allowed}.", what=error.what, got=error.got, allowed=error.allowed)
    return sentences(told, f"{error.mend}." if error.mend else "")


def lengthened(days: int) -> str:
    """Return what a page says when a street is simulated over more days than were chosen."""
    return _("Such a campaign needs time to fade: it is simulated over {n} days.", n=days)


def note_in_address(name: str, value: object) -> None:
    """Write a choice into the address of the page once that is open, or take it out of there (None)."""
    pn.state.onload(functools.partial(_note_in_address, name, value))


def _note_in_address(name: str, value: object) -> None:
    if pn.state.location is not None:
        said = dict(parse_qsl(pn.state.location.search.removeprefix("?"), keep_blank_values=True))
        said.pop(name, None)
        more = {} if value is None else {name: str(value)}
        pn.state.location.search = f"?{urlencode(said | more)}"


def html(text: str) -> pn.pane.HTML:
    """Return a piece of HTML in the style of the pages."""
    return pn.pane.HTML(text, stylesheets=[PARTS], sizing_mode="stretch_width", margin=(2, 5))


def paragraph(text: str, kind: str = "soft") -> str:
    """Return a text as a paragraph of a kind that the style knows."""
    return f'<p class="{kind}">{escape(text)}</p>' if text else ""


def row(*parts: pn.viewable.Viewable, align: str = "flex-end") -> pn.FlexBox:
    """Return parts side by side where there is room, and below each other where there is not."""
    return pn.FlexBox(*parts, sizing_mode="stretch_width", gap="0.4rem 1.2rem", align_items=align)


def fitting(widget: pn.widgets.Widget) -> pn.widgets.Widget:
    """Give a widget of a row at least the width of its longest option, so that none is cut off."""
    names = [str(name) for name in getattr(widget, "options", ())]
    if not names:
        return sized(widget, f"0 1 {SLIDER}rem")
    widths = [sum(WIDE_LETTER if ord(letter) >= CHINESE else LETTER for letter in name) for name in names]
    return sized(widget, f"1 1 {max([LEAST, *(width + ARROW for width in widths)]):.1f}rem")


def sized[T: pn.viewable.Viewable](part: T, flex: str) -> T:
    """Give a part of a row its share of the width, and never more than the page is wide."""
    part.styles = {**part.styles, "flex": flex, "min-width": "min(100%, 8rem)", "max-width": "100%"}
    return part
