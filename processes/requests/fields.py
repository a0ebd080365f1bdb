"""The fields that a request is built of, as a page edits them, and as the form's JSON says them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, get_args

Kind = Literal[
    "text",
    "long_text",
    "number",
    "money",
    "date",
    "period",
    "choice",
    "yes_no",
    "person",
    "department",
    "customer",
    "file",
    "lines",
    "computed",
]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
#: Kinds that stand in a table of lines.
IN_LINES: Final[tuple[Kind, ...]] = ("text", "number", "money", "date", "choice", "yes_no")
#: Kinds whose form component is a number.
NUMBERS: Final[tuple[Kind, ...]] = ("number", "money", "computed")
#: The two days of a period, after its key.
FROM, TO = "_from", "_to"
LONGEST_TEXT, LONGEST_LONG_TEXT = 200, 2000
#: Lists of people and departments: read when the form is used.
PEOPLE, DEPARTMENTS = "people", "departments"
_LISTS: Final = {"person": PEOPLE, "department": DEPARTMENTS}
_FROM_WORDS, _TO_WORDS = ("开始日期", "From"), ("结束日期", "To")


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """One of the values of a choice."""

    code: str
    zh: str
    en: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Field:
    """One field. `unit` of numbers: "", days or percent. `formula` of computed ones: FEEL over the others."""

    key: str
    kind: Kind
    zh: str
    en: str
    required: bool = False
    help: str = ""
    help_en: str = ""
    unit: str = ""
    choices: tuple[Choice, ...] = ()
    columns: tuple[Field, ...] = ()
    formula: str = ""


def components(fields: Iterable[Field]) -> list[dict[str, Any]]:
    """The components of the form."""
    return [_component(field) for field in fields]


def texts(fields: Iterable[Field]) -> Iterator[tuple[str, str]]:
    """Chinese text → English text of everything that the fields show."""
    for field in fields:
        yield field.zh, field.en
        if field.help:
            yield field.help, field.help_en or field.help
        yield from ((one.zh, one.en) for one in field.choices)
        if field.kind == "period":
            yield from (_FROM_WORDS, _TO_WORDS)
        yield from texts(field.columns)


def _component(field: Field) -> dict[str, Any]:
    made: dict[str, Any] = {"id": field.key, "key": field.key, "label": field.zh}
    if field.help:
        made["description"] = field.help
    rules: dict[str, Any] = {"required": True} if field.required else {}
    made |= _KINDS[field.kind](field, rules)
    if rules:
        made["validate"] = rules
    return made


def _text(_field: Field, rules: dict[str, Any]) -> dict[str, Any]:
    rules["maxLength"] = LONGEST_TEXT
    return {"type": "textfield"}


def _long_text(_field: Field, rules: dict[str, Any]) -> dict[str, Any]:
    rules["maxLength"] = LONGEST_LONG_TEXT
    return {"type": "textarea"}


def _number(field: Field, rules: dict[str, Any]) -> dict[str, Any]:
    rules["min"] = 0
    made: dict[str, Any] = {"type": "number"}
    return made | {"properties": {"unit": field.unit}} if field.unit else made


def _money(_field: Field, rules: dict[str, Any]) -> dict[str, Any]:
    rules["min"] = 0
    return {"type": "number", "decimalDigits": 2, "properties": {"unit": "money"}}


def _computed(field: Field, _rules: dict[str, Any]) -> dict[str, Any]:
    unit = {"unit": field.unit} if field.unit else {}
    return {"type": "number", "readonly": True, "properties": {"compute": field.formula, **unit}}


def _date(field: Field, _rules: dict[str, Any]) -> dict[str, Any]:
    return {"type": "datetime", "subtype": "date", "dateLabel": field.zh}


def _period(field: Field, rules: dict[str, Any]) -> dict[str, Any]:
    days = [
        {
            "id": field.key + end,
            "key": field.key + end,
            "type": "datetime",
            "subtype": "date",
            "label": words[0],
            "dateLabel": words[0],
            **({"validate": {"required": True}} if rules.pop("required", field.required) else {}),
        }
        for end, words in ((FROM, _FROM_WORDS), (TO, _TO_WORDS))
    ]
    return {"type": "group", "key": None, "properties": {"period": field.key}, "components": days}


def _choice(field: Field, _rules: dict[str, Any]) -> dict[str, Any]:
    return {"type": "select", "values": [{"value": one.code, "label": one.zh} for one in field.choices]}


def _yes_no(_field: Field, rules: dict[str, Any]) -> dict[str, Any]:
    rules.pop("required", None)  # a box that must be ticked would not be a question
    return {"type": "checkbox"}


def _listed(field: Field, _rules: dict[str, Any]) -> dict[str, Any]:
    return {"type": "select", "valuesList": _LISTS[field.kind]}


def _customer(_field: Field, rules: dict[str, Any]) -> dict[str, Any]:
    rules["maxLength"] = LONGEST_TEXT
    return {"type": "textfield", "properties": {"names": "customer"}}


def _file(_field: Field, _rules: dict[str, Any]) -> dict[str, Any]:
    return {"type": "filepicker", "multiple": True}


def _lines(field: Field, rules: dict[str, Any]) -> dict[str, Any]:
    needed = {"lines": "required"} if rules.pop("required", False) else {}
    return {
        "type": "dynamiclist",
        "key": None,
        "path": field.key,
        "allowAddRemove": True,
        "isRepeating": True,
        **({"properties": needed} if needed else {}),
        "components": [one | {"id": f"{field.key}_{one['id']}"} for one in components(field.columns)],
    }


_KINDS: Final = {
    "text": _text,
    "long_text": _long_text,
    "number": _number,
    "money": _money,
    "computed": _computed,
    "date": _date,
    "period": _period,
    "choice": _choice,
    "yes_no": _yes_no,
    "person": _listed,
    "department": _listed,
    "customer": _customer,
    "file": _file,
    "lines": _lines,
}


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
