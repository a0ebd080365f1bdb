"""The whole file: bytes in, a diagram out, with everything that was not understood listed."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from lxml import etree

from engine.definition.element import PREFIXES, Element, from_lxml
from engine.definition.findings import Finding
from engine.definition.model import Body, Diagram, MappingText, Named, Process
from engine.definition.reading.body import read_body
from engine.definition.reading.collaboration import (
    read_correlations,
    read_data_paths,
    read_message_flows,
    read_named,
    read_participants,
)
from engine.definition.reading.data import read_data_flow, read_data_stores
from engine.definition.reading.events import KINDS as EVENT_KINDS
from engine.definition.reading.events import read_event_definition
from engine.definition.reading.foreign import read_hooks
from engine.definition.reading.ledger import VENDORS, Ledger
from engine.definition.reading.nodes import GLOBAL_TASKS, read_node
from engine.definition.reading.people import read_starters
from engine.definition.texts import XML_RULES
from engine.definition.xml import XmlRefused, safe_parse

DIALECTS: Final = frozenset({*VENDORS, "zeebe", "spiffworkflow"})


def read(data: bytes, *, file: str = "") -> Diagram:
    """Read a BPMN file. What cannot be read at all is one finding of the diagram; nothing is raised."""
    try:
        parsed = safe_parse(data)
        root = from_lxml(parsed)
    except XmlRefused as refused:
        return Diagram(file=file, findings=(replace(refused.finding, file=file),))
    if root.name != "definitions":
        return Diagram(file=file, findings=(_not_bpmn(root, file),))
    return _diagram(root, file, _dialects(parsed, root))


def _dialects(parsed: etree._Element, root: Element) -> frozenset[str]:
    """The vendors whose words the file uses, or into whose namespace it puts its own.

    SpiffArena's editor declares its namespace in every file; others are declared by habit and then not used.
    """
    used = {name.partition(":")[0] for each in root.walk() for name in (each.name, *each.attributes)}
    declared = {PREFIXES.get(each or "", "") for each in parsed.nsmap.values()} & {"spiffworkflow"}
    home = {PREFIXES.get(parsed.get("targetNamespace") or "", "")}
    return frozenset(used | declared | home) & DIALECTS


def _diagram(root: Element, file: str, dialects: frozenset[str]) -> Diagram:
    elements = _index(root)
    ledger = Ledger(elements=elements, dialects=dialects)
    for name in ("targetNamespace", "expressionLanguage", "typeLanguage", "exporter", "exporterVersion"):
        ledger.attr(root, name)
    correlations = read_correlations(ledger, root)
    diagram = Diagram(
        file=file,
        root=root,
        processes=(
            *(_process(ledger, source) for source in ledger.each(root, "process")),
            *(_global_task(ledger, source) for name in GLOBAL_TASKS for source in ledger.each(root, name)),
        ),
        messages=_with_correlation(read_named(ledger, root, "message"), correlations),
        signals=read_named(ledger, root, "signal"),
        errors=read_named(ledger, root, "error"),
        escalations=read_named(ledger, root, "escalation"),
        participants=read_participants(ledger, root),
        message_flows=read_message_flows(ledger, root),
        elements=elements,
        dialects=dialects,
        parents={id(child): parent for parent in root.walk() for child in parent.children},
        has_drawing=any(child.name == "bpmndi:BPMNDiagram" and child.children for child in root.children),
    )
    _read_global_events(ledger, root)
    read_data_stores(ledger, root)
    return replace(diagram, unread=tuple(ledger.leftovers(root)))


def _index(root: Element) -> dict[str, Element]:
    """BPMN elements by id; of two with the same id the first one counts."""
    found: dict[str, Element] = {}
    for element in root.walk():
        if element.id and ":" not in element.name:
            found.setdefault(element.id.strip(), element)
    return found


def _process(ledger: Ledger, source: Element) -> Process:
    executable = ledger.attr(source, "isExecutable")
    tag = ledger.attr(source, "gx:versionTag") or (ledger.vendor(source, "versionTag") or (None,))[0]
    ledger.ref(source, "definitionalCollaborationRef")
    read_data_flow(ledger, source)
    return Process(
        id=source.id or f"line-{source.line}",
        name=source.get("name"),
        line=source.line,
        source=source,
        body=read_body(ledger, source),
        executable=None if executable is None else executable.lower() in {"true", "1"},
        version_tag=tag,
        data_paths=read_data_paths(ledger, source),
        hooks=read_hooks(ledger, source),
        starters=read_starters(ledger, source),
    )


def _global_task(ledger: Ledger, source: Element) -> Process:
    """A task that is called by itself: a process of this one task."""
    node = read_node(ledger, source, read_body)
    return Process(
        id=node.id,
        name=node.name,
        line=source.line,
        source=source,
        body=Body(nodes=(node,)),
        executable=True,
    )


def _with_correlation(
    messages: dict[str, Named], paths: dict[str, tuple[MappingText, ...]]
) -> dict[str, Named]:
    return {
        key: replace(message, correlation=message.correlation + paths.get(key, ()))
        for key, message in messages.items()
    }


def _read_global_events(ledger: Ledger, root: Element) -> None:
    """Event definitions outside events are read where they are referred to, and once here."""
    for child in root.children:
        if child.name in EVENT_KINDS:
            ledger.take(child)
            read_event_definition(ledger, child)


def _not_bpmn(root: Element, file: str) -> Finding:
    local = root.name.rpartition("}")[2]
    namespace = root.name.rpartition("}")[0].lstrip("{")
    args: dict[str, object] = {"root": local, "namespace": namespace or "–"}
    return Finding(code="XML_NOT_BPMN", rule=XML_RULES["XML_NOT_BPMN"], file=file, line=root.line, args=args)
