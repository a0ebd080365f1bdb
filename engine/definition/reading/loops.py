"""Multi-instance and standard loop characteristics."""

from __future__ import annotations

from engine.definition.element import Element
from engine.definition.model import EventDefinition, LoopText, Text
from engine.definition.numbers import whole_number
from engine.definition.reading.events import KINDS, read_event_definition, read_event_definitions
from engine.definition.reading.ledger import Ledger
from engine.kernel.program import LoopKind


def read_loop(ledger: Ledger, activity: Element) -> LoopText | None:
    """The activity's loop; two of them is a finding of the rules, the first one counts."""
    for child in activity.children:
        if child.name == "multiInstanceLoopCharacteristics":
            ledger.take(child)
            return _multi_instance(ledger, child)
        if child.name == "standardLoopCharacteristics":
            ledger.take(child)
            return _standard(ledger, child)
    return None


def _standard(ledger: Ledger, source: Element) -> LoopText:
    return LoopText(
        kind=LoopKind.STANDARD,
        line=source.line,
        source=source,
        condition=ledger.text(source, "loopCondition"),
        test_before=ledger.flag(source, "testBefore", default=False),
        maximum=whole_number(ledger.attr(source, "loopMaximum")),
    )


def _multi_instance(ledger: Ledger, source: Element) -> LoopText:
    sequential = ledger.flag(source, "isSequential", default=False)
    item = _data_item(ledger, source, "inputDataItem")
    output_item = _data_item(ledger, source, "outputDataItem")
    collection, element = _collection(ledger, source)
    zeebe = next(iter(ledger.extensions(source, "zeebe:loopCharacteristics")), None)
    return LoopText(
        kind=LoopKind.SEQUENTIAL if sequential else LoopKind.PARALLEL,
        line=source.line,
        source=source,
        cardinality=ledger.text(source, "loopCardinality"),
        collection=collection or _zeebe(ledger, zeebe, "inputCollection") or _data_ref(ledger, source, "In"),
        element_variable=element or (ledger.attr(zeebe, "inputElement") if zeebe else None) or item,
        output_collection=_output_collection(ledger, source, zeebe),
        output_element=_output_element(ledger, source, zeebe, output_item),
        completion=ledger.text(source, "completionCondition"),
        behavior=ledger.attr(source, "behavior") or "All",
        none_event=_behavior_event(ledger, source, "noneBehaviorEventRef"),
        one_event=_behavior_event(ledger, source, "oneBehaviorEventRef"),
        complex_behaviors=_complex(ledger, source),
    )


def _collection(ledger: Ledger, source: Element) -> tuple[Text | None, str | None]:
    own = ledger.attr(source, "gx:collection")
    element = ledger.attr(source, "gx:elementVariable")
    if own:
        return Text(text=own, line=source.line), element
    vendor = ledger.vendor(source, "collection")
    vendor_element = ledger.vendor(source, "elementVariable")
    text = Text(text=vendor[0], line=source.line, dialect=vendor[1]) if vendor else None
    return text, element or (vendor_element[0] if vendor_element else None)


def _output_collection(ledger: Ledger, source: Element, zeebe: Element | None) -> str | None:
    own = ledger.attr(source, "gx:outputCollection")
    foreign = ledger.attr(zeebe, "outputCollection") if zeebe else None
    data = _data_ref(ledger, source, "Out")
    return own or foreign or (data.text if data else None)


def _output_element(ledger: Ledger, source: Element, zeebe: Element | None, item: str | None) -> Text | None:
    own = ledger.attr(source, "gx:outputElement") or item
    return Text(text=own, line=source.line) if own else _zeebe(ledger, zeebe, "outputElement")


def _zeebe(ledger: Ledger, zeebe: Element | None, name: str) -> Text | None:
    value = ledger.attr(zeebe, name) if zeebe else None
    return Text(text=value, line=zeebe.line, dialect="zeebe") if value and zeebe else None


def _data_item(ledger: Ledger, source: Element, name: str) -> str | None:
    child = ledger.child(source, name)
    return (child.get("name") or child.id) if child is not None else None


def _data_ref(ledger: Ledger, source: Element, direction: str) -> Text | None:
    """`loopDataInputRef`: the id of a data input or data object whose name is the variable."""
    child = ledger.child(source, f"loopData{direction}putRef")
    ref = ledger.local(child.text) if child is not None else None
    if not ref or child is None:
        return None
    return Text(text=data_name(ledger, ref), line=child.line)


def data_name(ledger: Ledger, ref: str) -> str:
    """The variable that a data element stands for: its name, its data object's name, or its id."""
    element = ledger.elements.get(ref)
    if element is None:
        return ref
    behind = ledger.elements.get(element.get("dataObjectRef") or element.get("dataStoreRef") or "")
    return (behind.get("name") if behind is not None else None) or element.get("name") or ref


def _behavior_event(ledger: Ledger, source: Element, name: str) -> EventDefinition | None:
    target = ledger.elements.get(ledger.ref(source, name) or "")
    return read_event_definition(ledger, target) if target is not None and target.name in KINDS else None


def _complex(ledger: Ledger, source: Element) -> tuple[tuple[Text | None, EventDefinition | None], ...]:
    """(condition, event to throw) per complexBehaviorDefinition."""
    found: list[tuple[Text | None, EventDefinition | None]] = []
    for child in ledger.each(source, "complexBehaviorDefinition"):
        event = ledger.child(child, "event")
        definitions = read_event_definitions(ledger, event) if event is not None else ()
        found.append((ledger.text(child, "condition"), definitions[0] if definitions else None))
    return tuple(found)
