"""Grid staff: coordinator, administrator and supervisor, and the station whose queue the posts of a role share."""

from __future__ import annotations

from collections.abc import Callable
from heapq import heappop, heappush
from typing import Any, NamedTuple

from mesa import Agent

from sim.agents.incident import Incident

Window = tuple[float, float]


class Task:
    """A piece of work on an incident: how much is left, how urgent it is, and what follows when it is done."""

    __slots__ = ("begin", "done", "incident", "interrupts", "left", "priority", "spent")

    def __init__(self, incident: Incident, hours: float, priority: float, done: Callable[[Incident], None]) -> None:
        self.incident = incident
        self.left = hours
        self.spent = 0.0
        self.priority = priority
        self.done = done
        self.begin: Callable[[Task], None] | None = None
        self.interrupts = False


class Staff(Agent[Any]):
    """A post: works on one task at a time, inside the casework windows of the day.

    Life of a day: idle -> busy (a task in hand) -> idle; a task that does not fit pauses at the end of the window and
    goes on in the next one, if need be on the next day; an urgent task interrupts (the other returns to the queue).
    """

    def __init__(self, model: Any, temporary: bool = False) -> None:
        super().__init__(model)
        self.temporary = temporary
        self.task: Task | None = None
        self.since = 0.0
        self.finish: float | None = None
        self.busy_hours = 0.0

    def take(self, task: Task, now: float, station: Station) -> None:
        """Begin a task now, or go on with it."""
        if task.begin is not None:
            task.begin(task)
            task.begin = None
        self.task = task
        self.since = now
        self.finish = station.finish(now, task.left)
        if self.finish is not None:
            station.agenda.at(self.finish, station.complete, self)

    def lay_down(self, now: float, station: Station) -> Task:
        """Stop working on the task in hand and return it; the hours worked so far are booked."""
        task = self.task
        assert task is not None
        worked = min(station.open_hours(self.since, now), task.left)
        task.left -= worked
        task.spent += worked
        self.busy_hours += worked
        self.task = self.finish = None
        return task


class Coordinator(Staff):
    """Walks the grid's blocks, investigates what residents report, and reports what is out of order."""


class Administrator(Staff):
    """First person responsible for the grid: verifies what was reported, mediates and remedies."""


class Supervisor(Staff):
    """Checks a sample of what was closed, sends back what was not solved, guides and supervises."""


