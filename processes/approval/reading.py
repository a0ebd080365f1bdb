"""Reading the editor's form: a point as typed, every fault at its cell, nothing that was typed is lost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from werkzeug.datastructures import MultiDict

from forms.shell.grid import GridRow, read_rows
from processes.approval.check import LONGEST_NAME
from processes.approval.documents import DocumentType, FactField
from processes.approval.errors import Fault
from processes.approval.model import Condition, Point, Test
from processes.approval.naming import Naming
from processes.approval.operators import ALLOWED, SIGNS
from processes.approval.point_part import Posted
from processes.approval.point_parts import INPUTS, POINT_PARTS
from processes.approval.rule_reading import CELLS as RULE_CELLS
from processes.approval.rule_reading import PREFIX as RULES
from processes.approval.rule_reading import read_rules, shown_rules
from processes.approval.values import Unreadable, read_value, show_value

PREFIX = "tests"
CELLS = ("join", "fact", "operator", "value")
AND, OR = "and", "or"


@dataclass(frozen=True, kw_only=True, slots=True)
class Typed:
    """The posted point: texts as typed, faults by input name, and the point as far as it can be read."""

    texts: Mapping[str, str]
    rows: list[GridRow]
    rules: list[GridRow]
    point: Point
    faults: list[Fault] = field(default_factory=list)

    def fault(self, place: str, lang: str) -> str:
        """What is wrong with one input; empty if nothing is."""
        return next((fault.text(lang) for fault in self.faults if fault.place == place), "")

    def marked(self, lang: str) -> list[GridRow]:
        """The rows of the condition with their faults at the cells."""
        return [replace(row, errors=self._errors(PREFIX, row, lang)) for row in self.rows]

    def marked_rules(self, lang: str) -> list[GridRow]:
        """The approver rules with their faults at the cells."""
        return [replace(row, errors=self._errors(RULES, row, lang)) for row in self.rules]

    def _errors(self, prefix: str, row: GridRow, lang: str) -> dict[str, str]:
        named = {key: self.fault(f"{prefix}-{row.index}-{key}", lang) for key in row.values}
        return {key: text for key, text in named.items() if text}


def stored(point: Point, document: DocumentType, names: Naming) -> Typed:
    """A point from the store, as the form shows it."""
    lang = names.lang
    texts = {"name": point.name, "name_en": point.name_en}
    for part in POINT_PARTS:
        texts |= part.texts(point, names)
    return Typed(
        texts=texts,
        rows=list(_rows(point.condition, document, lang)),
        rules=shown_rules(point.approver_rules, names),
        point=point,
    )


def read(form: MultiDict[str, str], point: Point, document: DocumentType, names: Naming) -> Typed:
    """What the form says about a point. Rows in which nothing was chosen are left out."""
    faults: list[Fault] = []
    texts = {name: form.get(name, "").strip()[:500] for name in ("name", "name_en", *INPUTS)}
    rows = read_rows(form, PREFIX, CELLS)
    faults += _name_faults(texts)
    rule_rows = read_rows(form, RULES, RULE_CELLS)
    rules = read_rules(rule_rows, names, faults)
    if not rules:
        faults.append(Fault(place=RULES, zh="请填写至少一个审批人", en="Say who approves"))
    condition = _condition(rows, document, faults)
    read_point = replace(point, name=texts["name"], name_en=texts["name_en"], condition=condition)
    read_point = read_point.with_rules(rules)
    for part in POINT_PARTS:
        read_point = part.read(read_point, Posted(form=form, texts=texts, names=names, faults=faults))
    return Typed(texts=texts, rows=rows, rules=rule_rows, point=read_point, faults=faults)


def read_condition(
    form: MultiDict[str, str], document: DocumentType
) -> tuple[list[GridRow], Condition, list[Fault]]:
    """The rows of a condition as typed, what they say, and what is wrong with them."""
    faults: list[Fault] = []
    rows = read_rows(form, PREFIX, CELLS)
    return rows, _condition(rows, document, faults), faults


def shown_condition(condition: Condition, document: DocumentType, lang: str) -> list[GridRow]:
    """A condition as rows of the grid."""
    return list(_rows(condition, document, lang))


def _name_faults(texts: Mapping[str, str]) -> Iterable[Fault]:
    for name in ("name", "name_en"):
        if not texts[name]:
            yield Fault(place=name, zh="请填写名称", en="Enter a name")
        elif len(texts[name]) > LONGEST_NAME:
            yield Fault(place=name, zh=f"最多 {LONGEST_NAME} 个字", en=f"At most {LONGEST_NAME} characters")


def _condition(rows: Sequence[GridRow], document: DocumentType, faults: list[Fault]) -> Condition:
    groups: list[list[Test]] = []
    for row in rows:
        if not (row.values["fact"] or row.values["value"]):
            continue
        if not groups or row.values["join"] == OR:
            groups.append([])
        test = _test(row, document, faults)
        if test is not None:
            groups[-1].append(test)
    return Condition(rows=tuple(tuple(group) for group in groups if group))


def _test(row: GridRow, document: DocumentType, faults: list[Fault]) -> Test | None:
    def refuse(key: str, zh: str, en: str) -> None:
        faults.append(Fault(place=f"{PREFIX}-{row.index}-{key}", zh=zh, en=en))

    fact = document.fact(row.values["fact"])
    operator = next((each for each in SIGNS if each == row.values["operator"]), None)
    if fact is None:
        refuse("fact", "请选择字段", "Choose a field")
        return None
    if operator is None or operator not in ALLOWED[fact.type]:
        refuse("operator", *_fitting(fact))
        return None
    try:
        value = read_value(fact, operator, row.values["value"])
    except Unreadable as unreadable:
        refuse("value", unreadable.zh, unreadable.en)
        return None
    return Test(fact=fact.name, operator=operator, value=value)


def _fitting(fact: FactField) -> tuple[str, str]:
    zh = "、".join(SIGNS[each][0] for each in ALLOWED[fact.type])
    en = ", ".join(SIGNS[each][1] for each in ALLOWED[fact.type])
    return f"该字段可用：{zh}", f"This field takes {en}"


def _rows(condition: Condition, document: DocumentType, lang: str) -> Iterable[GridRow]:
    index = 0
    for number, row in enumerate(condition.rows):
        for place, test in enumerate(row):
            fact = document.fact(test.fact)
            shown = show_value(fact, test.value, lang) if fact else str(test.value)
            join = AND if place else (OR if number else "")
            values = {"join": join, "fact": test.fact, "operator": test.operator, "value": shown}
            yield GridRow(values=values, id=str(index), index=index)
            index += 1
