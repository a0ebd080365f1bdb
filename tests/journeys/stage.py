"""Where journeys are played: people in front of the pages, a clock, and the work that runs by itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Protocol

from sqlalchemy import select

from tests.journeys.english import chinese
from tests.support.application import Application


class Hands(Protocol):
    """What somebody does at a page; fields and buttons are called by their words."""

    path: str

    def open(self, path: str) -> None: ...
    def follow(self, words: str) -> None: ...
    def fill(self, values: Mapping[str, str], line: int = 1) -> None: ...
    def press(self, words: str) -> None: ...
    def sees(self, *words: str) -> None: ...
    def offers(self, words: str) -> bool: ...
    def tasks(self) -> list[str]: ...
    def settle(self) -> None: ...
    def leave(self) -> None: ...


@dataclass
class Stage:
    """`hands(login)` puts somebody in front of the pages; `words` is what the pages may call something."""

    site: Application
    hands: Callable[[str], Hands]
    words: Callable[[str], tuple[str, ...]] = chinese
    people: dict[str, Hands] = field(default_factory=dict)

    def person(self, login: str) -> Hands:
        if login not in self.people:
            self.people[login] = self.hands(login)
        return self.people[login]

    def takes(self, login: str, step: str, words: str) -> Hands:
        """This person opens the task at a step about something, and claims it where it is offered to several."""
        person = self.person(login)
        for box in ("mine", "claim"):
            person.open(f"/worklist/?box={box}")
            for task in person.tasks():
                if self._says(task, step) and self._says(task, words):
                    person.follow(task)
                    if person.offers("领取"):
                        person.press("领取")
                    return person
        raise AssertionError(f"{login} has no task {step} about {words}: {self.waiting()}")

    def _says(self, task: str, words: str) -> bool:
        return any(one in task for one in self.words(words))

    def agrees(self, login: str, step: str, words: str) -> None:
        """This person approves what waits for him."""
        self.takes(login, step, words).press("同意")
        self.work()

    def newest(self, table: Any) -> int:
        """The id of the row that was added last."""
        return int(self.one(select(table.c.id).order_by(table.c.id.desc())))

    def day(self, ahead: int) -> str:
        """A date as a field takes it."""
        return (self.site.clock.now() + timedelta(days=ahead)).date().isoformat()

    def waiting(self) -> list[str]:
        """What waits for whom, for the reader of a failure."""
        found = []
        for login, person in self.people.items():
            for box in ("mine", "claim"):
                person.open(f"/worklist/?box={box}")
                found += [f"{login} {box}: {task}" for task in person.tasks()]
        return found

    def work(self) -> None:
        """What the platform does by itself: mails, timers."""
        while self.site.platform.engine.run_due():
            pass

    def wait(self, span: timedelta) -> None:
        """Let time pass; what falls due happens then. Whoever comes back logs in again."""
        for person in self.people.values():
            person.leave()
        self.people.clear()
        self.site.clock.set(self.site.clock.now() + span)
        self.work()

    def hear(self, message: str, *, instance: int, **variables: Any) -> None:
        """What reaches a process from outside: an analysis, a bank, another program."""
        with self.site.store.begin(by=None, action="message") as tx:
            assert self.site.platform.engine.message_in(tx, instance, message, variables=variables)
        self.work()

    def root_of(self, table: Any) -> int:
        """The process of the row that was added last."""
        return int(self.one(select(table.c.instance_id).order_by(table.c.id.desc())))

    def one(self, query: Any) -> Any:
        return self.site.one(query)
