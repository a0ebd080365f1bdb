"""Fields of a request as the components of a form's JSON."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from processes.requests.fields import DEPARTMENTS, FROM, FROM_WORDS, PEOPLE, TO, TO_WORDS, Field

LONGEST_TEXT, LONGEST_LONG_TEXT = 200, 2000
_LISTS: Final = {"person": PEOPLE, "department": DEPARTMENTS}


def components(fields: Iterable[Field]) -> list[dict[str, Any]]:
    """The components of the form."""
    return [_component(field) for field in fields]


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
        for end, words in ((FROM, FROM_WORDS), (TO, TO_WORDS))
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
