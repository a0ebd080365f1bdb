"""The components of a form's JSON as fields of a request, as far as they are such."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from processes.requests.fields import DEPARTMENTS, PEOPLE, Choice, Field, Kind


def read(raw: object, english: Mapping[str, str]) -> tuple[Field, ...] | None:
    """The fields of the components of a form; None where one of them is not of these kinds."""
    found = [_read(one, english) for one in raw] if isinstance(raw, list) else [None]
    return None if None in found else tuple(one for one in found if one is not None)


def _read(raw: object, english: Mapping[str, str]) -> Field | None:
    if not isinstance(raw, Mapping):
        return None
    kind = kind_of(raw)
    key = str(raw.get("key") or raw.get("path") or _properties(raw).get("period") or "")
    if kind is None or not key:
        return None
    columns = read(raw.get("components"), english) if kind == "lines" else ()
    if columns is None:
        return None
    zh, told = str(raw.get("label") or key), str(raw.get("description") or "")
    rules = raw.get("validate") if isinstance(raw.get("validate"), Mapping) else {}
    return Field(
        key=key,
        kind=kind,
        zh=zh,
        en=english.get(zh, zh),
        required=_is_required(raw, kind, rules),
        help=told,
        help_en=english.get(told, told) if told else "",
        unit=str(_properties(raw).get("unit") or "") if kind in ("number", "computed") else "",
        choices=tuple(_choices(raw, english)) if kind == "choice" else (),
        columns=columns,
        formula=str(_properties(raw).get("compute") or ""),
    )


def kind_of(raw: Mapping[str, Any]) -> Kind | None:
    """The kind that a component stands for; None for any other component."""
    properties = _properties(raw)
    match raw.get("type"):
        case "textfield":
            return "customer" if properties.get("names") == "customer" else "text"
        case "textarea":
            return "long_text"
        case "number":
            unit = "money" if properties.get("unit") == "money" else "number"
            return "computed" if properties.get("compute") else unit  # type: ignore[return-value]  # both are kinds
        case "checkbox":
            return "yes_no"
        case "datetime" if raw.get("subtype", "date") == "date":
            return "date"
        case "group" if properties.get("period") and not raw.get("path"):
            return "period"
        case "dynamiclist":
            return "lines"
        case "filepicker":
            return "file"
        case "select" | "radio":
            return _kind_of_select(raw)
    return None


def _kind_of_select(raw: Mapping[str, Any]) -> Kind | None:
    listed = raw.get("valuesList")
    if listed:
        return {PEOPLE: "person", DEPARTMENTS: "department"}.get(str(listed))  # type: ignore[return-value]  # kinds
    return "choice" if isinstance(raw.get("values"), list) else None


def _choices(raw: Mapping[str, Any], english: Mapping[str, str]) -> Iterator[Choice]:
    for one in raw["values"]:
        if isinstance(one, Mapping):
            zh = str(one.get("label", one.get("value", "")))
            yield Choice(code=str(one.get("value", "")), zh=zh, en=english.get(zh, zh))


def _is_required(raw: Mapping[str, Any], kind: Kind, rules: Any) -> bool:
    if kind == "period":
        inner = raw.get("components")
        return isinstance(inner, list) and any((one.get("validate") or {}).get("required") for one in inner)
    if kind == "lines":
        return _properties(raw).get("lines") == "required"
    return rules.get("required") is True


def _properties(raw: Mapping[str, Any]) -> Mapping[str, Any]:
    found = raw.get("properties")
    return found if isinstance(found, Mapping) else {}
