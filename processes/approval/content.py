"""Flows as JSON and back. What comes from outside is refused as a whole, every fault with its place."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any, cast

from processes.approval.errors import Fault, FlowRefused
from processes.approval.model import (
    ACTIONS,
    MODES,
    Action,
    Condition,
    Flow,
    Mode,
    Operator,
    Point,
    Test,
    Value,
)
from processes.approval.operators import SIGNS

LARGEST = 200_000  # characters


def dump(flow: Flow) -> str:
    """The text that a version keeps. The same flow gives the same text."""
    return json.dumps(
        {"points": [_point(point) for point in flow.points]}, ensure_ascii=False, sort_keys=True
    )


@lru_cache(maxsize=1024)
def load(text: str) -> Flow:
    """The flow of a stored or imported text. Raises FlowRefused for what has not its form."""
    reader = _Reader()
    if len(text) > LARGEST:
        raise FlowRefused([Fault(place="", zh="内容过大", en="too large")])
    try:
        raw = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise FlowRefused([Fault(place="", zh="不是 JSON", en=f"not JSON: {error}")]) from error
    flow = reader.flow(raw)
    if reader.faults:
        raise FlowRefused(reader.faults)
    return flow


def _point(point: Point) -> dict[str, Any]:
    return {
        "number": point.number,
        "name": {"zh": point.name, "en": point.name_en},
        "condition": [[_test(test) for test in row] for row in point.condition.rows],
        "positions": list(point.positions),
        "mode": point.mode,
        "deadline": point.deadline,
        "actions": list(point.actions),
    }


def _test(test: Test) -> dict[str, Any]:
    return {"fact": test.fact, "operator": test.operator, "value": _written(test.value)}


def _written(value: Value) -> Any:
    if isinstance(value, bool):
        return value
    if isinstance(value, Decimal):
        return {"number": format(value, "f")}
    if isinstance(value, tuple):
        return [_written(each) for each in value]
    return value


class _Reader:
    """Reads what it can and notes the rest, so that one look shows every fault."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def flow(self, raw: object) -> Flow:
        points = self._list(raw.get("points") if isinstance(raw, Mapping) else None, "points")
        read = tuple(self._point(each, number) for number, each in enumerate(points))
        return Flow(points=tuple(point for point in read if point is not None))

    def _point(self, raw: object, index: int) -> Point | None:
        place = f"points/{index}"
        if not isinstance(raw, Mapping):
            self._refuse(place, "应为对象", "an object is expected")
            return None
        name = raw.get("name")
        names = name if isinstance(name, Mapping) else {}
        deadline = raw.get("deadline")
        if raw.get("number") != index + 1:
            self._refuse(f"{place}/number", f"应为 {index + 1}", f"{index + 1} is expected")
        if deadline is not None and not isinstance(deadline, str):
            self._refuse(f"{place}/deadline", "应为文本", "a text is expected")
        return Point(
            number=index + 1,
            name=self._text(names.get("zh"), f"{place}/name/zh"),
            name_en=self._text(names.get("en"), f"{place}/name/en"),
            positions=tuple(self._texts(raw.get("positions"), f"{place}/positions")),
            condition=self._condition(raw.get("condition"), f"{place}/condition"),
            mode=cast(Mode, self._one_of(raw.get("mode"), MODES, f"{place}/mode")),
            deadline=deadline if isinstance(deadline, str) else None,
            actions=tuple(
                cast(Action, self._one_of(each, ACTIONS, f"{place}/actions"))
                for each in self._list(raw.get("actions"), f"{place}/actions")
            ),
        )

    def _condition(self, raw: object, place: str) -> Condition:
        rows = []
        for number, row in enumerate(self._list(raw, place)):
            tests = [
                self._test(test, f"{place}/{number}/{index}")
                for index, test in enumerate(self._list(row, f"{place}/{number}"))
            ]
            if not tests:
                self._refuse(f"{place}/{number}", "空行", "an empty row")
            rows.append(tuple(test for test in tests if test is not None))
        return Condition(rows=tuple(rows))

    def _test(self, raw: object, place: str) -> Test | None:
        if not isinstance(raw, Mapping):
            self._refuse(place, "应为对象", "an object is expected")
            return None
        operator = cast(Operator, self._one_of(raw.get("operator"), tuple(SIGNS), f"{place}/operator"))
        value = self._value(raw.get("value"), operator, f"{place}/value")
        return Test(fact=self._text(raw.get("fact"), f"{place}/fact"), operator=operator, value=value)

    def _value(self, raw: object, operator: Operator, place: str) -> Value:
        if operator == "between":
            low, high = (*self._list(raw, place), None, None)[:2]
            return self._number(low, place), self._number(high, place)
        if operator in ("in", "not_in"):
            return tuple(self._texts(raw, place))
        if isinstance(raw, Mapping):
            return self._number(raw, place)
        if isinstance(raw, str | bool):
            return raw
        self._refuse(place, "取值无法识别", "not a value")
        return ""

    def _number(self, raw: object, place: str) -> Decimal:
        text = raw.get("number") if isinstance(raw, Mapping) else None
        try:
            number = Decimal(text) if isinstance(text, str) and len(text) <= 40 else None
        except InvalidOperation:
            number = None
        if number is None or not number.is_finite():
            self._refuse(place, "应为数字", "a number is expected")
            return Decimal(0)
        return number

    def _texts(self, raw: object, place: str) -> list[str]:
        return [self._text(each, place) for each in self._list(raw, place)]

    def _text(self, raw: object, place: str) -> str:
        if isinstance(raw, str):
            return raw
        self._refuse(place, "应为文本", "a text is expected")
        return ""

    def _list(self, raw: object, place: str) -> list[Any]:
        if isinstance(raw, list):
            return raw
        self._refuse(place, "应为列表", "a list is expected")
        return []

    def _one_of(self, raw: object, known: tuple[str, ...], place: str) -> str:
        if isinstance(raw, str) and raw in known:
            return raw
        self._refuse(place, f"只能是 {'、'.join(known)}", f"one of {', '.join(known)} is expected")
        return known[0]

    def _refuse(self, place: str, zh: str, en: str) -> None:
        self.faults.append(Fault(place=place, zh=zh, en=en))
