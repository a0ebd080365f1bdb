"""Flow nodes as activities."""

from __future__ import annotations

from typing import Final

from lxml import etree

from engine.definition.reading.nodes import KINDS
from engine.definition.xpdl.exporting.triggers import NAMES as DEFINITIONS
from engine.definition.xpdl.exporting.triggers import message, write_event
from engine.definition.xpdl.exporting.writer import (
    Export,
    add,
    child,
    children,
    gx,
    gx_name,
    local,
    plain_text,
)
from engine.definition.xpdl.kept import keep

EVENTS: Final = frozenset(
    {"startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent"}
)
BLOCKS: Final = frozenset({"subProcess", "transaction", "adHocSubProcess"})
NODES: Final = frozenset(KINDS)
_GATEWAYS: Final = {
    "exclusiveGateway": "Exclusive",
    "parallelGateway": "Parallel",
    "inclusiveGateway": "Inclusive",
    "complexGateway": "Complex",
    "eventBasedGateway": "Exclusive",
}
_TASKS: Final = {
    "userTask": "TaskUser",
    "manualTask": "TaskManual",
    "scriptTask": "TaskScript",
    "sendTask": "TaskSend",
    "receiveTask": "TaskReceive",
    "businessRuleTask": "TaskBusinessRule",
}
_PEOPLE: Final = {"candidateGroups": "ROLE", "assignee": "HUMAN"}
_LOOPS: Final = frozenset({"standardLoopCharacteristics", "multiInstanceLoopCharacteristics"})


