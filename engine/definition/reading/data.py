"""Data: what scopes hold, and how it flows into and out of activities and events."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from engine.definition.element import Element
from engine.definition.model import DataItem, MappingText, Shape, Text
from engine.definition.reading.ledger import Ledger
from engine.definition.reading.loops import data_name

_ITEMS: Final = ("dataObject", "dataObjectReference", "property", "dataStoreReference")
_PARTS: Final = ("dataInput", "dataOutput")
_SETS: Final = ("inputSet", "outputSet")
_SET_REFS: Final = (
    "dataInputRefs",
    "dataOutputRefs",
    "optionalInputRefs",
    "optionalOutputRefs",
    "whileExecutingInputRefs",
    "whileExecutingOutputRefs",
    "inputSetRefs",
    "outputSetRefs",
)


def read_data_items(ledger: Ledger, scope: Element) -> tuple[DataItem, ...]:
    """Data objects, references, properties and data stores that stand in this scope."""
    return tuple(_item(ledger, child) for name in _ITEMS for child in ledger.each(scope, name))


def _item(ledger: Ledger, source: Element) -> DataItem:
    state = ledger.child(source, "dataState")
    if state is not None:
        ledger.attr(state, "name")
    return DataItem(
        id=source.id or f"line-{source.line}",
        name=source.get("name"),
        line=source.line,
        source=source,
        item=ledger.ref(source, "itemSubjectRef"),
        refers_to=ledger.ref(source, "dataObjectRef") or ledger.ref(source, "dataStoreRef"),
        initial=_initial(ledger, source),
    )


_PLAIN_TYPES: Final = frozenset({"int", "integer", "long", "double", "decimal", "float", "boolean"})


def _initial(ledger: Ledger, source: Element) -> Text | None:
    """`<activiti:value>`: a number or truth value by the declared type, else a text."""
    for value in ledger.vendor_extensions(source, "value") if source.name == "dataObject" else ():
        kind = (source.get("itemSubjectRef") or "").rpartition(":")[2].lower()
        text = value.text.strip()
        if text:
            plain = kind in _PLAIN_TYPES
            shape: Shape = "expression" if plain else "name"
            return Text(text=text, line=value.line, shape=shape, dialect=value.name.partition(":")[0])
    return None


def read_data_stores(ledger: Ledger, root: Element) -> None:
    """Data stores of the file; a task that uses one is reported, nothing is stored there by itself."""
    for store in ledger.each(root, "dataStore"):
        for attribute in ("capacity", "isUnlimited"):
            ledger.attr(store, attribute)
        ledger.child(store, "dataState")


def read_data_flow(
    ledger: Ledger, source: Element
) -> tuple[tuple[MappingText, ...], tuple[MappingText, ...]]:
    """(inputs, outputs) that the ioSpecification and its associations describe."""
    _read_io(ledger, source)
    inputs = _associations(ledger, source, "dataInputAssociation")
    outputs = _associations(ledger, source, "dataOutputAssociation")
    return tuple(inputs), tuple(outputs)


def _read_io(ledger: Ledger, source: Element) -> None:
    """Inputs, outputs and sets: names for the associations; the rules check that they agree."""
    specification = ledger.child(source, "ioSpecification")
    for holder in (specification, source):
        if holder is None:
            continue
        for name in _PARTS:
            for part in ledger.each(holder, name):
                ledger.child(part, "dataState")
        for name in _SETS:
            for group in ledger.each(holder, name):
                for refs in _SET_REFS:
                    ledger.refs(group, refs)


def _associations(ledger: Ledger, source: Element, name: str) -> Iterator[MappingText]:
    for association in ledger.each(source, name):
        sources = ledger.refs(association, "sourceRef")
        targets = ledger.refs(association, "targetRef")
        transformation = ledger.text(association, "transformation")
        assigned = list(_assignments(ledger, association))
        yield from assigned
        if assigned or not targets:
            continue
        text = transformation
        if text is None and sources:
            text = Text(text=_variable(ledger, sources[0]), line=association.line, shape="variable")
        if text is not None:
            yield MappingText(target=_variable(ledger, targets[0]), source=text, line=association.line)


def _assignments(ledger: Ledger, association: Element) -> Iterator[MappingText]:
    for assignment in ledger.each(association, "assignment"):
        value, target = ledger.text(assignment, "from"), ledger.text(assignment, "to")
        if value is not None and target is not None:
            name = _variable(ledger, target.text)
            yield MappingText(target=name, source=value, line=assignment.line)


def _variable(ledger: Ledger, ref: str) -> str:
    return data_name(ledger, ref)
