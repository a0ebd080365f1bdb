"""The checks of a form as a whole; what concerns one type is in its own file under `forms/fields`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Final

from marshmallow import ValidationError

from engine import feel
from engine.definition.findings import Finding
from forms.fields.component import Component
from forms.fields.errors import FieldError
from forms.fields.registry import FIELD_TYPES
from forms.schema.form import Form
from forms.schema.places import Places
from forms.schema.texts import RULES

COMMON: Final = frozenset(
    {
        "type",
        "id",
        "key",
        "label",
        "description",
        "defaultValue",
        "validate",
        "conditional",
        "properties",
        "layout",
        "readonly",
        "disabled",
        "schemaVersion",
        "components",
        "path",
        "isTemplate",
        "templateId",
    }
)
_ILLEGAL: Final = frozenset(
    {"__proto__", "constructor", "prototype", "hasOwnProperty", "toString", "valueOf"}
)
_UNLABELLED: Final = frozenset(
    {"text", "html", "image", "spacer", "separator", "expression", "group", "table"}
)
Found = tuple[str, dict[str, object]]


def check_form(form: Form, *, file: str, twice: list[str], places: Places) -> tuple[Finding, ...]:
    """All findings of the form."""
    found: list[Finding] = []
    for name in dict.fromkeys(twice):
        line = places.line_of_name(name)
        found.append(_finding("FORM_JSON_KEY_TWICE", file, None, line, name=name[:60]))
        if name in _ILLEGAL:
            found.append(_finding("FORM_KEY_ILLEGAL", file, name, line, name=name))
    found += _names(form.components, file)
    for component in form.all():
        for code, args in _component(component):
            named = {"name": component.label or component.name, **args}
            found.append(_finding(code, file, component.name, component.line, **named))
    if not any(c.key for c in form.all()):
        found.append(_finding("FORM_EMPTY", file, None, 1))
    return tuple(sorted(found, key=lambda f: (f.severity != "error", f.line or 0)))


def _finding(code: str, file: str, element: str | None, line: int, **args: object) -> Finding:
    return Finding(code=code, rule=RULES[code], file=file, element=element, line=line, args=args)


def _names(components: tuple[Component, ...], file: str) -> list[Finding]:
    """Keys are unique within their object, ids within the form."""
    found: list[Finding] = []
    ids: set[str] = set()
    for top in components:
        for component in top.walk():
            own = component.raw.get("id")
            if isinstance(own, str) and own in ids:
                found.append(_finding("FORM_ID_TWICE", file, component.name, component.line, id=own[:60]))
            ids.add(str(own))
    found += _keys(components, file, set())
    return found


def _keys(components: tuple[Component, ...], file: str, seen: set[str]) -> list[Finding]:
    found: list[Finding] = []
    for component in components:
        name = component.key or component.path
        if name and (component.key or component.children):
            if name in seen and component.type != "group":
                found.append(_finding("FORM_KEY_TWICE", file, name, component.line, name=name[:60]))
            seen.add(name)
        inner = seen if component.type == "group" and not component.path else set()
        found += _keys(component.children, file, inner)
    return found


def _component(component: Component) -> Iterator[Found]:
    kind = FIELD_TYPES.get(component.type)
    if kind is None:
        near = get_close_matches(component.type, FIELD_TYPES, n=1)
        yield (
            "FORM_TYPE_UNKNOWN",
            {"type": component.type[:40] or "–", "near": near[0] if near else "textfield"},
        )
        return
    if kind.keyed and not component.key:
        yield "FORM_KEY_MISSING", {"type": component.type}
    for name in (component.key, component.path):
        if name and not _is_legal(name):
            yield "FORM_KEY_ILLEGAL", {"name": name[:60]}
    if not component.label and component.type not in _UNLABELLED:
        yield "FORM_LABEL_MISSING", {"name": component.name}
    yield from kind.check(component)
    yield from _default(component)
    yield from _expressions(component)
    for attribute in component.raw:
        if attribute not in COMMON and attribute not in kind.attributes:
            near = get_close_matches(attribute, [*COMMON, *kind.attributes], n=1)
            yield (
                "FORM_ATTRIBUTE_UNKNOWN",
                {
                    "attribute": attribute[:40],
                    "type": component.type,
                    "near": near[0] if near else "–",
                },
            )


def _is_legal(name: str) -> bool:
    parts = name.split(".")
    return all(part and part not in _ILLEGAL and not part.startswith("__") for part in parts) and (
        name.replace(".", "").replace("_", "a").replace("-", "a").isalnum()
    )


def _default(component: Component) -> Iterator[Found]:
    """A default must pass the field's own rules."""
    kind, value = FIELD_TYPES[component.type], component.raw.get("defaultValue")
    if not kind.keyed or value is None or value == "":
        return
    if isinstance(value, str) and value.startswith("="):
        return
    try:
        kind.field(component, required=False, data={}).deserialize(value)
    except ValidationError as refused:
        first = refused.messages[0] if isinstance(refused.messages, list) else None
        reason = first if isinstance(first, FieldError) else FieldError(code="TYPE_TEXT")
        yield "FORM_DEFAULT", {"reason_en": reason.text("en"), "reason_zh": reason.text("zh")}


def _expressions(component: Component) -> Iterator[Found]:
    for text in _expression_texts(component):
        try:
            feel.compile_expression(text.strip().removeprefix("="))
        except feel.FeelError as error:
            yield (
                "FORM_EXPRESSION",
                {
                    "text": text[:60],
                    "reason_en": error.text("en"),
                    "reason_zh": error.text("zh"),
                },
            )


def _expression_texts(component: Component) -> Iterator[str]:
    if component.hide:
        yield component.hide
    for name in ("expression", "valuesExpression", "dataSource", "columnsExpression"):
        text = component.raw.get(name)
        if isinstance(text, str) and text.strip().removeprefix("="):
            yield text
    marked: Mapping[str, object] = {**component.validate, **component.raw}
    for name in ("label", "description", "readonly", "min", "max", "minLength", "maxLength", "text"):
        text = marked.get(name)
        if isinstance(text, str) and text.startswith("=") and len(text) > 1:
            yield text