class Station:
    """The shared queue of the posts of one role in one grid (or in the grids that share the posts)."""

    def __init__(self, model: Any, grids: list[int], posts: list[Staff], number: int = 0) -> None:
        self.model, self.agenda = model, model.agenda
        self.number = number
        self.grids, self.posts = grids, posts
        self.n_posts = len(posts)
        self.windows: list[Window] = []
        self.idle: list[Staff] = []
        self.queue: list[tuple[float, float, int, Task]] = []
        self._called = -1.0

    def is_open(self, now: float) -> bool:
        """Whether a casework window is open."""
        for start, end in self.windows:
            if now < end:
                return start <= now
        return False

    def open_hours(self, since: float, until: float) -> float:
        """Return the hours of today's windows between two times of today."""
        return sum(max(0.0, min(end, until) - max(start, since)) for start, end in self.windows)

    def finish(self, now: float, hours: float) -> float | None:
        """Return when work begun now will be finished today, or None if it must be carried over."""
        for start, end in self.windows:
            if end > now:
                begun = start if start > now else now
                if begun + hours <= end:
                    return begun + hours
                hours -= end - begun
        return None

    def add(self, task: Task) -> None:
        """Queue a task; somebody who is free takes it at once, or at the next window."""
        now = self.model.time
        if self.idle and self.is_open(now):
            self.idle.pop().take(task, now, self)
            return
        if task.interrupts and self.is_open(now) and self._interrupt(task, now):
            return
        self.put(task)
        if self.idle or task.interrupts:
            self._call(now)

    def put(self, task: Task) -> None:
        """Let a task wait in the queue."""
        heappush(self.queue, (task.priority, task.incident.onset, task.incident.key, task))

    def _interrupt(self, task: Task, now: float) -> bool:
        busy = [post for post in self.posts if post.task is not None and not post.task.interrupts]
        if not busy:
            return False
        post = max(busy, key=lambda one: one.task.priority if one.task else 0.0)
        self.put(post.lay_down(now, self))
        post.take(task, now, self)
        return True

    def _call(self, now: float) -> None:
        """Ask to be woken when the next window of today opens (the morning asks for tomorrow)."""
        for start, _ in self.windows:
            if start >= now:
                if self._called != start:
                    self._called = start
                    self.agenda.at(start, self.wake, start)
                return

    def wake(self, now: float) -> None:
        """Let everybody who is free take the next task, and what is urgent displace what was only paused."""
        while self.idle and self.queue:
            self.idle.pop().take(heappop(self.queue)[3], now, self)
        while self.queue and self.queue[0][3].interrupts:
            task = heappop(self.queue)[3]
            if not self._interrupt(task, now):
                self.put(task)
                return

    def complete(self, post: Staff) -> None:
        """Book a finished task, do what follows from it, and take the next one."""
        now = self.model.time
        task = post.task
        if task is None or post.finish != now:
            return  # the work was interrupted after this moment had been foreseen
        task.spent += task.left
        post.busy_hours += task.left
        task.left = 0.0
        post.task = post.finish = None
        self.model.books.task_hours += task.spent
        task.done(task.incident)
        if self.queue and self.is_open(now):
            post.take(heappop(self.queue)[3], now, self)
            return
        self.idle.append(post)
        if self.queue:
            self._call(now)

    def morning(self, windows: list[Window], on_duty: list[Staff]) -> None:
        """Open the day: set the windows, go on with what was left yesterday, call who is free to the first window."""
        self.windows = windows
        for post in self.posts:
            if post not in on_duty and post.task is not None:
                self.put(post.lay_down(self.model.time, self))
        self.posts = on_duty
        self.idle = [post for post in on_duty if post.task is None]
        if not windows:
            return
        first = windows[0][0]
        for post in on_duty:
            if post.task is not None:
                post.since = first
                post.finish = self.finish(first, post.task.left)
                if post.finish is not None:
                    self.agenda.at(post.finish, self.complete, post)
        if self.queue and (self.idle or self.queue[0][3].interrupts):
            self._call(self.model.time)

    def clear(self) -> list[Task]:
        """Close the station for good: nobody works here any more; return the tasks that wait or were in hand."""
        for post in self.posts:
            if post.task is not None:
                self.put(post.lay_down(self.model.time, self))
        tasks = [entry[3] for entry in self.queue]
        self.posts, self.idle, self.queue = [], [], []
        return tasks

    def release(self, post: Staff) -> None:
        """Let a post go elsewhere; what it has in hand waits again."""
        if post.task is not None:
            self.put(post.lay_down(self.model.time, self))
        self.posts = [one for one in self.posts if one is not post]
        self.idle = [one for one in self.idle if one is not post]

    def join(self, post: Staff) -> None:
        """Let a post from elsewhere begin here now."""
        now = self.model.time
        self.posts = [*self.posts, post]
        self.idle.append(post)
        if self.is_open(now):
            self.wake(now)
        elif self.queue:
            self._call(now)

    @property
    def waiting_hours(self) -> float:
        """Hours of work that wait or are in hand."""
        in_hand = sum(post.task.left for post in self.posts if post.task is not None)
        return sum(entry[3].left for entry in self.queue) + in_hand

    def evening(self) -> None:
        """Close the day: book the hours worked on tasks that are carried over."""
        for post in self.posts:
            task = post.task
            if task is not None:
                worked = self.open_hours(post.since, self.model.time)
                task.left -= worked
                task.spent += worked
                post.busy_hours += worked
                post.since = self.model.time
                post.finish = None

    @property
    def n_waiting(self) -> int:
        """Number of tasks in the queue."""
        return len(self.queue)


class Loads(NamedTuple):
    """The administrators' stations in the morning: hours of work waiting, posts, and which stations are neighbours."""

    waiting_hours: tuple[float, ...]
    posts: tuple[int, ...]
    neighbours: tuple[tuple[int, ...], ...]

    def per_post(self, station: int) -> float:
        """Return the hours of work waiting per post (inf where there is no post)."""
        posts = self.posts[station]
        return self.waiting_hours[station] / posts if posts else float("inf")
