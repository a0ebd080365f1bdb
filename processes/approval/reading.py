"""Reading the editor's form: a point as typed, every fault at its cell, nothing that was typed is lost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from werkzeug.datastructures import MultiDict

from forms.shell.grid import GridRow, read_rows
from processes.approval.check import LONGEST_NAME
from processes.approval.condition_reading import (
    PREFIX,
    TypedCondition,
    read_condition,
    reshaped,
    stored_condition,
)
from processes.approval.documents import DocumentType
from processes.approval.errors import Fault
from processes.approval.model import Point
from processes.approval.naming import Naming
from processes.approval.point_part import Posted
from processes.approval.point_parts import INPUTS, POINT_PARTS
from processes.approval.rule_reading import CELLS as RULE_CELLS
from processes.approval.rule_reading import PREFIX as RULES
from processes.approval.rule_reading import read_rules, shown_rules


@dataclass(frozen=True, kw_only=True, slots=True)
class Typed:
    """The posted point: texts as typed, faults by input name, and the point as far as it can be read."""

    texts: Mapping[str, str]
    condition: TypedCondition
    rules: list[GridRow]
    point: Point
    faults: list[Fault] = field(default_factory=list)

    def fault(self, place: str, lang: str) -> str:
        """What is wrong with one input; empty if nothing is."""
        return next((fault.text(lang) for fault in self.faults if fault.place == place), "")

    def marked(self, lang: str) -> list[GridRow]:
        """The rows of the condition with their faults at the cells."""
        return [replace(row, errors=self._errors(PREFIX, row, lang)) for row in self.condition.rows]

    def marked_rules(self, lang: str) -> list[GridRow]:
        """The approver rules with their faults at the cells."""
        return [replace(row, errors=self._errors(RULES, row, lang)) for row in self.rules]

    def _errors(self, prefix: str, row: GridRow, lang: str) -> dict[str, str]:
        named = {key: self.fault(f"{prefix}-{row.index}-{key}", lang) for key in row.values}
        return {key: text for key, text in named.items() if text}


def stored(point: Point, document: DocumentType, names: Naming, also: Sequence[str] = ()) -> Typed:
    """A point from the store, as the form shows it. `also`: facts that get a column in any case."""
    texts = {"name": point.name, "name_en": point.name_en}
    for part in POINT_PARTS:
        texts |= part.texts(point, names)
    return Typed(
        texts=texts,
        condition=stored_condition(point.condition, document, names.lang, also),
        rules=shown_rules(point.approver_rules, names),
        point=point,
    )


def read(form: MultiDict[str, str], point: Point, document: DocumentType, names: Naming) -> Typed:
    """What the form says about a point. Rows in which nothing was typed are left out."""
    faults: list[Fault] = []
    texts = {name: form.get(name, "").strip()[:500] for name in ("name", "name_en", *INPUTS)}
    condition = read_condition(form, document, point.condition)
    faults += _name_faults(texts)
    rule_rows = read_rows(form, RULES, RULE_CELLS)
    rules = read_rules(rule_rows, names, faults)
    if not rules:
        faults.append(Fault(place=RULES, zh="请填写至少一个审批人", en="Say who approves"))
    read_point = replace(
        point, name=texts["name"], name_en=texts["name_en"], condition=condition.condition
    ).with_rules(rules)
    for part in POINT_PARTS:
        read_point = part.read(read_point, Posted(form=form, texts=texts, names=names, faults=faults))
    return Typed(
        texts=texts,
        condition=condition,
        rules=rule_rows,
        point=read_point,
        faults=[*faults, *condition.faults],
    )


def reshaped_point(form: MultiDict[str, str], typed: Typed, document: DocumentType, lang: str) -> Typed:
    """The same with another shape of the grid, as a button asked; only what keeps it from that is a fault."""
    condition = reshaped(form, typed.condition, document, lang)
    return replace(typed, condition=condition, faults=condition.faults)


def _name_faults(texts: Mapping[str, str]) -> Iterable[Fault]:
    for name in ("name", "name_en"):
        if not texts[name]:
            yield Fault(place=name, zh="请填写名称", en="Enter a name")
        elif len(texts[name]) > LONGEST_NAME:
            yield Fault(place=name, zh=f"最多 {LONGEST_NAME} 个字", en=f"At most {LONGEST_NAME} characters")
