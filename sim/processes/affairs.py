"""Service affairs: residents' routine business, asked online, by telephone or at the counter, done there or by clerks.

The service desk has people of its own; only its telephone may be shared with the desk that takes reports.
"""

from __future__ import annotations

from itertools import starmap
from typing import Any

import numpy as np
from scipy.special import pdtrik

from sim.accounts import Indicator, Used, share
from sim.agents.centre import Servers
from sim.agents.desk import Desk, desk_for
from sim.draws import as_keys, join, name_key
from sim.hours import OpenHours
from sim.processes.affair_books import AffairBooks
from sim.processes.reporting import APP, COUNTER, HOTLINE
from sim.processes.service import Service
from sim.processes.system import System
from sim.world.affairs import ANYWHERE, IN_PERSON, AffairKind
from sim.world.population import Age

UNIFORM = ("way of an affair", "call or come", "at once", "wait out an outage of the service", "hour of coming")
EXPONENTIAL = ("contact of an affair", "work of a clerk")
NEVER = float("inf")


class Affair:
    """One resident's business, from the moment it is asked; its draws come with it."""

    __slots__ = ("call", "choice", "comes", "contact", "hour", "kind", "luck", "patience", "row", "waits", "work")

    def __init__(self, hour: float, kind: int, row: int, *draws: float) -> None:
        self.hour, self.kind, self.row = hour, kind, row
        self.choice, self.call, self.luck, self.waits, self.comes, self.contact, self.work, self.patience = draws


