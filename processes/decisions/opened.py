"""The decision models among the files of a version, read and analysed once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from engine import dmn
from engine.definition import Diagram
from engine.definition.element import Element
from engine.definition.findings import Finding
from engine.dmn.model import Decision, DecisionService, DecisionTable, DrgElement, KnowledgeModel
from processes.check.decisions import model_findings

_NAMES = frozenset({"decision", "decisionRef", "decisionId", "decisionTableReferenceKey"})
Askable = Decision | KnowledgeModel | DecisionService


@dataclass(frozen=True, kw_only=True, slots=True)
class Opened:
    """One file: its model and what the check says; `refused` where it cannot be read at all."""

    path: str
    model: dmn.Decisions | None
    findings: tuple[Finding, ...]

    @property
    def elements(self) -> tuple[Askable, ...]:
        """Decisions, services and knowledge models in the order of the file, the decisions first."""
        if self.model is None:
            return ()
        found = [each for each in self.model.definitions.elements if isinstance(each, Askable)]
        return tuple(sorted(found, key=lambda each: not isinstance(each, Decision)))

    def of(self, element: DrgElement) -> tuple[Finding, ...]:
        """The findings about an element and what is inside of it."""
        return tuple(
            one
            for one in self.findings
            if one.element == element.id or (one.cell is not None and one.cell.decision == element.name)
        )


def opened(files: Mapping[str, bytes]) -> list[Opened]:
    """The models of a package by path."""
    models = {path: data for path, data in sorted(files.items()) if path.lower().endswith(".dmn")}
    return [
        _open(path, data, tuple(other for one, other in models.items() if one != path))
        for path, data in models.items()
    ]


def find(models: list[Opened], name_or_id: str) -> tuple[Opened, Askable] | None:
    """The element of that id, else of that name."""
    every = [(one, element) for one in models for element in one.elements]
    by_id = next((each for each in every if each[1].id == name_or_id), None)
    return by_id or next((each for each in every if each[1].name == name_or_id), None)


def asked_by(diagrams: list[Diagram], element: Askable) -> list[tuple[Diagram, str, str]]:
    """The tasks that ask for a decision: diagram, id, name."""
    names = {element.id, element.name}
    return [
        (diagram, task.id or "", task.get("name") or task.id or "")
        for diagram in diagrams
        for task in diagram.elements.values()
        if task.name == "businessRuleTask" and _decision_of(task) in names
    ]


def _decision_of(task: Element) -> str:
    """What a business rule task names; editors write it under names of their own."""
    for holder in task.walk():
        if holder is not task and not holder.name.endswith("calledDecision"):
            continue
        for name, value in holder.attributes.items():
            if name.rpartition(":")[2] in _NAMES:
                return value
    return ""


def kind_of(element: DrgElement) -> str:
    """table, expression, service or knowledge: how it is called in lists."""
    if isinstance(element, DecisionService):
        return "service"
    if isinstance(element, KnowledgeModel):
        return "knowledge"
    logic = element.logic if isinstance(element, Decision) else None
    return "table" if isinstance(logic, DecisionTable) else "expression" if logic is not None else "none"


@lru_cache(maxsize=64)
def _open(path: str, data: bytes, others: tuple[bytes, ...]) -> Opened:
    readable = [other for other in others if _is_readable(other)]
    try:
        model = dmn.load(data, readable)
    except dmn.DmnRefused as refused:
        return Opened(path=path, model=None, findings=(refused.finding,))
    return Opened(path=path, model=model, findings=tuple(model_findings(model)))


def _is_readable(data: bytes) -> bool:
    try:
        dmn.load(data)
    except dmn.DmnRefused:
        return False
    return True
