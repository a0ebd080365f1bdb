"""Event definitions, inside an event or referred to from it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from engine.definition.element import Element
from engine.definition.model import EventDefinition, Text, WorkingText
from engine.definition.reading.ledger import Ledger
from engine.kernel.program import EventKind, TimerKind

KINDS: Final[Mapping[str, EventKind]] = {
    "messageEventDefinition": EventKind.MESSAGE,
    "timerEventDefinition": EventKind.TIMER,
    "errorEventDefinition": EventKind.ERROR,
    "terminateEventDefinition": EventKind.TERMINATE,
    "signalEventDefinition": EventKind.SIGNAL,
    "escalationEventDefinition": EventKind.ESCALATION,
    "conditionalEventDefinition": EventKind.CONDITIONAL,
    "linkEventDefinition": EventKind.LINK,
    "compensateEventDefinition": EventKind.COMPENSATION,
    "cancelEventDefinition": EventKind.CANCEL,
}
_REFERENCE: Final[Mapping[EventKind, str]] = {
    EventKind.MESSAGE: "messageRef",
    EventKind.ERROR: "errorRef",
    EventKind.SIGNAL: "signalRef",
    EventKind.ESCALATION: "escalationRef",
}


def read_event_definitions(ledger: Ledger, event: Element) -> tuple[EventDefinition, ...]:
    """The definitions written in the event and those it refers to, in the order of the file."""
    found: list[EventDefinition] = []
    for child in event.children:
        if child.name in KINDS:
            ledger.take(child)
            found.append(read_event_definition(ledger, child))
        elif child.name == "eventDefinitionRef":
            ledger.take(child)
            target = ledger.elements.get(ledger.local(child.text) or "")
            if target is not None and target.name in KINDS:
                found.append(read_event_definition(ledger, target))
    return tuple(found)


def read_event_definition(ledger: Ledger, source: Element) -> EventDefinition:
    """One definition; what its kind does not have stays empty."""
    kind = KINDS[source.name]
    return EventDefinition(
        kind=kind,
        id=source.id,
        line=source.line,
        source=source,
        ref=ledger.ref(source, _REFERENCE[kind]) if kind in _REFERENCE else None,
        name=_link_name(ledger, source) if kind is EventKind.LINK else None,
        timer=_timer(ledger, source) if kind is EventKind.TIMER else (),
        working=read_working(ledger, source) if kind is EventKind.TIMER else None,
        is_optional=kind is EventKind.TIMER and ledger.attr(source, "gx:optional") == "true",
        condition=ledger.text(source, "condition") if kind is EventKind.CONDITIONAL else None,
        activity=ledger.ref(source, "activityRef") if kind is EventKind.COMPENSATION else None,
        wait_for_completion=kind is not EventKind.COMPENSATION
        or ledger.flag(source, "waitForCompletion", default=True),
        code_variable=_variable(ledger, source, "CodeVariable"),
        message_variable=_variable(ledger, source, "MessageVariable"),
        forgets_message=ledger.attr(source, "gx:errorMessageVariable") is not None,
        terminates_all=kind is EventKind.TERMINATE and _terminates_all(ledger, source),
    )


def _terminates_all(ledger: Ledger, source: Element) -> bool:
    found = ledger.vendor(source, "terminateAll")
    return found is not None and found[0].lower() == "true"


def _link_name(ledger: Ledger, source: Element) -> str | None:
    # `source` and `target` repeat what the name says; the rules check that they agree.
    for name in ("source", "target"):
        for _ in ledger.each(source, name):
            continue
    return ledger.attr(source, "name")


def _timer(ledger: Ledger, source: Element) -> tuple[tuple[TimerKind, Text], ...]:
    texts = ((kind, ledger.text(source, kind.value, shape="moment")) for kind in TimerKind)
    return tuple((kind, text) for kind, text in texts if text is not None)


def read_working(ledger: Ledger, source: Element) -> WorkingText | None:
    """`gx:workingTime` and `gx:calendar` of a timer or a user task."""
    flag, calendar = ledger.attr(source, "gx:workingTime"), ledger.attr(source, "gx:calendar")
    return None if flag is None and calendar is None else WorkingText(flag=flag, calendar=calendar)


def _variable(ledger: Ledger, source: Element, suffix: str) -> str | None:
    if source.name not in {"errorEventDefinition", "escalationEventDefinition"}:
        return None
    prefix = source.name.removesuffix("EventDefinition")
    own = ledger.attr(source, f"gx:{prefix}{suffix}") if prefix == "error" else None
    found = ledger.vendor(source, f"{prefix}{suffix}") or _variable_name(ledger, source, suffix)
    return own or (found[0] if found else None)


def _variable_name(ledger: Ledger, source: Element, suffix: str) -> tuple[str, str] | None:
    """Flowable's `errorVariableName` receives the code."""
    return ledger.vendor(source, "errorVariableName") if suffix == "CodeVariable" else None
