"""Forms that stand within a diagram (`formData`, `formProperty`) as forms of the package."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from engine.definition import Diagram
from engine.definition.model import Body, FieldText, FlowNode
from engine.definition.reading.binding import made_form
from forms.fields.number import decimal
from forms.fields.texts import whole

FOLDER: Final = "forms/made/"
"""What lies there is made anew from the diagram each time; nothing in it is edited."""
_NUMBERS: Final = frozenset({"double", "float", "number"})
_WHOLE: Final = frozenset({"long", "integer", "int", "short"})
_LENGTHS: Final = {"minlength": "minLength", "maxlength": "maxLength"}


def with_made_forms(files: Mapping[str, bytes], diagrams: Iterable[Diagram]) -> dict[str, bytes]:
    """The files with one form for each element that describes its fields, instead of those made before."""
    kept = {path: data for path, data in files.items() if not path.startswith(FOLDER)}
    for diagram in diagrams:
        for process in diagram.processes:
            for node in _described(process.body):
                kept.setdefault(f"forms/{made_form(node.id)}.form", _form(node))
    return kept


def _described(body: Body) -> Iterator[FlowNode]:
    for node in body.nodes:
        if node.binding.fields and node.binding.form == made_form(node.id):
            yield node
        if node.body is not None:
            yield from _described(node.body)


def _form(node: FlowNode) -> bytes:
    form = {
        "id": node.id,
        "type": "default",
        "schemaVersion": 18,
        "title": node.name or node.id,
        "components": [_component(field) for field in _unique(node.binding.fields)],
    }
    return json.dumps(form, ensure_ascii=False, indent=2).encode("utf-8")


def _unique(fields: tuple[FieldText, ...]) -> Iterator[FieldText]:
    """Of two fields for the same variable the first one."""
    seen: set[str] = set()
    for field in fields:
        if field.key not in seen:
            seen.add(field.key)
            yield field


def _component(field: FieldText) -> dict[str, Any]:
    made: dict[str, Any] = {"id": field.key, "key": field.key, "label": field.label or field.key}
    validate: dict[str, Any] = {"required": True} if field.required else {}
    if field.readonly:
        made["readonly"] = True
    if field.type == "boolean":
        made["type"] = "checkbox"
    elif field.type == "enum":
        made["type"] = "select"
        made["values"] = [{"value": value, "label": label} for value, label in field.choices]
    elif field.type == "date":
        made |= {"type": "datetime", "subtype": "date", "dateLabel": made["label"]}
    elif field.type in _NUMBERS or field.type in _WHOLE:
        made |= {"type": "number"} | ({"decimalDigits": 0} if field.type in _WHOLE else {})
        validate |= {name: float(number) for name, number in _ends(field)}
    else:
        made["type"] = "textfield"
        validate |= dict(_lengths(field))
    default = _default(field)
    if default is not None:
        made["defaultValue"] = default
    return made | ({"validate": validate} if validate else {})


def _ends(field: FieldText) -> Iterator[tuple[str, Any]]:
    for name, value in field.limits:
        number = decimal(value)
        if name in {"min", "max"} and number is not None:
            yield name, number


def _lengths(field: FieldText) -> Iterator[tuple[str, Any]]:
    for name, value in field.limits:
        length = whole(value)
        if name in _LENGTHS and length is not None:
            yield _LENGTHS[name], length
        elif name == "pattern":
            yield name, value


def _default(field: FieldText) -> Any:
    """A default that fits its type; computed ones are a finding of the diagram."""
    text = field.default
    if text is None or "${" in text or "#{" in text:
        return None
    if field.type == "boolean":
        return text.lower() == "true"
    if field.type in _NUMBERS or field.type in _WHOLE:
        number = decimal(text)
        return (
            None if number is None else int(number) if number == number.to_integral_value() else float(number)
        )
    if field.type == "enum" and text not in {value for value, _ in field.choices}:
        return None
    return text
