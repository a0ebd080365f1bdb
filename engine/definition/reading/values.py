"""The values of the vendors' parameters: texts, scripts, lists and maps."""

from __future__ import annotations

from engine.definition.element import Element
from engine.definition.model import MappingText, Text
from engine.definition.reading.ledger import VENDORS, Ledger, mapping


def parameters(ledger: Ledger, source: Element, holder: str, name: str) -> list[MappingText | None]:
    """`camunda:inputParameter` of the holders (`inputOutput`) that stand in `source`."""
    found: list[MappingText | None] = []
    for outer in _holders(ledger, source, holder):
        prefix = outer.name.partition(":")[0]
        for parameter in ledger.each(outer, f"{prefix}:{name}"):
            each = mapping(
                ledger.attr(parameter, "name"), read_value(ledger, parameter, prefix), parameter.line
            )
            if each is None:
                ledger.forget(parameter)
            found.append(each)
    return found


def _holders(ledger: Ledger, source: Element, name: str) -> list[Element]:
    """Within `extensionElements`, or directly in a vendor's own element."""
    if ":" not in source.name:
        return ledger.vendor_extensions(source, name)
    return [child for prefix in VENDORS for child in ledger.each(source, f"{prefix}:{name}")]


def read_value(ledger: Ledger, source: Element, prefix: str) -> Text:
    """What an element's text or its only child says; an empty one is null."""
    for child in source.children:
        kind = child.name.removeprefix(f"{prefix}:")
        if kind == "script":
            return _script(ledger, child, prefix)
        if kind == "list":
            return _list(ledger, child, prefix)
        if kind == "map":
            return _map(ledger, child, prefix)
        if kind in {"value", "string"}:
            ledger.take(child)
            return read_value(ledger, child, prefix)
    text = source.text.strip()
    if not text:
        return Text(text="null", line=source.line)
    return Text(text=text, line=source.line, shape="name", dialect=prefix)


def _script(ledger: Ledger, source: Element, prefix: str) -> Text:
    ledger.take(source)
    language = ledger.attr(source, "scriptFormat") or "–"
    text = source.text.strip() or ledger.attr(source, "resource") or "null"
    return Text(text=text, line=source.line, language=language, shape="script", dialect=prefix)


def _list(ledger: Ledger, source: Element, prefix: str) -> Text:
    ledger.take(source)
    items = tuple(("", _item(ledger, child, prefix)) for child in source.children)
    return Text(text=source.name, line=source.line, shape="list", dialect=prefix, parts=items)


def _item(ledger: Ledger, child: Element, prefix: str) -> Text:
    """`<camunda:value>` or `<camunda:script>` in a list."""
    if child.name == f"{prefix}:script":
        return _script(ledger, child, prefix)
    if child.name == f"{prefix}:value":
        ledger.take(child)
        for attribute in ("id", "name"):
            ledger.attr(child, attribute)
    return read_value(ledger, child, prefix)


def _map(ledger: Ledger, source: Element, prefix: str) -> Text:
    ledger.take(source)
    entries = tuple(
        (ledger.attr(entry, "key") or "", read_value(ledger, entry, prefix))
        for entry in ledger.each(source, f"{prefix}:entry")
    )
    return Text(text=source.name, line=source.line, shape="map", dialect=prefix, parts=entries)
