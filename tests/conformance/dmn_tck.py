"""Scores the DMN TCK: every expected result of every test case is one point."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from lxml import etree

from engine.dmn import Decisions, DmnError, load
from engine.feel import FeelError, YearsMonths
from engine.feel.compare import order_key
from engine.feel.temporal import feel_duration, read_date, read_date_time, read_time
from engine.feel.values import kind_of

LEVELS = {"dmn_level_2": "compliance-level-2", "dmn_level_3": "compliance-level-3"}
# Published suites compare numbers that come from irrational functions to some digits only.
TOLERANCE = Decimal("1e-8")

_XSI = "{http://www.w3.org/2001/XMLSchema-instance}"


@dataclass(frozen=True, kw_only=True)
class Point:
    """One expected result and what came out."""

    suite: str
    case: str
    node: str
    expected: object
    found: object
    passed: bool


def score(corpora: Path) -> dict[str, dict[str, int]]:
    """Points per level: {"dmn_level_2": {"passed": n, "of": n}, "dmn_level_3": {…}}."""
    result = {}
    for name, folder in LEVELS.items():
        points = list(level(corpora / "dmn-tck" / folder))
        result[name] = {"passed": sum(point.passed for point in points), "of": len(points)}
    return result


def level(folder: Path) -> Iterator[Point]:
    """All points of a level."""
    for suite in sorted(each for each in folder.iterdir() if each.is_dir()):
        for tests in sorted(suite.glob("*test*.xml")):
            yield from _file(suite, tests)


def _file(suite: Path, tests: Path) -> Iterator[Point]:
    root = etree.parse(str(tests)).getroot()
    model = _load(suite, _text(root, "modelName"))
    for case in _all(root, "testCase"):
        inputs = {_name(each): _value(each) for each in _all(case, "inputNode")}
        for node in _all(case, "resultNode"):
            yield _point(suite, case, node, inputs, model)


def _load(suite: Path, name: str) -> Decisions | None:
    others = [each.read_bytes() for each in sorted(suite.glob("*.dmn")) if each.name != name]
    try:
        return load((suite / name).read_bytes(), others)
    except DmnError:
        return None


def _point(suite: Path, case: Any, node: Any, inputs: dict[str, object], model: Decisions | None) -> Point:
    [wanted] = _all(node, "expected") or [None]
    expected = None if wanted is None else _value(wanted)
    service = case.get("invocableName") if case.get("type") == "decisionService" else None
    found = _decide(model, service or _name(node), inputs)
    if service and isinstance(found, dict) and _name(node) in found:
        found = found[_name(node)]  # one of several outputs of a service
    return Point(
        suite=suite.name,
        case=case.get("id") or "",
        node=_name(node),
        expected=expected,
        found=found,
        passed=agree(expected, found),
    )


def _decide(model: Decisions | None, name: str, inputs: dict[str, object]) -> object:
    if model is None:
        return ...
    try:
        return model.decide(name, inputs)
    except (DmnError, FeelError) as error:
        return error


def agree(expected: object, found: object) -> bool:
    """Is this the expected value? Numbers agree within the tolerance."""
    if isinstance(expected, Decimal) and isinstance(found, Decimal):
        return expected == found or abs(expected - found) <= TOLERANCE * max(abs(expected), Decimal(1))
    if isinstance(expected, list) and isinstance(found, list):
        return len(expected) == len(found) and all(map(agree, expected, found))
    if isinstance(expected, dict) and isinstance(found, dict):
        return expected.keys() == found.keys() and all(agree(expected[key], found[key]) for key in expected)
    if kind_of(expected) != kind_of(found):
        return False
    if isinstance(expected, (bool, str, timedelta, YearsMonths)) or expected is None:
        return expected == found
    return order_key(expected) == order_key(found)


# -- the test file's own values --------------------------------------------------------------------


def _all(node: Any, name: str) -> list[Any]:
    return [each for each in node if isinstance(each.tag, str) and etree.QName(each).localname == name]


def _text(node: Any, name: str) -> str:
    [inner] = _all(node, name)
    return (inner.text or "").strip()


def _name(node: Any) -> str:
    return " ".join((node.get("name") or "").split())


def _value(node: Any) -> object:
    if node.get(f"{_XSI}nil") == "true":
        return None
    lists, components = _all(node, "list"), _all(node, "component")
    if lists:
        return (
            None
            if lists[0].get(f"{_XSI}nil") == "true"
            else [_value(item) for item in _all(lists[0], "item")]
        )
    if components:
        return {_name(each): _value(each) for each in components}
    values = _all(node, "value")
    return _simple(values[0]) if values else None


def _simple(node: Any) -> object:
    if node.get(f"{_XSI}nil") == "true":
        return None
    kind = (node.get(f"{_XSI}type") or "").partition(":")[2]
    text = node.text or ""
    readers: dict[str, Any] = {
        "decimal": Decimal,
        "double": Decimal,
        "integer": Decimal,
        "boolean": lambda written: written == "true",
        "date": read_date,
        "time": read_time,
        "dateTime": read_date_time,
        "duration": feel_duration,
    }
    reader = readers.get(kind)
    return text if reader is None else reader(text.strip())


def failures(corpora: Path) -> Iterator[Point]:
    """Every point missed, for looking closer."""
    for folder in LEVELS.values():
        yield from (point for point in level(corpora / "dmn-tck" / folder) if not point.passed)
