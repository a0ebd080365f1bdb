"""Transitions and transition restrictions become sequence flows and gateways."""

from __future__ import annotations

from lxml import etree

from engine.definition.element import BPMN
from engine.definition.xpdl.expressions import Expressions
from engine.definition.xpdl.kept import restore
from engine.definition.xpdl.maker import Maker
from engine.definition.xpdl.scope import Flow, Node, Scope
from engine.definition.xpdl.source import KEPT, Source

_WAYS = {
    "parallel": ("takes all ways at once", "同时走所有分支"),
    "exclusive": ("takes one of its ways", "只走一条分支"),
    "inclusive": ("takes every way that holds", "走所有成立的分支"),
    "complex": ("splits or joins in its own way", "以复杂方式分支或合并"),
}
_WAITS = {
    "parallel": ("waits for all ways into it", "等待所有流入分支"),
    "inclusive": ("waits for every way that was taken", "等待所有已走的分支"),
}
_EXCEPTIONS = frozenset({"EXCEPTION", "DEFAULTEXCEPTION"})


class Routes:
    """Connects the nodes of a scope."""

    def __init__(self, maker: Maker, expressions: Expressions, everywhere: dict[str, Node]) -> None:
        self._maker = maker
        self._expressions = expressions
        self._everywhere = everywhere
        self._into: dict[Node, list[Flow]] = {}
        self._out: dict[Node, list[Flow]] = {}
        """Of the scope that is connected at the moment; without those of exceptions."""

    def read(self, scope: Scope, holder: Source) -> None:
        """The transitions of a scope; both ends should stand in it."""
        for source in holder.inside("Transitions", "Transition"):
            begin, end = source.get("From") or "", source.get("To") or ""
            nodes = scope.nodes.get(begin), scope.nodes.get(end)
            if nodes[0] is None or nodes[1] is None:
                made = self._maker.id_of(source, "transition")
                self._maker.find(
                    "XPDL_TRANSITION_END", source, made, owner=made, source=begin[:60], target=end[:60]
                )
                self._dangling(scope, source, made, begin, end)
                continue
            scope.flows.append(self._flow(source, nodes[0], nodes[1]))

    def _flow(self, source: Source, begin: Node, end: Node) -> Flow:
        flow = Flow(source=source, begin=begin, end=end)
        condition = source.child("Condition")
        if condition is None:
            return flow
        flow.kind = (condition.get("Type") or "").upper()
        expression = condition.child("Expression", "Xpression") or condition
        made = self._maker.id_of(source, "transition")
        text, language = self._expressions.read(expression, made) if expression.text else ("", None)
        flow.text, flow.language = text, language
        return flow

    def _dangling(self, scope: Scope, source: Source, made: str, begin: str, end: str) -> None:
        """Kept as it is, so that the check of the diagram refuses it by name."""
        ends = {
            side: (self._everywhere[key].id if key in self._everywhere else key or "nowhere")
            for side, key in (("sourceRef", begin), ("targetRef", end))
        }
        self._maker.make(scope.element, "sequenceFlow", {"id": made, "name": source.get("Name"), **ends})

    def connect(self, scope: Scope) -> None:
        """Decide about gateways, then draw the flows."""
        self._into, self._out = {}, {}
        for flow in scope.flows:
            self._into.setdefault(flow.end, []).append(flow)
            if flow.kind not in _EXCEPTIONS:
                self._out.setdefault(flow.begin, []).append(flow)
        for node in list(scope.nodes.values()):
            self._decide(scope, node)
        for flow in scope.flows:
            self._sequence(scope, flow)
        self._open_exceptions(scope)

    def _open_exceptions(self, scope: Scope) -> None:
        events = {each.get("id"): each for each in scope.element.findall(f"{{{BPMN}}}boundaryEvent")}
        left = {each.get("sourceRef") for each in scope.element.findall(f"{{{BPMN}}}sequenceFlow")}
        for node in scope.nodes.values():
            for name, event in node.exceptions.items():
                if event not in left:
                    text = "".join(str(part) for part in events[event].itertext()).strip()
                    self._maker.find(
                        "XPDL_DEADLINE_OPEN",
                        node.source,
                        event,
                        owner=node.id,
                        text=text[:60],
                        exception=name or "–",
                    )

    # --- gateways

    def _decide(self, scope: Scope, node: Node) -> None:
        into, out = self._into.get(node, []), self._out.get(node, [])
        if node.kind == "route":
            self._route(scope, node, len(into), len(out))
        elif node.kind == "gateway":
            if (len(into) < 2 and len(out) == 1) or not out:
                self._plain_route(node)
        else:
            if len(out) > 1 and node.split in {"exclusive", "complex"}:
                node.out = self._added(scope, node, node.split, "split", _WAYS[node.split])
            if len(into) > 1 and node.join in _WAITS:
                node.into = self._added(scope, node, node.join, "join", _WAITS[node.join])

    def _plain_route(self, node: Node) -> None:
        if node.source is not None and node.source.get(f"{{{KEPT}}}gateway"):
            return
        node.element.tag = f"{{{BPMN}}}task"
        for attribute in ("gatewayDirection", "eventGatewayType", "instantiate"):
            node.element.attrib.pop(attribute, "")
        self._maker.find("XPDL_ROUTE_PLAIN", node.source, node.id, owner=node.id)

    def _route(self, scope: Scope, node: Node, into: int, out: int) -> None:
        """A route without a word about its kind is what its split and join are."""
        split = (node.split or "exclusive") if out > 1 else None
        join = (node.join or "exclusive") if into > 1 else None
        if (split is None and join in {None, "exclusive"}) or out == 0:
            self._plain_route(node)
            return
        kind = split or join or "exclusive"
        node.element.tag = f"{{{BPMN}}}{kind}Gateway"
        node.kind = "gateway"
        if split and join and join not in {split, "exclusive"}:
            node.into = self._added(scope, node, join, "join", _WAITS.get(join, _WAYS[join]))
        elif split and split != "exclusive" and join == "exclusive":
            # Joining without waiting must not become waiting: only the split is a gateway of its kind.
            node.into = self._added(scope, node, "exclusive", "join", _WAYS["exclusive"])

    def _added(self, scope: Scope, node: Node, kind: str, role: str, words: tuple[str, str]) -> str:
        made = self._maker.new_id(None, f"{node.id}_{role}")
        element = self._maker.make(scope.element, f"{kind}Gateway", {"id": made})
        self._maker.lines[made] = node.source.line if node.source is not None else 0
        ends = (made, node.id) if role == "join" else (node.id, made)
        flow = self._maker.new_id(None, f"{made}_flow")
        self._maker.make(
            scope.element, "sequenceFlow", {"id": flow, "sourceRef": ends[0], "targetRef": ends[1]}
        )
        self._maker.find(
            "XPDL_SPLIT_ADDED",
            node.source,
            node.id,
            owner=node.id,
            gateway=made,
            what=words[0],
            what_zh=words[1],
        )
        if role == "split":
            node.element = element
        return made

    # --- flows

    def _sequence(self, scope: Scope, flow: Flow) -> None:
        source = flow.source
        made = self._maker.id_of(source, "transition")
        begin = self._catching(scope, flow) if flow.kind in _EXCEPTIONS else flow.begin.out
        element = self._maker.make(
            scope.element,
            "sequenceFlow",
            {"id": made, "name": source.get("Name"), "sourceRef": begin, "targetRef": flow.end.into},
        )
        if flow.kind == "OTHERWISE" or self._is_last_way(flow):
            flow.begin.element.set("default", made)
        elif flow.text and flow.kind not in _EXCEPTIONS:
            self._condition(element, flow)
        for part in source.all("Description"):
            if part.text:
                self._maker.text(element, "documentation", part.text)
        restore(self._maker, source, element)

    def _condition(self, element: etree._Element, flow: Flow) -> None:
        made = self._maker.text(element, "conditionExpression", flow.text)
        made.set("{http://www.w3.org/2001/XMLSchema-instance}type", "tFormalExpression")
        if flow.language:
            made.set("language", flow.language)

    def _is_last_way(self, flow: Flow) -> bool:
        """XPDL looks at the ways of a split in order: the last one without a condition takes the rest."""
        node = flow.begin
        if node.element.get("default") or flow.text or not str(node.element.tag).endswith("exclusiveGateway"):
            return False
        if node.source is not None and node.source.get(f"{{{KEPT}}}gateway"):
            return False
        out = list(self._out.get(node, []))
        order = {ref: number for number, ref in enumerate(node.order)}
        out.sort(key=lambda f: order.get(f.source.get("Id") or "", len(order)))
        bare = [f for f in out if not f.text and f.kind != "OTHERWISE"]
        if len(out) < 2 or bare != [flow] or out[-1] is not flow:
            return False
        made = self._maker.id_of(flow.source, "transition")
        self._maker.find("XPDL_OTHERWISE_LAST", flow.source, made, owner=node.id, flow=made)
        return True

    def _catching(self, scope: Scope, flow: Flow) -> str:
        """The boundary event that a transition for an exception leaves from."""
        name = (
            flow.text.removeprefix("${").removesuffix("}").strip("\"' ") if flow.kind == "EXCEPTION" else ""
        )
        known = flow.begin.exceptions
        if name in known:
            return known[name]
        if name == "" and known and flow.kind == "EXCEPTION":
            return next(iter(known.values()))
        made = self._maker.new_id(None, f"{flow.begin.id}_exception")
        event = self._maker.make(
            scope.element,
            "boundaryEvent",
            {"id": made, "name": name or None, "attachedToRef": flow.begin.id},
        )
        definition = self._maker.make(event, "errorEventDefinition")
        if name:
            ref = self._maker.root_element("error", name, {"name": name, "errorCode": name})
            definition.set("errorRef", ref)
        known[name] = made
        return made
