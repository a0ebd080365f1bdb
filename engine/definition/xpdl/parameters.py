"""Applications, sub-flows and assignments: what is passed in and given back."""

from __future__ import annotations

from engine.definition.xpdl.expressions import Expressions
from engine.definition.xpdl.maker import Maker
from engine.definition.xpdl.scope import Node
from engine.definition.xpdl.source import Source


class Parameters:
    """Formal parameters of the applications and processes of one package, by position and by id."""

    def __init__(self, maker: Maker, expressions: Expressions) -> None:
        self._maker = maker
        self._expressions = expressions
        self._applications: dict[str, list[tuple[str, str]]] = {}
        self._processes: dict[str, list[tuple[str, str]]] = {}
        self._keys: dict[str, str] = {}

    def add_applications(self, holder: Source) -> None:
        for source in holder.inside("Applications", "Application"):
            name = source.get("Id", "Name") or ""
            self._applications[name] = _formal(source)
            for part in source.all("Description"):
                part.taken_whole()
            kind = source.child("Type")
            inner = kind.children[0].taken_whole() if kind is not None and kind.children else None
            if inner is not None:
                self._maker.find("XPDL_APPLICATION", source, None, name=name[:60], kind=inner.name)

    def add_process(self, source: Source, made: str) -> None:
        key = source.get("Id") or ""
        self._processes.setdefault(key, _formal(source))
        self._keys.setdefault(key, made)

    def called(self, ref: str) -> str | None:
        """The new id of a process of this package."""
        return self._keys.get(ref)

    def pass_to_application(self, node: Node, tool: Source, name: str) -> None:
        for mode, formal, actual in self._pairs(node, tool, self._applications.get(name, [])):
            if mode in {"IN", "INOUT"}:
                self._maker.extension(node.element, "input", {"target": formal, "source": actual})
            if mode in {"OUT", "INOUT"}:
                self._maker.extension(node.element, "output", {"target": actual, "source": formal})

    def pass_to_process(self, node: Node, flow: Source, ref: str) -> None:
        for mode, formal, actual in self._pairs(node, flow, self._processes.get(ref, [])):
            if mode in {"IN", "INOUT"}:
                self._maker.extension(node.element, "in", {"target": formal, "expression": actual})
            if mode in {"OUT", "INOUT"}:
                self._maker.extension(node.element, "out", {"target": actual, "source": formal})

    def assign(self, node: Node, source: Source) -> None:
        """Assignments at the end of an activity; those at its start stay unread and are named."""
        for each in source.all("Assignments"):
            for assignment in each.children:
                target, value = assignment.child("Target"), assignment.child("Expression", "ActualValue")
                at_start = (assignment.get("AssignTime") or "Start") == "Start"
                if assignment.name != "Assignment" or at_start or target is None or value is None:
                    continue
                assignment.taken_whole()
                text, _ = self._expressions.read(value, node.id)
                if target.text and text:
                    self._maker.extension(node.element, "output", {"target": target.text, "source": text})

    def _pairs(self, node: Node, holder: Source, formal: list[tuple[str, str]]) -> list[tuple[str, str, str]]:
        """(mode, formal name, actual expression); what fits nothing is named."""
        found: list[tuple[str, str, str]] = []
        for number, actual in enumerate(holder.inside("ActualParameters", "ActualParameter")):
            text, _ = self._expressions.read(actual, node.id)
            if number < len(formal) and text:
                found.append((formal[number][1], formal[number][0], text))
            elif text:
                self._maker.find("XPDL_MAPPING_LOST", actual, node.id, owner=node.id, text=text[:60])
        modes = dict(formal)
        for mapping in holder.inside("DataMappings", "DataMapping"):
            name, direction = mapping.get("Formal"), mapping.get("Direction")
            value = mapping.child("Actual")
            text = self._expressions.read(value, node.id)[0] if value is not None else ""
            if name and text:
                found.append((direction or modes.get(name, "IN"), name, text))
            elif name or text:
                self._maker.find(
                    "XPDL_MAPPING_LOST", mapping, node.id, owner=node.id, text=(name or text)[:60]
                )
        return found


def _formal(source: Source) -> list[tuple[str, str]]:
    """(id, mode) in order."""
    found: list[tuple[str, str]] = []
    for each in source.inside("FormalParameters", "FormalParameter"):
        each.get("Name"), each.get("Index"), each.get("IsArray")
        for part in each.all("Description", "DataType", "Length", "InitialValue"):
            part.taken_whole()
        found.append((each.get("Id") or "", (each.get("Mode") or "IN").upper()))
    return found
