"""Events: triggers and results become event definitions."""

from __future__ import annotations

from typing import Final

from lxml import etree

from engine.definition.xpdl.expressions import Expressions
from engine.definition.xpdl.kept import restore
from engine.definition.xpdl.maker import Maker
from engine.definition.xpdl.scope import Node, Scope
from engine.definition.xpdl.source import KEPT, Source

_THROWS: Final = frozenset({"None", "Compensation", "Escalation"})
_PARTS: Final = {
    "TriggerResultMessage": "Message",
    "TriggerTimer": "Timer",
    "ResultError": "Error",
    "TriggerEscalation": "Escalation",
    "TriggerResultCompensation": "Compensation",
    "ResultCompensation": "Compensation",
    "TriggerConditional": "Conditional",
    "TriggerRule": "Conditional",
    "TriggerResultLink": "Link",
    "TriggerResultCancel": "Cancel",
    "TriggerResultSignal": "Signal",
    "ResultTerminate": "Terminate",
}
_SAME: Final = {"Rule": "Conditional"}
_MULTIPLE: Final = (
    "TriggerMultiple",
    "TriggerIntermediateMultiple",
    "ResultMultiple",
    "TriggerStartMultiple",
)
_TIMES: Final = {"TimeDate": "timeDate", "TimeCycle": "timeCycle", "TimeDuration": "timeDuration"}
REF: Final = f"{{{KEPT}}}ref"


