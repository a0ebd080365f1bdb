"""Event definitions as triggers and results."""

from __future__ import annotations

import re
from typing import Final

from lxml import etree

from engine.definition.xpdl.exporting.writer import Export, add, child, local, plain_text
from engine.definition.xpdl.kept import keep
from engine.definition.xpdl.source import KEPT

_TRIGGERS: Final = {
    "messageEventDefinition": ("Message", "TriggerResultMessage"),
    "timerEventDefinition": ("Timer", "TriggerTimer"),
    "errorEventDefinition": ("Error", "ResultError"),
    "escalationEventDefinition": ("Escalation", "TriggerEscalation"),
    "compensateEventDefinition": ("Compensation", "TriggerResultCompensation"),
    "conditionalEventDefinition": ("Conditional", "TriggerConditional"),
    "linkEventDefinition": ("Link", "TriggerResultLink"),
    "cancelEventDefinition": ("Cancel", "TriggerResultCancel"),
    "signalEventDefinition": ("Signal", "TriggerResultSignal"),
    "terminateEventDefinition": ("Terminate", "ResultTerminate"),
}
NAMES: Final = frozenset(_TRIGGERS)
_SAYS_DIRECTION: Final = frozenset({"TriggerResultMessage", "TriggerResultLink", "TriggerResultSignal"})
_REF: Final = f"{{{KEPT}}}ref"
_HOLDERS: Final = {"startEvent": "TriggerMultiple", "endEvent": "ResultMultiple"}


def write_event(export: Export, activity: etree._Element, event: etree._Element) -> None:
    """The `<Event>` of an activity."""
    kind = local(event)
    definitions = [each for each in event if local(each) in _TRIGGERS]
    name = _name(event, definitions)
    holder = add(activity, "Event")
    made = _frame(holder, event, kind, name)
    into = made
    if len(definitions) > 1:
        into = add(made, _HOLDERS.get(kind, "TriggerIntermediateMultiple"))
    throws = kind in {"endEvent", "intermediateThrowEvent"}
    for definition in definitions:
        _definition(export, into, definition, throws=throws)


def _name(event: etree._Element, definitions: list[etree._Element]) -> str:
    if len(definitions) > 1:
        return "ParallelMultiple" if event.get("parallelMultiple") == "true" else "Multiple"
    return _TRIGGERS[local(definitions[0])][0] if definitions else "None"


def _frame(holder: etree._Element, event: etree._Element, kind: str, name: str) -> etree._Element:
    if kind == "startEvent":
        return add(holder, "StartEvent", {"Trigger": name, "Interrupting": event.get("isInterrupting")})
    if kind == "endEvent":
        return add(holder, "EndEvent", {"Result": name})
    attached = event.get("attachedToRef")
    return add(
        holder,
        "IntermediateEvent",
        {
            "Trigger": name,
            "Target": attached,
            "IsAttached": "true" if attached else None,
            "Interrupting": event.get("cancelActivity"),
            "gxp:catches": "true" if kind == "intermediateCatchEvent" and name == "None" else None,
        },
    )


def _definition(export: Export, parent: etree._Element, definition: etree._Element, *, throws: bool) -> None:
    kind = local(definition)
    trigger, tag = _TRIGGERS[kind]
    direction = ("THROW" if throws else "CATCH") if tag in _SAYS_DIRECTION else None
    made = add(parent, tag, {"CatchThrow": direction})
    said: set[str] = set()
    attributes: set[str] = set()
    if trigger in {"Message", "Signal", "Error", "Escalation"}:
        attributes.add(f"{trigger.lower()}Ref")
        _refer(export, made, trigger.lower(), definition)
    elif trigger == "Timer":
        said |= _timer(made, definition)
    elif trigger == "Conditional":
        text = plain_text(child(definition, "condition"))
        if text is not None:
            add(made, "Expression").text = text
            said.add("condition")
    elif trigger == "Link":
        made.set("Name", definition.get("name") or "")
        attributes.add("name")
    elif trigger == "Compensation" and definition.get("activityRef"):
        made.set("ActivityId", definition.get("activityRef") or "")
        attributes.add("activityRef")
    keep(made, definition, without=said, attributes=attributes)


def _refer(export: Export, made: etree._Element, kind: str, definition: etree._Element) -> None:
    ref = definition.get(f"{kind}Ref")
    named = export.named(kind, ref)
    name = (named.get("name") if named is not None else None) or ref
    if not ref:
        made.set(_REF, "")
        return
    if kind == "message":
        message(export, made, ref)
        return
    made.set(_REF, ref.rpartition(":")[2] if named is not None else ref)
    if kind == "signal":
        made.set("Name", name or "")
    else:
        code = named.get(f"{kind}Code") if named is not None else None
        if code:
            made.set("ErrorCode" if kind == "error" else "EscalationCode", code)


def message(export: Export, parent: etree._Element, ref: str) -> etree._Element:
    """A `<Message>`; its BPMN element travels with the package."""
    named = export.named("message", ref)
    key = (named.get("id") if named is not None else None) or ref
    name = (named.get("name") if named is not None else None) or None
    return add(parent, "Message", {"Id": key, "Name": name, "gxp:ref": key})


def _timer(made: etree._Element, definition: etree._Element) -> set[str]:
    """Plain dates, durations and cycles; expressions are kept as they are."""
    for tag, name, pattern in (
        ("timeDate", "TimeDate", r"\d{4}-\d{2}-\d{2}.*"),
        ("timeDuration", "TimeDate", r"P[\dT].*"),
        ("timeCycle", "TimeCycle", r"R\d*/.+"),
    ):
        text = plain_text(child(definition, tag))
        if text is not None and re.fullmatch(pattern, text):
            add(made, name).text = text
            return {tag}
    return set()
