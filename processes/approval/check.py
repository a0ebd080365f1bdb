"""Whether a flow can be used: names, known facts and fitting values, positions that exist."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from processes.approval.condition_text import MOST_ROWS, MOST_TESTS, text_faults
from processes.approval.deadline_check import deadline_faults, overdue_to_faults
from processes.approval.documents import DocumentType
from processes.approval.errors import Fault
from processes.approval.field_words import field_faults
from processes.approval.limit_check import limit_faults
from processes.approval.model import Condition, Flow, Point, Test
from processes.approval.operators import ALLOWED, value_fits
from processes.approval.rule_check import rule_faults

MOST_POINTS, LONGEST_NAME = 20, 100


def check(
    flow: Flow,
    document: DocumentType,
    positions: Collection[str],
    people: Collection[str] | None = None,
    departments: Collection[str] | None = None,
) -> list[Fault]:
    """Everything that makes a flow unusable, with its place.

    `positions` are the codes in use, `people` the logins of those who work here (None: not looked at),
    `departments` their codes (None: not looked at).
    """
    faults = [*_condition(flow.entry, "entry", document), *_scope(flow, positions, departments)]
    faults += limit_faults(flow, positions, departments)
    least = 0 if flow.model == "self" else 1
    if not least <= len(flow.points) <= MOST_POINTS:
        faults.append(
            _fault(
                "points",
                f"需要 {least} 到 {MOST_POINTS} 个审批点",
                f"{least} to {MOST_POINTS} points are needed",
            )
        )
    for index, point in enumerate(flow.points):
        faults += _point(point, f"points/{index}", document)
        faults += rule_faults(point, f"points/{index}", document, positions, people)
        faults += overdue_to_faults(point, f"points/{index}", positions, people)
        faults += field_faults(point, f"points/{index}", document, positions, people)
    return faults


def _scope(flow: Flow, positions: Collection[str], departments: Collection[str] | None) -> Iterator[Fault]:
    for code in flow.positions:
        if code not in positions:
            yield _fault("positions", f"没有职位“{code}”", f"There is no position “{code}”")
    for code in flow.departments:
        if departments is not None and code not in departments:
            yield _fault("departments", f"没有部门“{code}”", f"There is no department “{code}”")


def _fault(place: str, zh: str, en: str) -> Fault:
    return Fault(place=place, zh=zh, en=en)


def _point(point: Point, place: str, document: DocumentType) -> Iterator[Fault]:
    for part, name in (("name/zh", point.name), ("name/en", point.name_en)):
        if not name.strip():
            yield _fault(f"{place}/{part}", "请填写名称", "Enter a name")
        elif len(name) > LONGEST_NAME:
            yield _fault(f"{place}/{part}", f"最多 {LONGEST_NAME} 个字", f"At most {LONGEST_NAME} characters")
    if "agree" not in point.actions:
        yield _fault(f"{place}/actions", "必须允许“同意”", "Agreeing must be permitted")
    yield from deadline_faults(point, place)
    yield from _share(point, place)
    yield from _condition(point.condition, f"{place}/condition", document)


def _share(point: Point, place: str) -> Iterator[Fault]:
    if point.mode == "vote" and (point.share is None or not 0 < point.share <= 1):
        yield _fault(f"{place}/share", "票签请填写 1% 到 100% 的比例", "A vote needs a share of 1% to 100%")


def _condition(condition: Condition, place: str, document: DocumentType) -> Iterator[Fault]:
    if condition.text:
        yield from text_faults(condition.text, f"{place}/text", document)
    if len(condition.rows) > MOST_ROWS:
        yield _fault(place, f"最多 {MOST_ROWS} 行", f"At most {MOST_ROWS} rows")
    for number, row in enumerate(condition.rows):
        if len(row) > MOST_TESTS:
            yield _fault(f"{place}/{number}", f"最多 {MOST_TESTS} 个条件", f"At most {MOST_TESTS} tests")
        for index, test in enumerate(row):
            yield from _test(test, f"{place}/{number}/{index}", document)


def _test(test: Test, place: str, document: DocumentType) -> Iterator[Fault]:
    fact = document.fact(test.fact)
    if fact is None:
        yield _fault(f"{place}/fact", f"没有字段“{test.fact}”", f"There is no field “{test.fact}”")
    elif test.operator not in ALLOWED[fact.type]:
        yield _fault(f"{place}/operator", "该字段不能用这种比较", "This field cannot be compared so")
    elif not value_fits(fact, test):
        yield _fault(f"{place}/value", "取值与字段不符", "The value does not fit the field")
