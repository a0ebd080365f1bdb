"""Flows from outside: what the reader never asks for is refused too, and every text must be one that can be kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from engine.feel.errors import FeelError
from processes.approval import content
from processes.approval.conditions import asker
from processes.approval.errors import Fault, FlowRefused
from processes.approval.model import Condition, Flow

MOST_DEEP, MOST_SHOWN = 20, 100
_NAME: Final = re.compile(r"[^\W\d]\w{0,63}")


def read(raw: object) -> Flow:
    """The flow of parsed JSON as versions keep it. Raises FlowRefused with every fault, unknown fields among them."""
    faults = list(_unsound(raw, "", 0))
    if faults:
        raise FlowRefused(faults)
    given = watched(raw)
    flow, faults = content.read(given)
    faults += unread(given, faults)
    faults = faults or list(_unaskable(flow))
    if faults:
        raise FlowRefused(faults[:MOST_SHOWN])
    return content.load(content.dump(flow))  # a number may be too long to be written, the whole too large


class Watched(dict[str, Any]):
    """An object that remembers which of its fields somebody asked for."""

    def __init__(self, given: dict[str, Any]) -> None:
        super().__init__({name: watched(value) for name, value in given.items()})
        self.asked: set[str] = set()

    def get(self, key: str, default: Any = None) -> Any:
        """The value; the field is known from now on."""
        self.asked.add(key)
        return super().get(key, default)

    def __getitem__(self, key: str) -> Any:
        self.asked.add(key)
        return super().__getitem__(key)

    def __contains__(self, key: object) -> bool:
        self.asked.add(str(key))
        return super().__contains__(key)


def watched(raw: object) -> object:
    """The same value, with all its objects watched."""
    if isinstance(raw, dict):
        return Watched(raw)
    return [watched(one) for one in raw] if isinstance(raw, list) else raw


def unread(given: object, faults: list[Fault]) -> list[Fault]:
    """A fault for every field that nobody asked for; what lies below a fault was not looked at."""
    known = [fault.place for fault in faults]
    return [
        Fault(place=place, zh="没有此字段", en="There is no such field")
        for place in _unasked(given, "")
        if not any(place.startswith(f"{one}/") or not one for one in known)
    ]


def _unasked(given: object, place: str) -> Iterator[str]:
    inner = list(enumerate(given)) if isinstance(given, list) else []
    if isinstance(given, Watched):
        yield from (_below(place, name) for name in dict.keys(given) - given.asked)
        inner = [(name, value) for name, value in given.items() if name in given.asked]  # type: ignore[misc]
    for name, value in inner:
        yield from _unasked(value, _below(place, name))


def _unaskable(flow: Flow) -> Iterator[Fault]:
    """Conditions that are none in FEEL: a fact is a name there, a list has something in it."""
    points = ((point.condition, f"points/{at}/condition") for at, point in enumerate(flow.points))
    for condition, place in ((flow.entry, "entry"), *points):
        for row, tests in enumerate(condition.rows):
            for at, test in enumerate(tests):
                here = f"{place}/{row}/{at}"
                if not _NAME.fullmatch(test.fact):
                    yield Fault(place=f"{here}/fact", zh="应为字段名", en="the name of a field is expected")
                elif test.value == ():
                    yield Fault(place=f"{here}/value", zh="列表为空", en="an empty list")
                elif not _asks(Condition(rows=((test,),))):
                    yield Fault(place=here, zh="无法作为条件", en="this cannot be asked")


def _asks(condition: Condition) -> bool:
    try:
        asker(condition)
    except FeelError:
        return False
    return True


def _unsound(raw: object, place: str, depth: int) -> Iterator[Fault]:
    """Texts that no store keeps, and what is nested beyond reason."""
    if depth > MOST_DEEP:
        yield Fault(place=place, zh="嵌套过深", en="nested too deep")
    elif isinstance(raw, str):
        if any(letter == "\0" or "\ud800" <= letter <= "\udfff" for letter in raw):
            yield Fault(place=place, zh="含有无法保存的字符", en="a character that cannot be kept")
    elif isinstance(raw, dict):
        for name, value in raw.items():
            yield from _unsound(name, place, depth + 1)
            yield from _unsound(value, _below(place, name), depth + 1)
    elif isinstance(raw, list):
        for at, value in enumerate(raw):
            yield from _unsound(value, _below(place, at), depth + 1)


def _below(place: str, name: object) -> str:
    return f"{place}/{name}" if place else str(name)
