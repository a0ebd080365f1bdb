"""Activities become nodes: tasks, calls, blocks, events, routes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from lxml import etree

from engine.definition.xpdl.events import REF, Events
from engine.definition.xpdl.expressions import Expressions
from engine.definition.xpdl.kept import restore
from engine.definition.xpdl.loops import read_loop
from engine.definition.xpdl.maker import Maker
from engine.definition.xpdl.parameters import Parameters
from engine.definition.xpdl.people import Participants
from engine.definition.xpdl.scope import Node, Scope, gateway_kind
from engine.definition.xpdl.source import Source

_TASKS: Final = {
    "TaskUser": "userTask",
    "TaskManual": "manualTask",
    "TaskScript": "scriptTask",
    "TaskSend": "sendTask",
    "TaskReceive": "receiveTask",
    "TaskService": "serviceTask",
    "TaskApplication": "serviceTask",
    "TaskBusinessRule": "businessRuleTask",
}
_QUANTITIES: Final = (("StartQuantity", "startQuantity"), ("CompletionQuantity", "completionQuantity"))

Fill = Callable[[Scope, Source], None]


class Activities:
    """Makes the nodes of one package. `fill`: draws the contents of a block into its scope."""

    def __init__(
        self,
        maker: Maker,
        expressions: Expressions,
        *,
        participants: Participants,
        parameters: Parameters,
        fill: Fill,
    ) -> None:
        self._maker = maker
        self._expressions = expressions
        self._participants = participants
        self._parameters = parameters
        self._fill = fill
        self._events = Events(maker, expressions)

    def make(self, scope: Scope, source: Source) -> Node:
        """The node of one activity."""
        made = self._maker.id_of(source, "activity")
        attributes: dict[str, str | None] = {"id": made, "name": source.get("Name")}
        event, route = source.child("Event"), source.child("Route")
        block = source.child("BlockActivity")
        if event is not None:
            node = self._events.make(scope, source, event, attributes)
        elif route is not None:
            node = self._route(scope, source, route, attributes)
        elif block is not None:
            node = self._block(scope, source, block, attributes)
        else:
            node = self._work(scope, source, attributes)
        self._describe(source, node)
        self._restrictions(source, node)
        if node.kind.endswith(("Task", "task", "Process", "transaction", "callActivity")):
            self._activity(scope, source, node)
        restore(self._maker, source, node.element)
        return node

    # --- what it is

    def _route(self, scope: Scope, source: Source, route: Source, attributes: dict[str, str | None]) -> Node:
        said = (route.get("GatewayType") or "").replace("-", "")
        kind = gateway_kind(said)
        by_event = route.get("XORType", "ExclusiveType") == "Event" or said.upper().startswith("EVENT")
        starts, parallel = route.flag("Instantiate"), route.flag("ParallelEventBased")
        route.get("MarkerVisible"), route.get("GatewayDirection")
        if by_event or starts or parallel:
            attributes |= {
                "instantiate": "true" if starts else None,
                "eventGatewayType": "Parallel" if parallel else None,
            }
            kind = "eventBased"
        # What kind it is without a word may depend on its split and join; that is known later.
        element = self._maker.make(scope.element, f"{kind or 'undecided'}Gateway", attributes)
        restore(self._maker, route, element)
        return Node(
            id=element.get("id", ""), kind="gateway" if kind else "route", element=element, source=source
        )

    def _block(self, scope: Scope, source: Source, block: Source, attributes: dict[str, str | None]) -> Node:
        ref = block.get("ActivitySetId", "BlockId") or ""
        contents = scope.sets.get(ref)
        block.get("View"), block.get("StartActivityId")
        transaction = source.flag("IsATransaction")
        kind = "transaction" if transaction else "subProcess"
        if contents is not None and contents.flag("AdHoc"):
            kind = "adHocSubProcess"
            ordering = contents.get("AdHocOrdering", "AdhocOrdering")
            attributes["ordering"] = ordering
        element = self._maker.make(scope.element, kind, attributes)
        node = Node(id=element.get("id", ""), kind=kind, element=element, source=source)
        if contents is None or ref in scope.within:
            self._maker.find("XPDL_SET_UNKNOWN", source, node.id, owner=node.id, ref=ref[:60])
            return node
        inner = Scope(
            id=node.id,
            element=element,
            process=scope.process,
            unit=scope.unit,
            sets=scope.sets,
            within=(*scope.within, ref),
        )
        self._fill(inner, contents.taken())
        self._ad_hoc(contents, element, kind)
        restore(self._maker, block, element)
        return node

    def _ad_hoc(self, contents: Source, element: etree._Element, kind: str) -> None:
        condition = contents.get("AdHocCompletionCondition")
        if kind == "adHocSubProcess" and condition:
            owner = element.get("id", "")
            text, language = self._expressions.translate(condition, None, contents, owner)
            made = self._maker.text(element, "completionCondition", text)
            if language:
                made.set("language", language)

    def _work(self, scope: Scope, source: Source, attributes: dict[str, str | None]) -> Node:
        implementation = source.child("Implementation")
        inner = (
            implementation.children[0].taken()
            if implementation is not None and implementation.children
            else None
        )
        if inner is None or inner.name in {"No", "Manual"}:
            return self._by_hand(scope, source, attributes)
        if inner.name == "Tool":
            return self._application(scope, source, inner, attributes)
        if inner.name in {"SubFlow", "Subflow"}:
            return self._call(scope, source, inner, attributes)
        if inner.name == "Reference":
            return self._reference(scope, source, inner.get("ActivityId"), attributes)
        task = inner.children[0].taken() if inner.name == "Task" and inner.children else None
        if task is None:
            return self._by_hand(scope, source, attributes)
        return self._task(scope, source, task, attributes)

    def _plain(self, scope: Scope, source: Source, kind: str, attributes: dict[str, str | None]) -> Node:
        element = self._maker.make(scope.element, kind, attributes)
        return Node(id=element.get("id", ""), kind=kind, element=element, source=source)

    def _by_hand(self, scope: Scope, source: Source, attributes: dict[str, str | None]) -> Node:
        """Work that people do outside: with a performer it becomes his work item."""
        who = self._participants.performers(source)
        people = [name for name in who if not self._participants.is_system(name)]
        node = self._plain(scope, source, "userTask" if people else "task", attributes)
        if people:
            self._participants.assign(node, people)
        return node

    def _application(
        self, scope: Scope, source: Source, tool: Source, attributes: dict[str, str | None]
    ) -> Node:
        name = tool.get("Id", "Name") or ""
        tool.get("Type")
        node = self._plain(scope, source, "serviceTask", {**attributes, "gx:adapter": name or None})
        self._parameters.pass_to_application(node, tool, name)
        self._own_performers(source, node)
        return node

    def _call(self, scope: Scope, source: Source, flow: Source, attributes: dict[str, str | None]) -> Node:
        ref = flow.get("Id") or ""
        if (flow.get("Execution") or "").upper().startswith("ASYN"):
            self._maker.find("XPDL_ASYNCHRONOUS", source, attributes["id"], owner=attributes["id"])
        called = self._parameters.called(ref)
        node = self._plain(
            scope, source, "callActivity", {**attributes, "calledElement": called or ref or None}
        )
        self._parameters.pass_to_process(node, flow, ref)
        restore(self._maker, flow, node.element)
        self._own_performers(source, node)
        return node

    def _reference(
        self, scope: Scope, source: Source, ref: str | None, attributes: dict[str, str | None]
    ) -> Node:
        node = self._plain(scope, source, "task", attributes)
        self._maker.find("XPDL_REFERENCE", source, node.id, owner=node.id, ref=(ref or "–")[:60])
        return node

    def _task(self, scope: Scope, source: Source, task: Source, attributes: dict[str, str | None]) -> Node:
        if task.name == "TaskReference":
            return self._reference(scope, source, task.get("TaskRef"), attributes)
        kind = _TASKS.get(task.name, "task")
        if task.name == "TaskApplication":
            return self._application(scope, source, task, attributes)
        task.get("Implementation")
        node = self._plain(scope, source, kind, attributes)
        if kind == "userTask":
            self._participants.assign(node, self._participants.performers(source, task))
        elif kind == "scriptTask":
            self._script(node, task)
        elif kind in {"sendTask", "receiveTask"}:
            self._message(node, task)
        elif kind == "serviceTask":
            operation = task.child("WebServiceOperation")
            name = operation.get("OperationName") if operation is not None else None
            if name:
                node.element.set("{urn:guanxi:bpmn:1}adapter", name)
        if kind != "userTask":
            self._own_performers(source, node)
        if task.flag("Instantiate"):
            node.element.set("instantiate", "true")
        restore(self._maker, task, node.element)
        return node

    def _own_performers(self, source: Source, node: Node) -> None:
        for name in self._participants.performers(source):
            if not self._participants.is_system(name):
                self._maker.find(
                    "XPDL_PERFORMER_IGNORED", source, node.id, owner=node.id, performer=name[:60]
                )

    def _script(self, node: Node, task: Source) -> None:
        script = task.child("Script")
        text, language = self._expressions.read(script, node.id) if script is not None else ("", None)
        if language:
            node.element.set("scriptFormat", language)
        if text:
            self._maker.text(node.element, "script", text)

    def _message(self, node: Node, task: Source) -> None:
        message = task.child("Message")
        if message is None:
            return
        wanted, name = message.get(REF), message.get("Name", "Id")
        message.get("Id")
        if name is not None or wanted is not None:
            said = {"name": name} if name is not None else {}
            ref = self._maker.root_element("message", name or "message", said, wanted)
            node.element.set("messageRef", ref)

    # --- what every activity may say

    def _describe(self, source: Source, node: Node) -> None:
        for part in source.all("Description", "Documentation"):
            if part.text:
                self._maker.text(node.element, "documentation", part.text)

    def _restrictions(self, source: Source, node: Node) -> None:
        for each in source.inside("TransitionRestrictions", "TransitionRestriction"):
            split, join = each.child("Split"), each.child("Join")
            if split is not None:
                node.split = gateway_kind(split.get("Type"))
                refs = split.inside("TransitionRefs", "TransitionRef")
                for ref in refs:
                    ref.get("Name")
                node.order = tuple(ref.get("Id") or "" for ref in refs)
            if join is not None:
                node.join = gateway_kind(join.get("Type"))

    def _activity(self, scope: Scope, source: Source, node: Node) -> None:
        if source.flag("IsForCompensation"):
            node.element.set("isForCompensation", "true")
        for name, attribute in _QUANTITIES:
            value = source.get(name)
            if value is not None and value != "1":
                node.element.set(attribute, value)
        source.flag("IsATransaction")
        read_loop(self._maker, self._expressions, source, node)
        self._parameters.assign(node, source)
        for deadline in source.all("Deadline") + source.inside("Deadlines", "Deadline"):
            self._deadline(scope, source, node, deadline)

    def _deadline(self, scope: Scope, source: Source, node: Node, deadline: Source) -> None:
        """A timer at the border; the transition of its exception leads on from there."""
        when = deadline.child("DeadlineDuration", "DeadlineCondition")
        caught = deadline.child("ExceptionName")
        name = caught.text if caught is not None else ""
        waits = (deadline.get("Execution") or "SYNCHR").upper().startswith("ASYN")
        event = self._maker.make(
            scope.element,
            "boundaryEvent",
            {
                "id": self._maker.new_id(None, f"{node.id}_deadline"),
                "name": name or None,
                "attachedToRef": node.id,
                "cancelActivity": "false" if waits else None,
            },
        )
        text, language = (
            self._expressions.moment(when, node.id, scope.unit) if when is not None else ("", None)
        )
        timer = self._maker.make(event, "timerEventDefinition")
        tag = "timeDate" if text[:4].isdigit() and "-" in text[:5] else "timeDuration"
        made = self._maker.text(timer, tag, text)
        made.set("{http://www.w3.org/2001/XMLSchema-instance}type", "tFormalExpression")
        if language:
            made.set("language", language)
        node.exceptions[name] = event.get("id", "")
        self._maker.lines[event.get("id", "")] = deadline.line
