"""Duty: turns staffing and the day's plan into stations, windows, routes and the payroll."""

from __future__ import annotations

from collections import Counter
from itertools import accumulate
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.agents.staff import Administrator, Coordinator, Staff, Station, Supervisor, Window
from sim.policies.staffing import ROLES, Staffing
from sim.processes.windows import clock_of, groups, joined, length

POST = {"coordinator": Coordinator, "administrator": Administrator, "supervisor": Supervisor}
MAIN = {"coordinator": "patrol", "administrator": "visits", "supervisor": "guidance"}


class DutyProcess:
    """Owns the stations and the posts; `stations[role][block]` is the station that serves a block.

    `guidance[grid]` is the part of failing solutions that the supervisors' guidance prevents in a grid.
    """

    def __init__(self, model: Any) -> None:
        self.model = model
        self.planned = model.inputs.street.grids / len(model.grids)  # grids of the plan for each grid there is
        self._post_staff()
        self._place = 0.0
        self.guidance: list[float] = []
        self._guide(self.params.guidance_share * self.params.day_hours)
        self.coverage = np.zeros(len(model.grids))
        self._patrol: list[Window] = []
        self._at_work: list[Window] = []

    # posts and stations ------------------------------------------------------------------------------------------
    def _post_staff(self) -> None:
        """Set up the stations and posts that the rules of staffing ask for."""
        inputs = self.model.inputs
        self.params: Staffing = inputs.staffing
        self._scope: str = inputs.handling.queue_scope
        self.stations: dict[str, list[Station]] = {role: self._set_up(role) for role in ROLES}
        self.all_stations = {role: sorted(set(self.stations[role]), key=self._identity) for role in ROLES}
        self._regular = {role: [list(one.posts) for one in self.all_stations[role]] for role in ROLES}
        self._temporary = {role: self._hire_temporary(role) for role in ROLES}
        self.posts_by_grid = {role: self._by_grid(role, self._regular) for role in ROLES}
        self.temporary_by_grid = {role: self._by_grid(role, self._temporary) for role in ROLES}
        self._posts = {
            role: [post for some in self._regular[role] + self._temporary[role] for post in some] for role in ROLES
        }
        self.routes = [self._route(station) for station in self.all_stations["coordinator"]]

    def read_rules(self) -> None:
        """Post the staff anew if the rules ask for other posts; their tasks go on at the stations that follow."""
        inputs = self.model.inputs
        if (inputs.staffing, inputs.handling.queue_scope) == (self.params, self._scope):
            return
        tasks = {role: [one for station in self.all_stations[role] for one in station.clear()] for role in ROLES}
        gone = [post for role in ROLES for post in self._posts[role]]
        for post in gone:
            post.remove()
        self.model.books.close_posts(sum(post.busy_hours for post in gone))
        self._post_staff()
        for role in ROLES:
            for task in tasks[role]:
                self.stations[role][task.incident.block].put(task)

    def _set_up(self, role: str) -> list[Station]:
        """Give each block a station: its grid's own, or one shared with other grids of the community."""
        per_grid = self.params.posts_per_grid(role) * self.planned
        scope = self._scope if role == "administrator" else "pooled_grid"
        serving: dict[int, Station] = {}
        before = 0
        for grids in self.model.communities:
            upto = before + len(grids)
            posts = int(np.floor(upto * per_grid + 0.5)) - int(np.floor(before * per_grid + 0.5))
            posts = max(posts, 1) if per_grid > 0 else 0
            for members, number in groups(grids, posts, scope):
                split = number if scope == "own" and number > 1 else 1
                stations = [self._station(role, members, number // split, one) for one in range(split)]
                blocks = [block for grid in members for block in self.model.grids[grid].blocks]
                serving.update({block: stations[place % split] for place, block in enumerate(blocks)})
            before = upto
        return [serving[block] for block in range(len(serving))]

    def _identity(self, station: Station) -> tuple[int, int, int]:
        """Return what orders a station, whatever the numbers of its grids: community, first block by key, number."""
        grids = [self.model.grids[grid] for grid in station.grids]
        keys = self.model.blocks.key
        return grids[0].community, min(int(keys[block]) for grid in grids for block in grid.blocks), station.number

    def _station(self, role: str, grids: list[int], posts: int, number: int) -> Station:
        return Station(self.model, grids, [POST[role](self.model) for _ in range(posts)], number)

    def _hire_temporary(self, role: str) -> list[list[Staff]]:
        """Provide the temporary posts of campaigns (they work on campaign days only)."""
        stations = self.all_stations[role]
        sharing = Counter(tuple(station.grids) for station in stations)  # queues of the same grids share them
        per_grid = self.params.temporary_per_grid * self.planned if role != "supervisor" else 0.0
        posts: list[list[Staff]] = []
        before = 0.0
        for station in stations:
            upto = before + per_grid * len(station.grids) / sharing[tuple(station.grids)]
            number = int(np.floor(upto + 0.5)) - int(np.floor(before + 0.5)) if station.posts else 0
            posts.append([POST[role](self.model, temporary=True) for _ in range(number)])
            before = upto
        return posts

    def _by_grid(self, role: str, posts: dict[str, list[list[Staff]]]) -> NDArray[np.float64]:
        """Return the number of posts by grid (shared posts count in equal parts)."""
        number = np.zeros(len(self.model.grids))
        for station, some in zip(self.all_stations[role], posts[role], strict=True):
            number[station.grids] += len(some) / len(station.grids)
        return number

    def hire(self, role: str, place: int) -> None:
        """Add a post to a role's station (by its place in `all_stations`), from this morning on."""
        station = self.all_stations[role][place]
        post = POST[role](self.model)
        self._regular[role][place].append(post)
        self._posts[role].append(post)
        station.n_posts += 1
        self.posts_by_grid[role][station.grids] += 1 / len(station.grids)

    @property
    def paperwork_share(self) -> float:
        """Share of the day for records and reports: as staffed, or as it has grown with the scope."""
        scope = self.model.scope
        return self.params.paperwork_share if scope is None else float(scope.paperwork_share)

    @property
    def temporary_ratio(self) -> float:
        """Temporary posts over regular posts, all roles together."""
        regular = sum(float(self.posts_by_grid[role].sum()) for role in ROLES)
        return sum(float(self.temporary_by_grid[role].sum()) for role in ROLES) / regular if regular else 0.0

    def _route(self, station: Station) -> Any:
        """Return the round that the station's coordinators walk through the blocks of their grids."""
        return self.round(np.concatenate([self.model.grids[grid].blocks for grid in station.grids]))

    def round(self, blocks: Any) -> Any:
        """Return blocks as a round, neighbours in order of place."""
        x, y = self.model.blocks.x_m[blocks], self.model.blocks.y_m[blocks]
        angle = np.arctan2(y - y.mean(), x - x.mean())
        return blocks[np.lexsort((self.model.blocks.key[blocks], angle))]

    # the day -----------------------------------------------------------------------------------------------------
    def morning(self, day: int) -> None:
        """Set everybody's windows for the day, plan routes and visits, and book the paid hours."""
        plan = self.model.plan
        works = bool(self.model.workdays[day])
        campaign = plan.campaign and works
        hours = self.params.day_hours * (plan.regular_factor + plan.overtime_factor) if works else 0.0
        offset = 24.0 * day
        self._at_work = self._on_clock(0.0, hours)
        for role in ROLES:
            main, casework, withdrawn = self.lay_out(role, hours, plan.withdrawn_share if campaign else 0.0)
            windows = [(offset + start, offset + end) for start, end in casework]
            for station, regular, extra in zip(
                self.all_stations[role], self._regular[role], self._temporary[role], strict=True
            ):
                posted = windows, regular + extra if campaign else regular
                for system in reversed(self.model.systems):  # who planned last in the morning takes its time first
                    posted = system.posted(station, *posted)
                station.morning(*posted)
            if role == "coordinator":
                self._plan_patrol(day, main, campaign)
            elif role == "administrator":
                self._plan_visits(main, campaign)
            elif works:
                self._guide(length(main))
            self._book(day, role, hours, length(main), length(casework), withdrawn)

    def casework_hours(self, role: str, day: int) -> float:
        """Return the hours of casework that today's plan leaves to a post of a role."""
        plan = self.model.plan
        if not self.model.workdays[day]:
            return 0.0
        hours = self.params.day_hours * (plan.regular_factor + plan.overtime_factor)
        return length(self.lay_out(role, hours, plan.withdrawn_share if plan.campaign else 0.0)[1])

    def lay_out(self, role: str, hours: float, withdrawn_share: float) -> tuple[list[Window], list[Window], float]:
        """Lay out a day: windows of the main activity and of casework (hours of the day), and hours withdrawn.

        Main activity and casework alternate in two halves; campaign duty and paperwork follow at the end of the day.
        On campaign days coordinators do not stop patrolling, but casework, visits and guidance shrink.
        """
        paperwork, usual = self.paperwork_share, self.params.paperwork_share
        rest = 1.0 if paperwork == usual else (1 - paperwork) / (1 - usual)  # further records shrink all else alike
        main = hours * self.params.main_share(role) * rest
        casework = hours - main - hours * paperwork
        withdrawn = casework * withdrawn_share + (0.0 if role == "coordinator" else main * withdrawn_share)
        casework *= 1 - withdrawn_share
        main *= 1.0 if role == "coordinator" else 1 - withdrawn_share
        lengths = (main / 2, casework / 2) * 2
        ends = accumulate(lengths)
        pieces = [self._on_clock(end - length, end) for end, length in zip(ends, lengths, strict=True)]
        return joined(pieces[0] + pieces[2]), joined(pieces[1] + pieces[3]), withdrawn

    def _on_clock(self, start: float, end: float) -> list[Window]:
        """Return the windows of the day that hours `start` to `end` of work fall into, around the midday break."""
        params = self.params
        morning = max(0.0, params.lunch_starts - params.day_starts) if params.lunch_hours > 0 else 24.0
        windows = []
        if start < min(end, morning):
            windows.append((params.day_starts + start, params.day_starts + min(end, morning)))
        if end > morning:
            after = params.day_starts + params.lunch_hours
            windows.append((after + max(start, morning), after + end))
        return windows

    def _plan_patrol(self, day: int, windows: list[Window], campaign: bool) -> None:
        """Spread the day's passings: every coordinator walks on where the last walk of its round ended."""
        self._patrol = windows
        step = self.model.inputs.noticing.patrol_hours_per_block
        before = self._place
        self._place += length(windows) / step
        walked = np.arange(int(np.floor(before)) + 1, int(np.floor(self._place)) + 1)
        hours = clock_of(windows, (walked - before) * step)
        routes = []
        stations = zip(self.all_stations["coordinator"], self.routes, strict=True)
        for station, route in stations:
            n_walkers = len(station.posts)
            routes += [
                (route, int(walked[0]) + one * len(route) // n_walkers) for one in range(n_walkers) if len(walked)
            ]
        self.model.noticing.plan(routes, hours, day)

    def patrolling(self, now: float) -> bool:
        """Whether the coordinators are on patrol at this hour."""
        hour = now % 24
        return any(start <= hour < end for start, end in self._patrol)

    def on_duty(self, now: float) -> bool:
        """Whether grid staff are at work at this hour, whatever they are doing."""
        hour = now % 24
        return any(start <= hour < end for start, end in self._at_work)

    def _guide(self, hours: float) -> None:
        """Set what the supervisors' guidance of the latest working day prevents, given its hours a post."""
        full = self.params.full_guidance_hours * self.planned
        reached = np.minimum(1.0, self.posts_by_grid["supervisor"] * hours / full)
        self.guidance = (reached * self.params.guidance_effect).tolist()

    def _plan_visits(self, windows: list[Window], campaign: bool) -> None:
        params = self.model.inputs.noticing
        posts = self.posts_by_grid["administrator"]
        if campaign:
            posts = posts + self.temporary_by_grid["administrator"]
        if self.model.links is not None:
            posts = posts + self.model.links.lending.shift
        reached = length(windows) * params.visits_per_hour * posts
        self.coverage = reached / self.model.households_by_grid
        plan = self.model.plan
        others = np.where([kind.target for kind in self.model.kinds], 1.0, plan.other_attention)
        self.model.noticing.plan_visits(windows[-1][1] if windows else float("inf"), self.coverage, others)

    def _book(self, day: int, role: str, hours: float, main: float, casework: float, withdrawn: float) -> None:
        """Book the paid hours of the day by grid and by activity (what casework was idle, the evening knows)."""
        plan = self.model.plan
        if hours <= 0:
            return
        regular = self.params.day_hours * plan.regular_factor
        posts, extra = self.posts_by_grid[role], self.temporary_by_grid[role]
        books = self.model.books
        books.pay(role, "regular", posts * regular)
        books.pay(role, "overtime", posts * (hours - regular))
        books.pay(role, "temporary", extra * hours if plan.campaign else extra * 0.0)
        on_duty = float(posts.sum()) + (float(extra.sum()) if plan.campaign else 0.0)
        mix = books.mix(role)
        books.spend(role, MAIN[role], on_duty * main, mix)
        books.spend(role, "campaign duty", on_duty * withdrawn, mix)
        books.spend(role, "paperwork", on_duty * hours * self.paperwork_share, mix)
        books.open_casework(role, on_duty * casework - self._taken_by_systems(role, mix), mix)

    def _taken_by_systems(self, role: str, mix: dict[str, float]) -> float:
        """Book and return the hours that systems take from a role's casework today."""
        taken = 0.0
        for system in self.model.systems:
            for activity, hours in system.time_taken(role).items():
                self.model.books.spend(role, activity, hours, mix)
                taken += hours
        return taken

    def evening(self) -> None:
        """Close the stations' day and book how much of the casework windows was work and how much was waiting."""
        for role in ROLES:
            for station in self.all_stations[role]:
                station.evening()
            self.model.books.close_casework(role, sum(post.busy_hours for post in self._posts[role]))
