"""Values for the variables that decide the way, found in the expressions themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from random import Random
from typing import Final

from engine.feel import FeelError
from engine.reference.expressions import compiled
from engine.reference.skeleton import OutOfSubset, Skeleton

World = dict[str, object]
"""Variable → value: under these every condition is true or false and every amount a small number."""

TRIES: Final = 60
MAX_ITEMS: Final = 3
_ALWAYS: Final[tuple[object, ...]] = (True, False, 0, 1, 2, 3, "other", ["a", "b"], ["a"], None)
COUNTERS: Final = {
    "loopCounter": 1,
    "nrOfInstances": 3,
    "nrOfActiveInstances": 1,
    "nrOfCompletedInstances": 2,
}
"""What a completion condition can read besides variables; the values only show that it can be evaluated."""
_NUMBER: Final = re.compile(r"(?<![\w.\"])-?\d+(?:\.\d+)?")
_QUOTED: Final = re.compile(r'"((?:[^"\\]|\\.)*)"')
_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d(?:T[\d:]+Z?)?")


def worlds(skeleton: Skeleton, random: Random, *, number: int = 12) -> list[World]:
    """Up to `number` different worlds. Raises OutOfSubset where there is none."""
    wanted = _Wanted(skeleton)
    found: dict[str, World] = {}
    for _ in range(number * 3):
        world = wanted.draw(random)
        if world is not None:
            found.setdefault(repr(sorted(world.items(), key=lambda one: one[0])), world)
        if len(found) >= number:
            break
    if not found:
        raise OutOfSubset("NO_VALUES", wanted.hardest)
    return list(found.values())


class _Wanted:
    """What the expressions of a skeleton ask for."""

    def __init__(self, skeleton: Skeleton) -> None:
        self._conditions = list(skeleton.conditions())
        self._amounts = list(skeleton.amounts())
        self._computed = {result for _, _, result in skeleton.scripts() if result}
        scripts = [(element, text) for element, text, _ in skeleton.scripts()]
        self._pools: dict[tuple[str, ...], list[object]] = {}
        for element, text in (*self._conditions, *self._amounts, *scripts):
            for leaf in _leaves(element, text):
                self._pools.setdefault(leaf, list(_ALWAYS)).extend(_literals(text))
        self._order = [*self._amounts, *self._conditions, *scripts]
        self.hardest: str | None = None

    def draw(self, random: Random) -> World | None:
        """A world, or None after many tries."""
        chosen: dict[tuple[str, ...], object] = {}
        for element, text in self._order:
            fresh = [leaf for leaf in _leaves(element, text) if leaf not in chosen]
            for _ in range(TRIES):
                tried = chosen | {leaf: random.choice(self._pools[leaf]) for leaf in fresh}
                if self._fits(element, text, _nested(tried)):
                    chosen = tried
                    break
            else:
                self.hardest = element
                return None
        return _nested(chosen)

    def _fits(self, element: str, text: str, world: World) -> bool:
        try:
            value = compiled(text).evaluate(world)
        except FeelError:
            return False
        if (element, text) in self._amounts:
            return _is_small(value)
        if (element, text) in self._conditions:
            return isinstance(value, bool)
        return value is not None


def _is_small(value: object) -> bool:
    try:
        number = float(str(value))
    except ValueError:
        return False
    return number.is_integer() and 0 <= number <= MAX_ITEMS


def _leaves(element: str, text: str) -> Iterator[tuple[str, ...]]:
    """The variables of an expression, down to the entries of contexts that it asks for."""
    try:
        names = compiled(text).names
    except FeelError:
        raise OutOfSubset("EXPRESSION", element) from None
    bare = _QUOTED.sub('""', text)
    for name in sorted(names - COUNTERS.keys()):
        paths = re.findall(rf"(?<![\w.]){re.escape(name)}((?:\.[^\W\d]\w*(?![\w(]))+)", bare)
        deep = {(name, *path.lstrip(".").split(".")) for path in paths}
        yield from sorted(deep) if deep else [(name,)]


def _literals(text: str) -> Iterator[object]:
    yield from _QUOTED.findall(text)
    for number in _NUMBER.findall(_DATE.sub("", _QUOTED.sub('""', text))):
        value: float | int = float(number) if "." in number else int(number)
        yield from (value, value - 1, value + 1)


def _nested(leaves: Mapping[tuple[str, ...], object]) -> World:
    world: World = {}
    for path, value in leaves.items():
        place = world
        for name in path[:-1]:
            inner = place.setdefault(name, {})
            if not isinstance(inner, dict):
                inner = place[name] = {}
            place = inner
        if not isinstance(place.get(path[-1]), dict):
            place[path[-1]] = value
    return world
