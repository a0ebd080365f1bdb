"""Forms that are described within the diagram: `formData`, `formProperty`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from engine.definition.element import Element
from engine.definition.model import FieldText
from engine.definition.reading.ledger import VENDORS, Ledger

_LIMITS: Final[Mapping[str, str]] = {
    "minlength": "minlength",
    "maxlength": "maxlength",
    "min": "min",
    "max": "max",
    "pattern": "pattern",
}


def read_fields(ledger: Ledger, source: Element) -> tuple[FieldText, ...]:
    """The fields in the order of the file; those without a name are left to the ledger's report."""
    found = [_property(ledger, each) for each in ledger.vendor_extensions(source, "formProperty")]
    for data in ledger.vendor_extensions(source, "formData"):
        for prefix in VENDORS:
            found += [_field(ledger, each, prefix) for each in ledger.each(data, f"{prefix}:formField")]
    return tuple(each for each in found if each is not None)


def _field(ledger: Ledger, source: Element, prefix: str) -> FieldText | None:
    """`<camunda:formField id="amount" label="Amount" type="long">`"""
    key = ledger.attr(source, "id")
    limits = dict(_constraints(ledger, source, prefix))
    if not key:
        return None
    return FieldText(
        key=key,
        label=ledger.attr(source, "label") or None,
        type=(ledger.attr(source, "type") or "string").lower(),
        default=ledger.attr(source, "defaultValue") or None,
        line=source.line,
        required="required" in limits,
        readonly="readonly" in limits,
        choices=_choices(ledger, source, prefix),
        limits=tuple((_LIMITS[name], value) for name, value in limits.items() if name in _LIMITS and value),
    )


def _constraints(ledger: Ledger, source: Element, prefix: str) -> Iterator[tuple[str, str]]:
    """Known constraints; a validator class stays unread and is reported."""
    for holder in ledger.each(source, f"{prefix}:validation"):
        for each in holder.all(f"{prefix}:constraint"):
            name = each.get("name") or ""
            if name in _LIMITS or name in {"required", "readonly"}:
                ledger.take(each)
                ledger.attr(each, "name")
                value = ledger.attr(each, "config") or ""
                if value.lower() != "false" or name in _LIMITS:
                    yield name, value


def _choices(ledger: Ledger, source: Element, prefix: str) -> tuple[tuple[str, str], ...]:
    found: list[tuple[str, str]] = []
    for each in ledger.each(source, f"{prefix}:value"):
        value, label = ledger.attr(each, "id"), ledger.attr(each, "name")
        if value:
            found.append((value, label or value))
    return tuple(found)


def _property(ledger: Ledger, source: Element) -> FieldText | None:
    """`<activiti:formProperty id="amount" name="Amount" type="long" required="true"/>`; `variable` wins."""
    prefix = source.name.partition(":")[0]
    name = ledger.attr(source, "id")
    key = ledger.attr(source, "variable") or name
    if not key:
        return None
    return FieldText(
        key=key,
        label=ledger.attr(source, "name") or name,
        type=(ledger.attr(source, "type") or "string").lower(),
        default=ledger.attr(source, "default") or ledger.attr(source, "value") or None,
        line=source.line,
        required=ledger.flag(source, "required", default=False),
        readonly=not ledger.flag(source, "writable", default=True),
        choices=_choices(ledger, source, prefix),
    )