class Activities:
    """Writes the activities of one scope. `flows`: its sequence flows."""

    def __init__(self, export: Export, flows: list[etree._Element]) -> None:
        self._export = export
        self._out: dict[str | None, list[etree._Element]] = {}
        self._into: dict[str | None, list[etree._Element]] = {}
        for flow in flows:
            self._out.setdefault(flow.get("sourceRef"), []).append(flow)
            self._into.setdefault(flow.get("targetRef"), []).append(flow)

    def write(self, parent: etree._Element, node: etree._Element) -> None:
        """One activity, its parts in the order of XPDL's schema."""
        kind, key = local(node), node.get("id")
        made = add(parent, "Activity", {"Id": key, "Name": node.get("name")})
        said, attributes = {"incoming", "outgoing", "sequenceFlow"}, {"id", "name"}
        if any(flow.get("id") == node.get("default") for flow in self._out.get(key, ())):
            attributes.add("default")
        if kind in EVENTS:
            write_event(self._export, made, node)
            said |= DEFINITIONS
            attributes |= {"isInterrupting", "attachedToRef", "cancelActivity", "parallelMultiple"}
        elif kind in _GATEWAYS:
            attributes |= self._route(made, node, kind)
        else:
            said |= self._work(made, node, kind, attributes)
        self._restrictions(made, node, kind)
        self._export.place(made, key or "")
        keep(made, node, without=said, attributes=attributes)

    def _route(self, made: etree._Element, node: etree._Element, kind: str) -> set[str]:
        made.set("{urn:guanxi:xpdl:1}gateway", kind)
        route = add(made, "Route", {"GatewayType": _GATEWAYS[kind]})
        if kind != "eventBasedGateway":
            return set()
        route.set("ExclusiveType", "Event")
        if node.get("instantiate") == "true":
            route.set("Instantiate", "true")
        if node.get("eventGatewayType") == "Parallel":
            route.set("GatewayType", "Parallel")
            route.set("ParallelEventBased", "true")
        return {"instantiate", "eventGatewayType"}

    # --- tasks, calls, blocks

    def _work(self, made: etree._Element, node: etree._Element, kind: str, attributes: set[str]) -> set[str]:
        """Children that were said; adds the attributes that were."""
        said: set[str] = set()
        for name, written in (
            ("isForCompensation", "IsForCompensation"),
            ("startQuantity", "StartQuantity"),
            ("completionQuantity", "CompletionQuantity"),
        ):
            value = node.get(name)
            if value is not None:
                made.set(written, value)
                attributes.add(name)
        if kind in BLOCKS:
            said |= self._block(made, node, kind, attributes)
        else:
            self._implementation(made, node, kind, said, attributes)
        for loop in children(node, *_LOOPS):
            self._loop(made, loop)
        return said | _LOOPS

    def _block(self, made: etree._Element, node: etree._Element, kind: str, attributes: set[str]) -> set[str]:
        if kind == "transaction":
            made.set("IsATransaction", "true")
        add(made, "BlockActivity", {"ActivitySetId": f"{node.get('id')}_set", "View": "EXPANDED"})
        if kind == "adHocSubProcess":
            attributes.add("ordering")
            if plain_text(child(node, "completionCondition")) is not None:
                return set(NODES) | {"completionCondition"}
        return set(NODES)

    def _implementation(
        self, made: etree._Element, node: etree._Element, kind: str, said: set[str], attributes: set[str]
    ) -> None:
        holder = add(made, "Implementation")
        if kind == "callActivity":
            add(holder, "SubFlow", {"Id": node.get("calledElement") or ""})
            attributes.add("calledElement")
            return
        if kind not in _TASKS and kind != "serviceTask":
            add(holder, "No")
            return
        task = add(holder, "Task")
        if kind == "serviceTask":
            self._service(task, node, attributes)
            return
        inner = add(task, _TASKS[kind])
        if kind == "userTask":
            names = self._export.performers(node, _PEOPLE | {"candidateUsers": "–"})
            if names:
                attributes |= {gx_name(name) for name in _PEOPLE}
                who = add(made, "Performers")
                for name in names:
                    add(who, "Performer").text = name
        elif kind == "scriptTask" and node.get("scriptFormat") is None:
            text = plain_text(child(node, "script"))
            if text is not None:
                add(inner, "Script").text = text
                said.add("script")
        elif kind in {"sendTask", "receiveTask"}:
            self._message(inner, node, attributes)

    def _service(self, task: etree._Element, node: etree._Element, attributes: set[str]) -> None:
        adapter = gx(node, "adapter")
        if adapter is None:
            add(task, "TaskService")
            return
        add(task, "TaskApplication", {"Id": adapter})
        self._export.applications[adapter] = None
        attributes.add(gx_name("adapter"))

    def _message(self, inner: etree._Element, node: etree._Element, attributes: set[str]) -> None:
        if node.get("instantiate") == "true":
            inner.set("Instantiate", "true")
        attributes |= {"instantiate"}
        ref = node.get("messageRef")
        if ref:
            message(self._export, inner, ref)
            attributes.add("messageRef")

    def _loop(self, made: etree._Element, loop: etree._Element) -> None:
        standard = local(loop) == "standardLoopCharacteristics"
        holder = add(made, "Loop", {"LoopType": "Standard" if standard else "MultiInstance"})
        if standard:
            before = "Before" if loop.get("testBefore") in {"true", "1"} else "After"
            inner = add(holder, "LoopStandard", {"LoopMaximum": loop.get("loopMaximum"), "TestTime": before})
            tag, name, attributes = "loopCondition", "LoopCondition", {"testBefore", "loopMaximum"}
        else:
            ordering = "Sequential" if loop.get("isSequential") in {"true", "1"} else "Parallel"
            inner = add(
                holder,
                "LoopMultiInstance",
                {"MI_Ordering": ordering, "MI_FlowCondition": loop.get("behavior")},
            )
            tag, name, attributes = "loopCardinality", "MI_Condition", {"isSequential", "behavior"}
        text = plain_text(child(loop, tag))
        if text is not None:
            add(inner, name).text = text
        keep(inner, loop, without={tag} if text is not None else set(), attributes=attributes)

    # --- splits and joins

    def _restrictions(self, made: etree._Element, node: etree._Element, kind: str) -> None:
        out, into = self._out.get(node.get("id"), []), self._into.get(node.get("id"), [])
        if len(out) < 2 and len(into) < 2:
            return
        holder = add(add(made, "TransitionRestrictions"), "TransitionRestriction")
        if len(into) > 1:
            add(holder, "Join", {"Type": _GATEWAYS.get(kind, "Exclusive")})
        if len(out) > 1:
            conditional = any(child(flow, "conditionExpression") is not None for flow in out)
            split = add(
                holder, "Split", {"Type": _GATEWAYS.get(kind, "Inclusive" if conditional else "Parallel")}
            )
            refs = add(split, "TransitionRefs")
            for flow in out:
                add(refs, "TransitionRef", {"Id": flow_id(flow)})


def flow_id(flow: etree._Element) -> str:
    return flow.get("id") or f"{flow.get('sourceRef')}_to_{flow.get('targetRef')}"