class Events:
    """Makes event nodes of one package."""

    def __init__(self, maker: Maker, expressions: Expressions) -> None:
        self._maker = maker
        self._expressions = expressions

    def make(self, scope: Scope, activity: Source, event: Source, attributes: dict[str, str | None]) -> Node:
        """The node of an activity that holds an event."""
        start, end = event.child("StartEvent"), event.child("EndEvent")
        if start is not None:
            cancels = "false" if start.flag("Interrupting") is False else None
            attributes |= {"isInterrupting": cancels}
            return self._node(scope, activity, start, "startEvent", attributes)
        if end is not None:
            return self._node(scope, activity, end, "endEvent", attributes)
        between = event.child("IntermediateEvent")
        if between is None:
            return self._node(scope, activity, event, "intermediateThrowEvent", attributes)
        return self._between(scope, activity, between, attributes)

    def _between(
        self, scope: Scope, activity: Source, event: Source, attributes: dict[str, str | None]
    ) -> Node:
        host = event.get("Target")
        attached = event.flag("IsAttached") is True
        cancels = event.flag("Interrupting")
        if host is not None and (attached or host in scope.nodes or self._is_activity(activity, host)):
            attributes |= {"attachedToRef": host, "cancelActivity": "false" if cancels is False else None}
            return self._node(scope, activity, event, "boundaryEvent", attributes)
        kind = "intermediateThrowEvent" if self._throws(scope, activity, event) else "intermediateCatchEvent"
        return self._node(scope, activity, event, kind, attributes)

    def _is_activity(self, activity: Source, host: str) -> bool:
        beside = activity.parent.children if activity.parent is not None else []
        return any(other.name == "Activity" and other.get("Id") == host for other in beside)

    def _throws(self, scope: Scope, activity: Source, event: Source) -> bool:
        trigger = event.get("Trigger") or "None"
        if event.get(f"{{{KEPT}}}catches"):
            return False
        for part in event.walk():
            said = part.get("CatchThrow") if part.name in _PARTS else None
            if said is not None:
                return said.upper() == "THROW"
        if trigger == "Link":
            return not _leaves(scope, activity)
        return trigger in _THROWS

    def _node(
        self, scope: Scope, activity: Source, event: Source, kind: str, attributes: dict[str, str | None]
    ) -> Node:
        trigger = event.get("Trigger", "Result") or "None"
        parallel = trigger.replace(" ", "") in {"ParallelMultiple", "Multiple-Parallel"}
        element = self._maker.make(
            scope.element, kind, {**attributes, "parallelMultiple": "true" if parallel else None}
        )
        event.get("Implementation")
        self._definitions(scope, activity, event, element, _SAME.get(trigger, trigger))
        restore(self._maker, event, element)
        return Node(id=element.get("id", ""), kind=kind, element=element, source=activity)

    def _definitions(
        self, scope: Scope, activity: Source, event: Source, element: etree._Element, trigger: str
    ) -> None:
        parts = [part for part in event.children if part.name in _PARTS]
        for holder in event.all(*_MULTIPLE):
            parts += [part for part in holder.children if part.name in _PARTS]
        for part in parts:
            self._definition(scope, activity, element, _PARTS[part.taken().name], part)
        plain = {"None", "Multiple", "ParallelMultiple", "Multiple-Parallel"}
        if not parts and trigger.replace(" ", "") not in plain:
            self._definition(scope, activity, element, trigger, event)

    def _definition(
        self, scope: Scope, activity: Source, element: etree._Element, trigger: str, part: Source
    ) -> None:
        owner = element.get("id", "")
        name = (
            f"{trigger.lower()}EventDefinition" if trigger != "Compensation" else "compensateEventDefinition"
        )
        made = self._maker.make(element, name, {})
        if trigger == "Timer":
            self._timer(scope, made, part, owner)
        elif trigger == "Conditional":
            self._condition(made, part, owner)
        elif part.attributes.get(REF) == "":
            part.get(REF, "CatchThrow")  # exported from an event that names none
        elif trigger == "Message":
            part.get("CatchThrow")
            message = part.child("Message", "MessageType") or part
            self._refer(made, "message", message, message.get("Name", "Id"), activity, owner)
        elif trigger == "Signal":
            self._refer(made, "signal", part, part.get("Name"), activity, owner)
            part.taken().get("CatchThrow")
        elif trigger in {"Error", "Escalation"}:
            self._fault(made, trigger.lower(), part, element)
        elif trigger == "Link":
            made.set("name", part.get("Name") or activity.get("Name") or owner)
            part.get("CatchThrow")
        elif trigger == "Compensation":
            ref = part.get("ActivityId")
            if ref is not None:
                made.set("activityRef", ref)  # becomes the new id once all activities have one
        if part.name in _PARTS:
            restore(self._maker, part, made)

    def _timer(self, scope: Scope, made: etree._Element, part: Source, owner: str) -> None:
        for name, tag in _TIMES.items():
            found = part.child(name) if part.name == "TriggerTimer" else None
            text, language = part.get(name) if found is None else None, None
            if found is not None:
                text, language = self._expressions.moment(found, owner, scope.unit)
            if text is not None:
                self._formal(made, _time_tag(tag, text), _time_text(tag, text), language)

    def _condition(self, made: etree._Element, part: Source, owner: str) -> None:
        expression = part.child("Expression")
        text, language = self._expressions.read(expression, owner) if expression is not None else ("", None)
        name = part.get("ConditionName", "RuleName")
        self._formal(made, "condition", text or name or "", language)

    def _formal(self, parent: etree._Element, tag: str, text: str, language: str | None) -> None:
        element = self._maker.text(parent, tag, text)
        element.set("{http://www.w3.org/2001/XMLSchema-instance}type", "tFormalExpression")
        if language:
            element.set("language", language)

    def _refer(
        self, made: etree._Element, kind: str, part: Source, name: str | None, activity: Source, owner: str
    ) -> None:
        """The message or signal; without a name it is called like the event."""
        wanted = part.get(REF)
        if name is None:
            name = activity.get("Name") or owner
            self._maker.find("XPDL_NAME_MADE", activity, owner, owner=owner, name=name[:60], kind=kind)
        part.get("Id")
        made.set(f"{kind}Ref", self._maker.root_element(kind, name, {"name": name}, wanted))

    def _fault(self, made: etree._Element, kind: str, part: Source, element: etree._Element) -> None:
        wanted, code = part.get(REF), part.get("ErrorCode", "EscalationCode", "Name")
        if code is None and wanted is None and str(element.tag).endswith("}endEvent"):
            code = element.get("name") or element.get("id")
            owner = element.get("id")
            self._maker.find("XPDL_NAME_MADE", part, owner, owner=owner, name=str(code)[:60], kind=kind)
        if code is not None:
            said = {"name": code, f"{kind}Code": code}
            made.set(f"{kind}Ref", self._maker.root_element(kind, code, said, wanted))
        elif wanted is not None:
            made.set(f"{kind}Ref", wanted)


def _time_tag(tag: str, text: str) -> str:
    """Many tools write durations where a date should be."""
    plain = text[:1].isdigit() and "-" not in text
    return "timeDuration" if tag == "timeDate" and (plain or text.upper().startswith(("P", "+P"))) else tag


def _time_text(tag: str, text: str) -> str:
    return f"R/{text}" if tag == "timeCycle" and text.upper().startswith("P") else text


def _leaves(scope: Scope, activity: Source) -> bool:
    own = activity.get("Id")
    holder = activity.parent.parent if activity.parent is not None else None
    transitions = [t for c in (holder.children if holder is not None else []) for t in c.children]
    return any(t.name == "Transition" and t.get("From") == own for t in transitions)
