"""What the buttons of the panel do with a composed route."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from processes.approval.chosen.check import MOST_STEPS
from processes.approval.chosen.choice import Choice, Step

Steps = list[Step]


def acted(choice: Choice, do: str, *, locked: int = 0) -> Choice:
    """The choice after `step.add`, `step.up.2`, `person.remove.0.li` …; `locked` steps at the beginning stay.

    What cannot be done changes nothing: the page may be an old one.
    """
    what, _dot, rest = do.partition(".")
    act, _dot, rest = rest.partition(".")
    number, _dot, login = rest.partition(".")
    steps = list(choice.steps)
    if (what, act) == ("step", "add"):
        return replace(choice, steps=(*steps, Step())) if len(steps) < MOST_STEPS else choice
    at = int(number) if number.isdecimal() and len(number) < 4 else -1
    do_it = _ACTS.get((what, act))
    if do_it is None or not locked <= at < len(steps):
        return choice
    do_it(steps, at, login, locked)
    return replace(choice, steps=tuple(steps))


def _up(steps: Steps, at: int, _login: str, locked: int) -> None:
    if at > locked:
        steps[at - 1], steps[at] = steps[at], steps[at - 1]


def _down(steps: Steps, at: int, _login: str, _locked: int) -> None:
    if at + 1 < len(steps):
        steps[at], steps[at + 1] = steps[at + 1], steps[at]


def _remove(steps: Steps, at: int, _login: str, _locked: int) -> None:
    del steps[at]


def _add_person(steps: Steps, at: int, login: str, _locked: int) -> None:
    if login:
        steps[at] = replace(steps[at], people=tuple(dict.fromkeys((*steps[at].people, login))))


def _remove_person(steps: Steps, at: int, login: str, _locked: int) -> None:
    steps[at] = replace(steps[at], people=tuple(one for one in steps[at].people if one != login))


def _person_up(steps: Steps, at: int, login: str, _locked: int) -> None:
    people = list(steps[at].people)
    if login in people[1:]:
        place = people.index(login)
        people[place - 1], people[place] = people[place], people[place - 1]
        steps[at] = replace(steps[at], people=tuple(people))


_ACTS: dict[tuple[str, str], Callable[[Steps, int, str, int], None]] = {
    ("step", "up"): _up,
    ("step", "down"): _down,
    ("step", "remove"): _remove,
    ("person", "add"): _add_person,
    ("person", "remove"): _remove_person,
    ("person", "up"): _person_up,
}
