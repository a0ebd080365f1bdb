"""Flows as JSON and back. What comes from outside is refused as a whole, every fault with its place."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any, cast

from engine.feel import FeelError, compile_expression
from processes.approval.errors import Fault, FlowRefused
from processes.approval.json_reader import Reader
from processes.approval.model import (
    ACTIONS,
    AFTER_RETURN,
    MODES,
    OVERDUE,
    Action,
    AfterReturn,
    Condition,
    Flow,
    Mode,
    Operator,
    Overdue,
    Point,
    Test,
    Value,
    numbered,
)
from processes.approval.model_content import read_adjustable, read_model, written_adjustable, written_model
from processes.approval.operations import OPERATIONS, Operation
from processes.approval.operators import SIGNS
from processes.approval.point_ids import ID
from processes.approval.rule_content import (
    read_rule,
    read_stand_in,
    read_stand_ins,
    written_rule,
    written_stand_in,
)

LARGEST = 200_000  # characters


def dump(flow: Flow) -> str:
    """The text that a version keeps. The same flow gives the same text."""
    written: dict[str, Any] = {"points": [_point(point) for point in flow.points]}
    if not flow.entry.is_always:
        written["entry"] = _condition(flow.entry)
    for name in ("departments", "positions"):
        if getattr(flow, name):
            written[name] = list(getattr(flow, name))
    if flow.once:
        written["once"] = True
    written |= written_model(flow)
    return json.dumps(written, ensure_ascii=False, sort_keys=True)


@lru_cache(maxsize=1024)
def load(text: str) -> Flow:
    """The flow of a stored or imported text. Raises FlowRefused for what has not its form."""
    if len(text) > LARGEST:
        raise FlowRefused([Fault(place="", zh="内容过大", en="too large")])
    try:
        raw = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise FlowRefused([Fault(place="", zh="不是 JSON", en=f"not JSON: {error}")]) from error
    flow, faults = read(raw)
    if faults:
        raise FlowRefused(faults)
    return flow


def read(raw: object) -> tuple[Flow, list[Fault]]:
    """The flow of parsed JSON, and what is wrong with it. With faults the flow is not what was meant."""
    reader = _Reader()
    flow = reader.flow(raw)
    return flow, reader.faults


def _point(point: Point) -> dict[str, Any]:
    written: dict[str, Any] = {
        "id": point.id,
        "number": point.number,
        "name": {"zh": point.name, "en": point.name_en},
        "condition": _condition(point.condition),
        "positions": list(point.positions),
        "mode": point.mode,
        "deadline": point.deadline,
        "actions": list(point.actions),
    }
    if point.operations != OPERATIONS:
        written["operations"] = list(point.operations)
    if point.rules:
        written["rules"] = [written_rule(rule) for rule in point.rules]
    if point.share is not None:
        written["share"] = {"number": format(point.share, "f")}
    if point.remind is not None:
        written["remind"] = point.remind
    if point.overdue != "nothing":
        written["overdue"] = point.overdue
    if point.overdue_to is not None:
        written["overdue_to"] = written_stand_in(point.overdue_to)
    if point.copies:
        written["copies"] = [written_stand_in(one) for one in point.copies]
    for name in ("editable", "hidden"):
        if getattr(point, name):
            written[name] = list(getattr(point, name))
    if point.after_return != "start":
        written["after_return"] = point.after_return
    return written | written_adjustable(point)


def _condition(condition: Condition) -> list[list[dict[str, Any]]] | dict[str, str]:
    if condition.text:
        return {"text": condition.text}
    return [[_test(test) for test in row] for row in condition.rows]


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


class _Reader(Reader):
    """Reads flows."""

    def __init__(self) -> None:
        super().__init__()
        self._named: list[str] = []  # the ids that the text says

    def flow(self, raw: object) -> Flow:
        given: Mapping[str, Any] = raw if isinstance(raw, Mapping) else {}
        read = [self._point(each, at) for at, each in enumerate(self.items(given.get("points"), "points"))]
        return Flow(
            points=self._distinct([point for point in read if point is not None]),
            entry=self._condition(given.get("entry", []), "entry"),
            departments=tuple(self.texts(given.get("departments", []), "departments")),
            positions=tuple(self.texts(given.get("positions", []), "positions")),
            once=self.flag(given.get("once", False), "once"),
            **read_model(self, given),
        )

    def _point(self, raw: object, index: int) -> Point | None:
        place = f"points/{index}"
        if not isinstance(raw, Mapping):
            self.refuse(place, "应为对象", "an object is expected")
            return None
        name, share, remind = raw.get("name"), raw.get("share"), raw.get("remind")
        names = name if isinstance(name, Mapping) else {}
        deadline = raw.get("deadline")
        if raw.get("number") != index + 1:
            self.refuse(f"{place}/number", f"应为 {index + 1}", f"{index + 1} is expected")
        if deadline is not None and not isinstance(deadline, str):
            self.refuse(f"{place}/deadline", "应为文本", "a text is expected")
        return Point(
            number=index + 1,
            name=self.text(names.get("zh"), f"{place}/name/zh"),
            name_en=self.text(names.get("en"), f"{place}/name/en"),
            positions=tuple(self.texts(raw.get("positions"), f"{place}/positions")),
            rules=tuple(
                read_rule(self, each, f"{place}/rules/{number}")
                for number, each in enumerate(self.items(raw.get("rules", []), f"{place}/rules"))
            ),
            condition=self._condition(raw.get("condition"), f"{place}/condition"),
            mode=cast(Mode, self.one_of(raw.get("mode"), MODES, f"{place}/mode")),
            share=None if share is None else self.number(share, f"{place}/share"),
            deadline=deadline if isinstance(deadline, str) else None,
            remind=None if remind is None else self.text(remind, f"{place}/remind"),
            overdue=cast(Overdue, self.one_of(raw.get("overdue", "nothing"), OVERDUE, f"{place}/overdue")),
            overdue_to=read_stand_in(self, raw.get("overdue_to"), f"{place}/overdue_to"),
            actions=tuple(
                cast(Action, self.one_of(each, ACTIONS, f"{place}/actions"))
                for each in self.items(raw.get("actions"), f"{place}/actions")
            ),
            operations=tuple(
                cast(Operation, self.one_of(each, OPERATIONS, f"{place}/operations"))
                for each in self.items(raw.get("operations", list(OPERATIONS)), f"{place}/operations")
            ),
            after_return=cast(
                AfterReturn,
                self.one_of(raw.get("after_return", "start"), AFTER_RETURN, f"{place}/after_return"),
            ),
            id=self._id(raw.get("id"), f"{place}/id"),
            copies=read_stand_ins(self, raw.get("copies", []), f"{place}/copies"),
            editable=tuple(self.texts(raw.get("editable", []), f"{place}/editable")),
            hidden=tuple(self.texts(raw.get("hidden", []), f"{place}/hidden")),
            **read_adjustable(self, raw, place),
        )

    def _id(self, raw: object, place: str) -> str:
        if raw is None:
            return ""
        if isinstance(raw, str) and ID.fullmatch(raw):
            self._named.append(raw)
            return raw
        self.refuse(
            place, "应为小写字母和数字，最多 16 个", "small letters and digits, at most 16, are expected"
        )
        return ""

    def _distinct(self, points: Sequence[Point]) -> tuple[Point, ...]:
        twice = [identity for identity, times in Counter(self._named).items() if times > 1]
        if twice:
            self.refuse("points", f"标识重复：{'、'.join(twice)}", f"the same id twice: {', '.join(twice)}")
        return numbered(points)

    def _condition(self, raw: object, place: str) -> Condition:
        if isinstance(raw, Mapping):
            return Condition(text=self._feel(raw.get("text"), f"{place}/text"))
        rows = []
        for number, row in enumerate(self.items(raw, place)):
            tests = [
                self._test(test, f"{place}/{number}/{index}")
                for index, test in enumerate(self.items(row, f"{place}/{number}"))
            ]
            if not tests:
                self.refuse(f"{place}/{number}", "空行", "an empty row")
            rows.append(tuple(test for test in tests if test is not None))
        return Condition(rows=tuple(rows))

    def _feel(self, raw: object, place: str) -> str:
        """A text that can be compiled: everything that asks it relies on that."""
        text = self.text(raw, place).strip()
        try:
            compile_expression(text)
        except FeelError as error:
            self.refuse(place, error.text("zh"), error.text("en"))
            return ""
        return text

    def _test(self, raw: object, place: str) -> Test | None:
        if not isinstance(raw, Mapping):
            self.refuse(place, "应为对象", "an object is expected")
            return None
        operator = cast(Operator, self.one_of(raw.get("operator"), tuple(SIGNS), f"{place}/operator"))
        value = self._value(raw.get("value"), operator, f"{place}/value")
        return Test(fact=self.text(raw.get("fact"), f"{place}/fact"), operator=operator, value=value)

    def _value(self, raw: object, operator: Operator, place: str) -> Value:
        if operator == "between":
            low, high = (*self.items(raw, place), None, None)[:2]
            return self.number(low, place), self.number(high, place)
        if operator in ("in", "not_in"):
            return tuple(self.texts(raw, place))
        if isinstance(raw, Mapping):
            return self.number(raw, place)
        if isinstance(raw, str | bool):
            return raw
        self.refuse(place, "取值无法识别", "not a value")
        return ""
