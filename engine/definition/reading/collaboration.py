"""Pools, message flows and the correlation of messages."""

from __future__ import annotations

from engine.definition.element import Element
from engine.definition.model import MappingText, MessageFlow, Named, Participant, Text
from engine.definition.reading.body import read_association
from engine.definition.reading.ledger import Ledger

COLLABORATIONS = ("collaboration", "choreography", "globalConversation")


def read_participants(ledger: Ledger, root: Element) -> tuple[Participant, ...]:
    found: list[Participant] = []
    for name in COLLABORATIONS:
        for collaboration in ledger.each(root, name):
            found.extend(_participant(ledger, source) for source in ledger.each(collaboration, "participant"))
            for association in ledger.each(collaboration, "association"):
                read_association(ledger, association)
    return tuple(found)


def _participant(ledger: Ledger, source: Element) -> Participant:
    multiplicity = ledger.child(source, "participantMultiplicity")
    if multiplicity is not None:
        ledger.attr(multiplicity, "minimum")
        ledger.attr(multiplicity, "maximum")
    for name in ("interfaceRef", "endPointRef"):
        ledger.refs(source, name)
    return Participant(
        id=source.id or f"line-{source.line}",
        name=source.get("name"),
        line=source.line,
        source=source,
        process=ledger.ref(source, "processRef"),
    )


def read_message_flows(ledger: Ledger, root: Element) -> tuple[MessageFlow, ...]:
    return tuple(
        MessageFlow(
            id=source.id or f"line-{source.line}",
            name=source.get("name"),
            source_ref=ledger.ref(source, "sourceRef") or "",
            target_ref=ledger.ref(source, "targetRef") or "",
            line=source.line,
            source=source,
            message=ledger.ref(source, "messageRef"),
        )
        for name in COLLABORATIONS
        for collaboration in root.all(name)
        for source in ledger.each(collaboration, "messageFlow")
    )


def read_named(ledger: Ledger, root: Element, kind: str) -> dict[str, Named]:
    """Messages, signals, errors or escalations by id."""
    found: dict[str, Named] = {}
    for source in ledger.each(root, kind):
        item_id = source.id or f"line-{source.line}"
        code = ledger.attr(source, f"{kind}Code") if kind in {"error", "escalation"} else None
        for reference in ("itemRef", "structureRef"):
            ledger.ref(source, reference)
        found[item_id] = Named(
            id=item_id,
            name=source.get("name"),
            line=source.line,
            source=source,
            code=code or (source.get("name") if kind in {"message", "signal"} else None) or None,
            correlation=_zeebe_correlation(ledger, source) if kind == "message" else (),
        )
    return found


def _zeebe_correlation(ledger: Ledger, source: Element) -> tuple[MappingText, ...]:
    from_key = (ledger.attr(e, "correlationKey") for e in ledger.extensions(source, "zeebe:subscription"))
    return tuple(
        MappingText(
            target="correlationKey",
            source=Text(text=key, line=source.line, dialect="zeebe"),
            line=source.line,
        )
        for key in from_key
        if key
    )


def read_correlations(ledger: Ledger, root: Element) -> dict[str, tuple[MappingText, ...]]:
    """Per message id: correlation property → path in the message (of the keys in use)."""
    found: dict[str, list[MappingText]] = {}
    for source in ledger.each(root, "correlationProperty"):
        ledger.attr(source, "type")
        name = source.get("name") or source.id or ""
        for retrieval in ledger.each(source, "correlationPropertyRetrievalExpression"):
            path = ledger.text(retrieval, "messagePath")
            message = ledger.ref(retrieval, "messageRef")
            if path is not None and message:
                found.setdefault(message, []).append(
                    MappingText(target=name, source=path, line=retrieval.line)
                )
    for kind in COLLABORATIONS:
        for collaboration in root.all(kind):
            for key in ledger.each(collaboration, "correlationKey"):
                ledger.refs(key, "correlationPropertyRef")
    return {message: tuple(paths) for message, paths in found.items()}


def read_data_paths(ledger: Ledger, process: Element) -> dict[str, Text]:
    """What the correlation subscriptions of a process bind: property → expression over its data."""
    found: dict[str, Text] = {}
    for subscription in ledger.each(process, "correlationSubscription"):
        ledger.ref(subscription, "correlationKeyRef")
        for binding in ledger.each(subscription, "correlationPropertyBinding"):
            ref = ledger.ref(binding, "correlationPropertyRef") or ""
            path = ledger.text(binding, "dataPath")
            target = ledger.elements.get(ref)
            if path is not None:
                found[(target.get("name") if target is not None else None) or ref] = path
    return found
