"""Processes: activities, transitions, data, and what BPMN asks for beyond them."""

from __future__ import annotations

from lxml import etree

from engine.definition.element import BPMN
from engine.definition.xpdl.activities import Activities
from engine.definition.xpdl.expressions import Expressions
from engine.definition.xpdl.kept import restore
from engine.definition.xpdl.maker import Maker
from engine.definition.xpdl.parameters import Parameters
from engine.definition.xpdl.people import Participants
from engine.definition.xpdl.routes import Routes
from engine.definition.xpdl.scope import Node, Scope
from engine.definition.xpdl.source import KEPT, Source

_TYPES = {
    "STRING": "xsd:string",
    "INTEGER": "xsd:integer",
    "FLOAT": "xsd:decimal",
    "BOOLEAN": "xsd:boolean",
    "DATETIME": "xsd:dateTime",
    "DATE": "xsd:date",
    "TIME": "xsd:time",
    "REFERENCE": "xsd:anyURI",
    "PERFORMER": "xsd:string",
}


class Processes:
    """Makes the processes of one package."""

    def __init__(
        self, maker: Maker, expressions: Expressions, *, participants: Participants, parameters: Parameters
    ) -> None:
        self._maker = maker
        self._parameters = parameters
        self.everywhere: dict[str, Node] = {}
        """Nodes of all processes by XPDL id; of two with the same id the first."""
        self.count = [0, 0]
        self._routes = Routes(maker, expressions, self.everywhere)
        self._activities = Activities(
            maker, expressions, participants=participants, parameters=parameters, fill=self._fill
        )

    def make(self, source: Source, made: str, shared: list[Source]) -> etree._Element:
        """One process. `shared`: data fields of the package, known in each of its processes."""
        header = source.child("ProcessHeader")
        unit = header.get("DurationUnit") if header is not None else None
        # What was exported here says itself whether it is meant to run.
        runs = "true" if source.get(f"{{{KEPT}}}complete") is None else None
        element = self._maker.make(
            self._maker.root, "process", {"id": made, "name": source.get("Name"), "isExecutable": runs}
        )
        for part in header.all("Description", "Documentation") if header is not None else ():
            if part.text:
                self._maker.text(element, "documentation", part.text)
        sets = source.inside("ActivitySets", "ActivitySet")
        for each in sets:
            each.seen = False  # seen when a block uses it
        scope = Scope(
            id=made, element=element, process=source, unit=unit, sets={s.get("Id") or "": s for s in sets}
        )
        self._data(scope, source, shared)
        self._fill(scope, source)
        for each in sets:
            if not each.seen:
                each.taken_whole()
                self._maker.find("XPDL_SET_UNUSED", each, made, name=(each.get("Name", "Id") or "–")[:60])
        restore(self._maker, source, element)
        return element

    def _fill(self, scope: Scope, holder: Source) -> None:
        activities = holder.inside("Activities", "Activity")
        self.count[0] += len(activities)
        for source in activities:
            key = source.get("Id") or f"line {source.line}"
            node = self._activities.make(scope, source)
            scope.nodes.setdefault(key, node)
            if scope.nodes[key] is not node:
                scope.nodes[f"{key} {node.id}"] = node
            self.everywhere.setdefault(key, node)
        if scope.within:
            self._data(scope, holder, [])
            self._about_set(scope, holder)
        self._attach(scope)
        self._routes.read(scope, holder)
        self.count[1] += len(scope.flows)
        self._routes.connect(scope)
        if holder.get(f"{{{KEPT}}}complete") is None:
            self._complete(scope)

    def _about_set(self, scope: Scope, holder: Source) -> None:
        if not scope.element.get("name") and holder.get("Name"):
            scope.element.set("name", holder.get("Name") or "")
        restore(self._maker, holder, scope.element)

    def _attach(self, scope: Scope) -> None:
        """Boundary events and compensations refer to activities by their new ids."""
        for node in scope.nodes.values():
            host = node.element.get("attachedToRef")
            if host is not None and node.kind == "boundaryEvent" and host in scope.nodes:
                node.element.set("attachedToRef", scope.nodes[host].id)

    def refer(self) -> None:
        """Once all activities have their ids: who is compensated."""
        for definition in self._maker.root.iter(f"{{{BPMN}}}compensateEventDefinition"):
            ref = definition.get("activityRef")
            if ref is not None and ref in self.everywhere:
                definition.set("activityRef", self.everywhere[ref].id)

    def _data(self, scope: Scope, source: Source, shared: list[Source]) -> None:
        fields = [*source.inside("DataFields", "DataField"), *shared]
        fields += source.inside("FormalParameters", "FormalParameter")
        known: set[str] = set()
        for each in fields:
            name = each.get("Id") or each.get("Name") or ""
            if name and name not in known:
                known.add(name)
                self._field(scope, each, name)

    def _field(self, scope: Scope, source: Source, name: str) -> None:
        many = (source.get("IsArray") or "").lower() == "true"
        for mode in ("Mode", "Index", "Correlation", "ReadOnly", "Required"):
            source.get(mode) if mode in {"Mode", "Index"} else None
        element = self._maker.make(
            scope.element,
            "dataObject",
            {
                "id": self._maker.new_id(None, f"{scope.id}_{name}"),
                "name": name,
                "isCollection": "true" if many else None,
            },
        )
        kind = source.child("DataType")
        if kind is not None:
            structure = _structure(kind)
            kind.taken_whole()
            wanted = {"structureRef": structure}
            element.set("itemSubjectRef", self._maker.root_element("itemDefinition", structure, wanted))
        for part in source.all("Description"):
            if part.text:
                self._maker.text(element, "documentation", part.text)
        source.get("Name")
        initial = source.child("InitialValue")
        if initial is not None:
            initial.taken_whole()
            if initial.text:
                self._maker.find("XPDL_INITIAL_VALUE", source, scope.id, name=name, text=initial.text[:60])

    def _complete(self, scope: Scope) -> None:
        """BPMN wants an end where there is a start, and a start where there is an end."""
        nodes = list(scope.nodes.values())
        plain = [n for n in nodes if n.kind not in {"boundaryEvent", "startEvent", "endEvent"}]
        starts = any(n.kind == "startEvent" for n in nodes)
        ends = any(n.kind == "endEvent" for n in nodes)
        flows = scope.element.findall(f"{{{BPMN}}}sequenceFlow")
        sources, targets = ({f.get(k) for f in flows} for k in ("sourceRef", "targetRef"))
        if starts and not ends:
            outer = [n for n in nodes if n.kind != "endEvent" and n.out not in sources]
            self._add(scope, "endEvent", ("end event", "结束事件"), outer)
        elif ends and not starts:
            inner = [n for n in plain if n.into not in targets and not n.element.get("isForCompensation")]
            self._add(scope, "startEvent", ("start event", "开始事件"), inner)

    def _add(self, scope: Scope, kind: str, words: tuple[str, str], nodes: list[Node]) -> None:
        made = self._maker.new_id(None, f"{scope.id}_{'end' if kind == 'endEvent' else 'start'}")
        self._maker.make(scope.element, kind, {"id": made})
        self._maker.lines[made] = scope.process.line
        for node in nodes:
            ends = (node.out, made) if kind == "endEvent" else (made, node.into)
            flow = self._maker.new_id(None, f"{node.id}_{made}")
            self._maker.make(
                scope.element, "sequenceFlow", {"id": flow, "sourceRef": ends[0], "targetRef": ends[1]}
            )
        self._maker.find(
            "XPDL_EVENT_ADDED",
            scope.process,
            scope.id,
            owner=scope.id,
            event=made,
            kind=words[0],
            kind_zh=words[1],
        )


def _structure(kind: Source) -> str:
    inner = kind.children[0] if kind.children else None
    if inner is None:
        return "xsd:anyType"
    if inner.name == "BasicType":
        return _TYPES.get((inner.get("Type") or "STRING").upper(), "xsd:string")
    if inner.name == "DeclaredType":
        return inner.get("Id") or "xsd:anyType"
    return f"xpdl:{inner.name.rpartition('}')[2]}"
