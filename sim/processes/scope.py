"""Scope: the tasks of new entries of the catalogue reach the grids' queues, and their records eat into the day."""

from __future__ import annotations

from collections import defaultdict
from itertools import cycle, islice
from typing import Any

import numpy as np

from sim.accounts import Indicator, Used, share
from sim.agents.staff import Station
from sim.agents.work_item import ItemKind, WorkItem
from sim.draws import as_keys
from sim.policies.staffing import ROLES
from sim.processes.proposals import Month, Proposal, propose
from sim.processes.system import System


class ScopeProcess(System):
    """Owns the entries proposed so far, the tasks that they brought, and the posts hired for them.

    A task is identified by entry, grid and day: it is there or not whatever else is proposed, accepted or refused.
    """

    FIELD = "scope"
    INDICATORS = (
        Indicator("items_per_grid_day", "1/(grid x day)", "tasks of new entries accepted, per grid and day", "S22"),
        Indicator("catalogue_ratio", "ratio", "entries of the catalogue at the horizon over those at the start", "S22"),
        Indicator(
            "scope_time_share", "share", "paid hours spent on tasks of new entries and their records", "S17", "low"
        ),
        Indicator("item_wait_hours_mean", "h", "from the arrival of such a task until it is done", "", "low"),
        Indicator("posts_hired", "posts", "posts added until the horizon", "source text"),
        Indicator("refused_share", "share", "tasks refused, of those that new entries would have brought", "S21"),
        Indicator("items_benefit_per_1000_residents", "harm", "harm spared by such tasks, per year", "", "high"),
        Indicator("refused_benefit_per_1000_residents", "harm", "harm that refused tasks would have spared", "", "low"),
        Indicator("harm_net_per_1000_residents", "harm", "harm less what such tasks spared, per year", "", "low"),
    )
    CHECKS = ("items", "hired_posts")

    def __init__(self, model: Any) -> None:
        super().__init__(model)
        params = self.params
        self._kind = ItemKind(params.limit_hours)
        self._start = model.inputs.warmup_days
        self._proposals = propose(params, model.inputs.days, model.draws)
        self._admitted = [params.admits(one) for one in self._proposals]
        self._days = np.array([one.day for one in self._proposals])
        self._keys = as_keys([one.key for one in self._proposals])
        self._chance = 1 - np.exp([-one.rate for one in self._proposals])
        self._upto = self._n_admitted = 0
        self._grid_keys = as_keys([min(int(model.blocks.key[block]) for block in grid.blocks) for grid in model.grids])
        self._comes, self._when, self._where = (
            model.draws[name] for name in ("task of an entry", "hour of a task", "block of a task")
        )
        self.paperwork_share: float = model.inputs.staffing.paperwork_share
        self._posts_at_start = {role: model.duty.posts_by_grid[role].copy() for role in ROLES}
        self._waiting = {role: np.zeros(len(model.duty.all_stations[role])) for role in ROLES}
        self._casework_before = {role: [0.0, 0.0] for role in ROLES}
        self._days_reviewed = 0
        self._recruits: dict[int, list[tuple[str, int]]] = defaultdict(list)
        self.counts: dict[str, float] = defaultdict(float)
        self._post_days = np.zeros(len(model.grids))

    # the day -----------------------------------------------------------------------------------------------------
    def morning(self, day: int) -> None:
        """Let entries in or refuse them, fill posts, set the share of paperwork, and let the day's tasks come."""
        since = day - self._start
        if since < 0:
            return
        upto = int(np.searchsorted(self._days, since, side="right"))
        self._n_admitted += sum(self._admitted[self._upto : upto])
        self._upto = upto
        for role, place in self._recruits.pop(day, ()):
            self.model.duty.hire(role, place)
            self.counts["hired"] += 1
        self.paperwork_share = self._paperwork()
        if self.model.workdays[day] and upto:
            self._let_come(day, upto)

    def _paperwork(self) -> float:
        """Return the share of the day for records: in proportion to the catalogue, up to a limit."""
        usual = float(self.model.inputs.staffing.paperwork_share)
        grown = usual * (1 + float(self.params.paperwork_weight) * self._n_admitted / self._n_at_start)
        return max(usual, min(grown, float(self.params.paperwork_most)))

    @property
    def _n_at_start(self) -> int:
        return int(self.params.event_types + self.params.work_items)

    def _let_come(self, day: int, upto: int) -> None:
        keys, grid_keys = self._keys[:upto, None], self._grid_keys[None, :]
        comes = self._comes.uniform(keys, grid_keys, day) < self._chance[:upto, None]
        entries, grids = np.nonzero(comes)
        at = self._keys[entries], self._grid_keys[grids], day
        staffing = self.model.inputs.staffing
        hours = 24.0 * day + staffing.day_starts + self._when.uniform(*at) * staffing.day_hours
        rows = zip(entries.tolist(), grids.tolist(), hours.tolist(), self._where.uniform(*at).tolist(), strict=True)
        for entry, grid, hour, u in rows:
            self._propose_task(self._proposals[entry], self._admitted[entry], grid, (hour, u, day))

    def _propose_task(self, entry: Proposal, admitted: bool, grid: int, when: tuple[float, float, int]) -> None:
        self.counts["proposed"] += 1
        if not admitted:
            self.counts["refused"] += 1
            self.counts["refused_benefit"] += entry.benefit
            return
        hour, u, day = when
        blocks = self.model.grids[grid].blocks
        key = int(self._comes.bits(entry.key, int(self._grid_keys[grid]), day))
        size = entry.hours, entry.benefit, self.params.severity
        item = WorkItem(key, (grid, int(blocks[int(u * len(blocks))])), hour, size, self._kind)
        self.model.agenda.at(hour, self._arrive, item)

    def evening(self, day: int) -> None:
        """Note what waits, and review the staffing once a month."""
        if day < self._start:
            return
        for role in ROLES:
            stations = self.model.duty.all_stations[role]
            self._waiting[role] += np.array([len(station.queue) for station in stations], float)
            self._post_days += self.model.duty.posts_by_grid[role] - self._posts_at_start[role]
        self.counts["post_days"] += self.counts["hired"]
        self._days_reviewed += 1
        if self._days_reviewed == self.params.review_days:
            self._review(day)

    # tasks -------------------------------------------------------------------------------------------------------
    def _arrive(self, item: WorkItem) -> None:
        """A task has come: the coordinator sees to what is to be done outside, then the administrator to the rest."""
        self.counts["arrived"] += 1
        station = self.model.coordinators[item.block]
        hours = item.hours * self.params.field_share
        if hours > 0 and station.n_posts:
            self._queue(station, item, hours, self._seen_to)
        else:
            self._seen_to(item)

    def _seen_to(self, item: WorkItem) -> None:
        hours = item.hours * (1 - self.params.field_share)
        if hours > 0:
            self._queue(self.model.administrators[item.block], item, hours, self._done)
        else:
            self._done(item)

    def _queue(self, station: Station, item: WorkItem, hours: float, then: Any) -> None:
        station.add(self.model.tasks.make(item, hours, then))

    def _done(self, item: WorkItem) -> None:
        self.counts["done"] += 1
        self.counts["hours"] += item.hours
        self.counts["wait"] += self.model.time - item.onset
        self.counts["benefit"] += item.benefit

    # posts -------------------------------------------------------------------------------------------------------
    def _review(self, day: int) -> None:
        month = self._month()
        for role, number in self.params.hires(month).items():
            for place in islice(cycle(self._longest(role)), number):
                self._recruits[day + 1 + self.params.recruitment_days].append((role, place))
        for waiting in self._waiting.values():
            waiting[:] = 0.0
        self._days_reviewed = 0

    def _month(self) -> Month:
        """Return what the past month was like; posts that are being filled count as posts."""
        duty = self.model.duty
        coming = [role for some in self._recruits.values() for role, _ in some]
        posts = {role: float(duty.posts_by_grid[role].sum()) + coming.count(role) for role in ROLES}
        waiting = {role: float(self._waiting[role].sum()) / self._days_reviewed for role in ROLES}
        return Month(
            {role: self._used_since_review(role) for role in ROLES},
            {role: share(waiting[role], posts[role]) if posts[role] else 0.0 for role in ROLES},
            posts,
            {role: float(self._posts_at_start[role].sum()) for role in ROLES},
        )

    def _used_since_review(self, role: str) -> float:
        """Return which share of a role's casework hours since the last review was work (0 if it had none)."""
        hours = [
            sum(hours for (done, item), hours in self.model.books.activity.items() if done == what and role in item)
            for what in ("casework", "standby")
        ]
        before = self._casework_before[role]
        self._casework_before[role] = hours
        work, idle = hours[0] - before[0], hours[1] - before[1]
        return work / (work + idle) if work > 0 else 0.0

    def _longest(self, role: str) -> list[int]:
        """Return the places of a role's stations with posts, the longest queue per post first."""
        stations = self.model.duty.all_stations[role]
        staffed = [place for place, station in enumerate(stations) if station.n_posts]
        return sorted(staffed, key=lambda place: (-self._waiting[role][place] / stations[place].n_posts, place))

    # what is told ------------------------------------------------------------------------------------------------
    def indicators(self) -> dict[str, float]:
        """Return what growth brought, took and gave (it begins with the measured days)."""
        counts, inputs = self.counts, self.model.inputs
        yearly = 365 * 1000 / (inputs.days * inputs.street.residents)
        return {
            "items_per_grid_day": counts["arrived"] / (len(self.model.grids) * inputs.days),
            "catalogue_ratio": 1 + self._n_admitted / self._n_at_start,
            "scope_time_share": self._time_share(),
            "item_wait_hours_mean": share(counts["wait"], counts["done"]),
            "posts_hired": counts["hired"],
            "refused_share": share(counts["refused"], counts["proposed"]),
            "items_benefit_per_1000_residents": counts["benefit"] * yearly,
            "refused_benefit_per_1000_residents": counts["refused_benefit"] * yearly,
            "harm_net_per_1000_residents": (self.model.harm_total() - counts["benefit"]) * yearly,
        }

    def _time_share(self) -> float:
        books = self.model.books
        paid = sum(float(hours.sum()) for hours in books.payroll.values())
        paperwork = sum(hours for (activity, _), hours in books.activity.items() if activity == "paperwork")
        records = paperwork - paid * self.model.inputs.staffing.paperwork_share
        return share(max(0.0, self.counts["hours"] + records), paid)

    def used_by_activity(self) -> list[Used]:
        """Return posts equipped and days for which the agency kept them, as they were decided."""
        hired, days = self.counts["hired"], self.counts["post_days"]
        used = [Used("hiring", "post_equipment", hired, "post"), Used("hiring", "agency_post_day", days, "post x day")]
        return used if hired else []

    def used_by_grid(self) -> list[Used]:
        """Return the same from the posts that duty has in each grid."""
        posts = sum(self.model.duty.posts_by_grid[role] - self._posts_at_start[role] for role in ROLES)
        return [
            Used(str(grid), item, float(number), unit)
            for item, unit, by_grid in (
                ("post_equipment", "post", posts),
                ("agency_post_day", "post x day", self._post_days),
            )
            for grid, number in enumerate(by_grid)
            if number > 0
        ]

    def checks(self) -> dict[str, float]:
        """Return whether tasks that arrived are done or in a queue or hand, and posts hired are posts of duty."""
        open_items = sum(
            isinstance(task.incident, WorkItem)
            for role in ROLES
            for station in self.model.duty.all_stations[role]
            for task in [*(entry[3] for entry in station.queue), *(post.task for post in station.posts if post.task)]
        )
        now = sum(float(self.model.duty.posts_by_grid[role].sum()) for role in ROLES)
        start = sum(float(posts.sum()) for posts in self._posts_at_start.values())
        return {
            "items": self.counts["arrived"] - self.counts["done"] - open_items,
            "hired_posts": now - start - self.counts["hired"],
        }