class ServiceSystem(System):
    """Owns the affairs that residents have asked, and the windows, lines and clerks that serve them."""

    FIELD = "service"
    INDICATORS = (
        Indicator("affairs", "affairs", "service affairs asked by residents", "C4"),
        Indicator("affairs_online_share", "share", "affairs brought online, of those heard", "C4", "high"),
        Indicator("affairs_at_once_share", "share", "affairs settled in the contact, of those heard", "C6", "high"),
        Indicator(
            "affairs_abandoned_share", "share", "affairs given up in line, of those heard or given up", "", "low"
        ),
        Indicator("affair_wait_hours_mean", "h", "mean time from asking until an affair is done", "", "low"),
        Indicator("affair_wait_hours_q90", "h", "90 % quantile of the time from asking until it is done", "", "low"),
        Indicator("affair_desk_hours", "h", "work of windows, lines and clerks on affairs", "", "low"),
        Indicator(
            "affair_desk_hours_saved", "h", "work that the same affairs would take on paper at the counter, less theirs"
        ),
    )
    CHECKS = ("affairs", "affair_hours")

    def __init__(self, model: Any) -> None:
        super().__init__(model)
        params: Service = self.params
        self.kinds = list(params.kinds.values())
        self._keys = as_keys([name_key(name) for name in params.kinds])
        self._grown = np.nonzero(model.population.age != Age.CHILD)[0]
        rates = np.array([kind.per_resident_year for kind in self.kinds])
        self._per_day = rates * params.rate_scale * model.inputs.street.residents / 365
        self._online_choice = params.online_choice
        self._online: list[bool] = model.population.online.tolist()
        self._shared = [len(set(kind.needs) & set(params.shared_domains)) for kind in self.kinds]
        self._platform = model.inputs.platform
        self._sharing = self._platform.data_shared
        self._saving = 1 - self._platform.shared_data_factor
        self._calls = model.inputs.reporting.hotline_share
        self._hotline = not model.inputs.channels.on or model.inputs.channels.hotline
        self.lines, self.windows, self.clerks = self._posts()
        self.books = AffairBooks(model, self.windows, self.clerks)

    def _posts(self) -> tuple[Desk, Desk, Servers]:
        params, model = self.params, self.model
        residents = model.inputs.street.residents
        calls = OpenHours(params.line_opens, params.line_closes, model.workdays | True)
        hours = OpenHours(params.window_opens, params.window_closes, model.workdays)
        lines = desk_for(residents, params.residents_per_line, calls)
        if params.shares_call_desk and model.channels is not None:
            lines = model.channels.calls
        clerks = Servers(max(1, round(residents / params.residents_per_clerk)), hours)
        return lines, desk_for(residents, params.residents_per_window, hours), clerks

    # asking -------------------------------------------------------------------------------------------------------
    def morning(self, day: int) -> None:
        """Plan the affairs that residents will ask today: Poisson numbers by kind, each with its own draws."""
        params, draws = self.params, self.model.draws
        kind, ordinal = self._count(day)
        key = join(self._keys[kind], day, as_keys(ordinal))
        span = params.asks_until - params.asks_from
        hour = 24.0 * day + params.asks_from + span * draws["hour of an affair"].uniform(key)
        who = self._grown[(draws["who asks"].uniform(key) * len(self._grown)).astype(np.int64)]
        columns = [draws[purpose].uniform(key).tolist() for purpose in UNIFORM]
        columns += [draws[purpose].exponential(key).tolist() for purpose in EXPONENTIAL]
        columns += [draws["patience of an affair"].uniform(key).tolist()]
        hours = hour.tolist()
        affairs = starmap(Affair, zip(hours, kind.tolist(), who.tolist(), *columns, strict=True))
        self.model.agenda.at_each(hours, self.ask, affairs)

    def _count(self, day: int) -> tuple[Any, Any]:
        """Return kind and ordinal of each affair that arises on a day (Poisson by inversion)."""
        mean = self._per_day * (1.0 if self.model.workdays[day] else self.params.weekend_factor)
        u = self.model.draws["affairs of a day"].uniform(self._keys, day)
        number = np.zeros(len(mean), np.int64)
        some = u > np.exp(-mean)  # the others have none
        number[some] = np.maximum(np.ceil(pdtrik(u[some], mean[some])), 1)
        kind = np.repeat(np.arange(len(number)), number)
        return kind, np.arange(len(kind)) - np.repeat(np.cumsum(number) - number, number)

    def ask(self, affair: Affair) -> None:
        """A resident wants an affair settled."""
        self.books.ask(affair)
        self.come(affair)

    def come(self, affair: Affair) -> None:
        """A resident turns to the street, by the way that is open to it: online, by telephone, or at the counter."""
        now, kind = self.model.time, self.kinds[affair.kind]
        if affair.choice < self._online_choice and self._online[affair.row] and kind.by != IN_PERSON:
            back = self._back(affair, now)
            if back == now:
                self._online_contact(affair, kind)
                return
            if back < NEVER:
                self.model.agenda.at(back, self.come, affair)
                return
        by_phone = kind.by == ANYWHERE and self._hotline
        call = by_phone and affair.call < self._calls
        self._in_line(affair, kind, HOTLINE if call else COUNTER)

    def _back(self, affair: Affair, now: float) -> float:
        """Return when who wants to go online does: now, when the platform is up again, or never (another way)."""
        channels = self.model.channels
        if channels is None or channels.platform_up(now):
            return now
        return float(channels.outages.up_again(now)) if affair.waits < channels.params.waits_out_share else NEVER

    # contacts -----------------------------------------------------------------------------------------------------
    def _online_contact(self, affair: Affair, kind: AffairKind) -> None:
        """Take in what comes online: a form is taken by the machine, a question in the forum waits for a clerk."""
        self.books.contact(affair, APP, 0.0, self._on_paper(affair, kind))
        in_forum = kind.question and affair.choice < self.params.online_choice * self.params.forum_share
        if affair.luck < kind.at_once_share and not in_forum:
            self.books.settle(affair, self.model.time, at_once=True)
        else:
            self.to_clerk((affair, True))

    def _in_line(self, affair: Affair, kind: AffairKind, channel: int) -> None:
        """Stand in line at a window or on the telephone, unless it is closed (then come when it is open)."""
        now, desk = self.model.time, self.lines if channel == HOTLINE else self.windows
        opening = desk.opening(now)
        if opening > now:
            self.model.agenda.at(opening + affair.comes * desk.hours.span, self.come, affair)
            return
        wait = desk.begins(now) - now
        if wait > 0 and wait > self._patience(affair, channel):
            self.books.give_up(affair)
            return
        hours = self._contact_hours(affair, kind, channel)
        end = desk.serve(now, hours)
        self.books.contact(affair, channel, hours, self._on_paper(affair, kind))
        if affair.luck < kind.at_once_share:
            self.books.settle(affair, end, at_once=True)
        else:
            self.model.agenda.at(end, self.to_clerk, (affair, False))

    def _patience(self, affair: Affair, channel: int) -> float:
        channels = self.model.inputs.channels
        mean = channels.call_patience_hours if channel == HOTLINE else channels.counter_patience_hours
        return float(channels.patience_of(affair.patience, mean))

    # work ---------------------------------------------------------------------------------------------------------
    def _registers(self, affair: Affair) -> int:
        """Return how many of the registers that an affair needs can be looked up now."""
        shared = self._shared[affair.kind]
        return shared if shared and self._sharing and self.model.platform_up(self.model.time) else 0

    def _on_paper(self, affair: Affair, kind: AffairKind) -> float:
        """Return how long the contact would take at the counter without shared registers."""
        return float(kind.contact_hours * affair.contact + self.params.entry_hours * len(kind.needs))

    def _contact_hours(self, affair: Affair, kind: AffairKind, channel: int) -> float:
        """Return how long a contact takes; what cannot be looked up is asked of the resident and typed in again."""
        factor = self.params.call_factor if channel == HOTLINE else 1.0
        entered = len(kind.needs) - self._registers(affair)
        return float(kind.contact_hours * affair.contact * factor + self.params.entry_hours * entered)

    def to_clerk(self, passed: tuple[Affair, bool]) -> None:
        """Pass an affair on to the clerks; shared registers shorten their work (which also enter what came online)."""
        affair, online = passed
        kind, found = self.kinds[affair.kind], self._registers(affair)
        on_paper = kind.work_hours * affair.work
        hours = on_paper * (1 - self._saving * found / len(kind.needs)) if found else on_paper
        if online:
            hours += self.params.entry_hours * (len(kind.needs) - found)
        self.books.work(affair, hours, on_paper)
        self.model.agenda.at(self.clerks.serve(self.model.time, hours), self.done, affair)

    def done(self, affair: Affair) -> None:
        """A clerk has done an affair."""
        self.books.settle(affair, self.model.time, at_once=False)

    # accounts -----------------------------------------------------------------------------------------------------
    def count_anew(self) -> None:
        """Forget what was counted: the warm-up is over."""
        self.books.count_anew()

    def indicators(self) -> dict[str, float]:
        """Return the values of INDICATORS over the measured days."""
        books = self.books
        waits = np.array(books.waits) if books.waits else np.array([np.nan])
        heard = sum(books.contacts)
        return {
            "affairs": float(books.asked),
            "affairs_online_share": share(books.contacts[APP], heard),
            "affairs_at_once_share": share(books.at_once, heard),
            "affairs_abandoned_share": share(books.given_up, books.given_up + heard),
            "affair_wait_hours_mean": float(waits.mean()),
            "affair_wait_hours_q90": float(np.quantile(waits, 0.9)),
            "affair_desk_hours": books.hours,
            "affair_desk_hours_saved": books.saved,
        }

    def used_by_activity(self) -> list[Used]:
        """Return contacts, and the hours that windows and clerks were busy."""
        return self.books.by_activity()

    def used_by_grid(self) -> list[Used]:
        """Return the same, counted affair by affair for the grid of who asked."""
        return self.books.by_grid()

    def checks(self) -> dict[str, float]:
        """Return the residuals of affairs (asked = done + given up + planned) and of hours (posts, affairs)."""
        return self.books.checks(self.model.agenda.count(self.come, self.to_clerk, self.done))
