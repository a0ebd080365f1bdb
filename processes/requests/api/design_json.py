"""A design between JSON and the rows of the page on which kinds are set up: one reader judges both."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from processes.approval.model_content import FLAGS
from processes.requests import sheet
from processes.requests.fields import Choice, Field
from processes.requests.library import Opened
from processes.requests.model_sheet import NAMES
from processes.requests.sheet import Typed
from processes.requests.sheet_columns import columns_text
from processes.requests.sheet_fields import choices_text
from processes.requests.sheet_points import is_simple

BASICS = ("zh", "en", "icon", "group", "about", "about_en", "number", *NAMES)
_FIELD = ("key", "kind", "zh", "en", "help", "help_en", "unit")
_POINT = ("zh", "en", "who", "fact", "operator", "value", "days")


def given(opened: Opened) -> dict[str, Any]:
    """The design as JSON. What the page cannot say is null: fields of other forms, points that are set at Rules."""
    shown, design = sheet.typed_of(opened.design), opened.design
    sayable = not opened.has_flow and all(is_simple(one) for one in design.head.points)
    return {
        **{name: shown.basics[name] for name in BASICS},
        "starters": shown.starters,
        "filing": shown.filing,
        "fields": [_field(one) for one in design.fields] if opened.simple else None,
        "points": [_point(row) for row in shown.points] if sayable else None,
    }


def typed(design: Mapping[str, Any], opened: Opened) -> Typed:
    """The rows of the page for a design of JSON; null is what there is already."""
    before = sheet.typed_of(opened.design)
    fields, points = design["fields"], design["points"]
    return Typed(
        basics={name: design[name] for name in BASICS},
        starters=list(design["starters"]),
        filing=list(design["filing"]),
        fields=before.fields if fields is None else [_row(one) for one in fields],
        points=before.points if points is None else [_point_row(one) for one in points],
    )


def _field(one: Field) -> dict[str, Any]:
    return {
        **{name: getattr(one, name) for name in _FIELD},
        "required": one.required,
        "choices": _words(one.choices),
        "columns": [
            {
                "key": column.key,
                "zh": column.zh,
                "en": column.en,
                "kind": column.kind,
                "required": column.required,
                "choices": _words(column.choices),
            }
            for column in one.columns
        ],
        "formula": one.formula,
    }


def _point(row: Mapping[str, str]) -> dict[str, Any]:
    flags = {name: row.get(name) == "1" for name in FLAGS}
    return {**{name: row[name] for name in _POINT}, **flags}


def _point_row(one: Mapping[str, Any]) -> dict[str, str]:
    flags = {name: "1" if one[name] else "" for name in FLAGS}
    return {**{name: one[name] for name in _POINT}, **flags}


def _words(choices: tuple[Choice, ...]) -> list[dict[str, str]]:
    return [{"code": one.code, "zh": one.zh, "en": one.en} for one in choices]


def _row(one: Mapping[str, Any]) -> dict[str, str]:
    detail = {
        "choice": choices_text(_choices(one)),
        "lines": columns_text([_column(each) for each in one["columns"]]),
        "computed": one["formula"],
    }
    return {
        **{name: one[name] for name in _FIELD},
        "required": "1" if one["required"] else "",
        "detail": detail.get(one["kind"], ""),
    }


def _column(one: Mapping[str, Any]) -> Field:
    names = ("key", "kind", "zh", "en", "required")
    return Field(choices=_choices(one), **{name: one[name] for name in names})


def _choices(one: Mapping[str, Any]) -> tuple[Choice, ...]:
    return tuple(Choice(**each) for each in one["choices"])
