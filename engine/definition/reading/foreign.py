"""What another engine would have run: delegate classes, topics, connectors, mail and HTTP tasks, listeners."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Final

from engine.definition.element import Element
from engine.definition.juel import assignment
from engine.definition.model import Foreign, Hook, MappingText, Text
from engine.definition.reading.ledger import VENDORS, Ledger, mapping
from engine.definition.reading.values import parameters

CODE_BINDINGS: Final = ("class", "delegateExpression", "expression", "topic", "type")
_PLAIN_TYPES: Final = frozenset({"external", "external-worker", "dmn"})
"""Types that only say that something else names the work: the topic, the decision."""
_WORK: Final = (
    ("job", "zeebe:taskDefinition", "type"),
    ("operator", "spiffworkflow:serviceTaskOperator", "id"),
)
_LISTENERS: Final = {"executionListener": "execution", "taskListener": "task"}


def read_foreign(ledger: Ledger, source: Element) -> tuple[Foreign, ...]:
    """The programs that the element names, those of its message event definition included."""
    found = list(_named(ledger, source))
    for definition in source.all("messageEventDefinition"):
        found += _named(ledger, definition)
    for connector in ledger.vendor_extensions(source, "connector"):
        found.append(_foreign(connector, "connector", _text(ledger, connector, "connectorId")))
    for kind, element, attribute in _WORK:
        for each in ledger.extensions(source, element):
            found.append(_foreign(each, kind, ledger.attr(each, attribute) or ""))
    return tuple(each for each in found if each.name)


def _named(ledger: Ledger, source: Element) -> Iterator[Foreign]:
    for kind in CODE_BINDINGS:
        hit = ledger.vendor(source, kind)
        if hit is not None and not (kind == "type" and hit[0] in _PLAIN_TYPES):
            yield Foreign(kind=kind, name=hit[0], dialect=hit[1], line=source.line)


def _foreign(element: Element, kind: str, name: str) -> Foreign:
    return Foreign(kind=kind, name=name, dialect=element.name.partition(":")[0], line=element.line)


def _text(ledger: Ledger, holder: Element, name: str) -> str:
    """The text of a vendor's child element; empty if absent."""
    for prefix in VENDORS:
        child = ledger.child(holder, f"{prefix}:{name}")
        if child is not None:
            return child.text.strip()
    return ""


def read_injected(ledger: Ledger, source: Element) -> tuple[MappingText, ...]:
    """Field injection, connector inputs, operator parameters: what the program is handed."""
    holders = [source, *source.all("messageEventDefinition")]
    found = [_field(ledger, e) for holder in holders for e in ledger.vendor_extensions(holder, "field")]
    for connector in ledger.vendor_extensions(source, "connector"):
        found += parameters(ledger, connector, "inputOutput", "inputParameter")
    for operator in ledger.extensions(source, "spiffworkflow:serviceTaskOperator"):
        found += _operator(ledger, operator)
    return tuple(each for each in found if each is not None)


def _operator(ledger: Ledger, operator: Element) -> Iterator[MappingText | None]:
    """SpiffArena's parameters are Python; a literal of JSON is the same in both, the rest is refused."""
    for holder in ledger.each(operator, "spiffworkflow:parameters"):
        for each in ledger.each(holder, "spiffworkflow:parameter"):
            ledger.attr(each, "type")
            value = ledger.attr(each, "value") or "null"
            text = Text(text=value, line=each.line, language=None if _is_json(value) else "python")
            yield mapping(each.id, text, each.line)


def _is_json(value: str) -> bool:
    try:
        json.loads(value)
    except (ValueError, RecursionError):
        return False
    return True


def read_connector_outputs(ledger: Ledger, source: Element) -> list[MappingText | None]:
    return [
        each
        for connector in ledger.vendor_extensions(source, "connector")
        for each in parameters(ledger, connector, "inputOutput", "outputParameter")
    ]


def _field(ledger: Ledger, source: Element) -> MappingText | None:
    """`<camunda:field name="to" stringValue="…"/>`, also with the value in a child."""
    dialect = source.name.partition(":")[0]
    plain = ledger.attr(source, "stringValue") or _text(ledger, source, "string")
    marked = ledger.attr(source, "expression") or _text(ledger, source, "expression")
    text = Text(text=plain or marked, line=source.line, shape="name", dialect=dialect)
    found = mapping(ledger.attr(source, "name"), text if text.text else None, source.line)
    if found is None:
        ledger.forget(source)  # a field without a name or a value is reported
    return found


def read_hooks(ledger: Ledger, source: Element) -> tuple[Hook, ...]:
    """Execution and task listeners, in the order of the file."""
    names = [f"{prefix}:{name}" for prefix in VENDORS for name in _LISTENERS]
    return tuple(_hook(ledger, each) for each in ledger.extensions(source, *names))


def _hook(ledger: Ledger, source: Element) -> Hook:
    prefix, _, local = source.name.partition(":")
    for attribute in ("id", "name", "type"):
        ledger.attr(source, attribute)
    kind = _LISTENERS[local]
    event = ledger.attr(source, "event") or ("take" if kind == "execution" else "create")
    foreign = _listener_code(ledger, source, prefix)
    result = value = None
    if (
        foreign is not None
        and foreign.kind == "expression"
        and (done := assignment(foreign.name)) is not None
    ):
        result, foreign = done[0], None
        value = Text(text=done[1], line=source.line, dialect=prefix)
    return Hook(
        event=event,
        kind=kind,
        line=source.line,
        name=source.name,
        foreign=foreign,
        result=result,
        value=value,
        inputs=read_listener_fields(ledger, source, prefix),
    )


def read_listener_fields(ledger: Ledger, source: Element, prefix: str) -> tuple[MappingText, ...]:
    found = (_field(ledger, each) for each in ledger.each(source, f"{prefix}:field"))
    return tuple(each for each in found if each is not None)


def _listener_code(ledger: Ledger, source: Element, prefix: str) -> Foreign | None:
    for kind in ("class", "delegateExpression", "expression"):
        name = ledger.attr(source, kind)
        if name:
            return Foreign(kind=kind, name=name, dialect=prefix, line=source.line)
    script = ledger.child(source, f"{prefix}:script")
    if script is None:
        return None
    language = ledger.attr(script, "scriptFormat") or ledger.attr(script, "language") or prefix
    resource = ledger.attr(script, "resource") or ""
    name = " ".join(script.text.split())[:200] or resource
    return Foreign(kind="script", name=name, dialect=language, line=source.line) if name else None
