"""The page on which a kind of request is set up: what was typed, read as a design, every fault at its place."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from processes.requests.fields import Field
from processes.requests.head import GROUPS, Head
from processes.requests.model_sheet import model_of, texts_of
from processes.requests.packaging import Design
from processes.requests.sheet_fields import NEEDED, Fault, Text, fields_of, row_of
from processes.requests.sheet_points import point_of, row_of_point

#: place (`name`, `fields-0-zh`) → Chinese, English
Faults = dict[str, Fault]


@dataclass(kw_only=True, slots=True)
class Typed:
    """What stands on the page: plain texts by name, and rows of texts for fields and points."""

    basics: dict[str, str] = field(default_factory=dict)
    starters: list[str] = field(default_factory=list)
    filing: list[str] = field(default_factory=list)
    fields: list[dict[str, str]] = field(default_factory=list)
    points: list[dict[str, str]] = field(default_factory=list)


def design_of(key: str, typed: Typed) -> tuple[Design, Faults]:
    """The design that the page says. With faults it must not be published."""
    faults: Faults = {}
    fields = fields_of(typed.fields, faults)
    points = [dict(point_of(number, row, fields, faults)) for number, row in enumerate(typed.points)]
    basics = typed.basics
    for name in ("zh", "en"):
        if not basics.get(name, "").strip():
            faults[name] = NEEDED
    if not typed.fields:
        faults["fields"] = ("至少需要一个字段", "At least one field is needed")
    model, limits = model_of(basics, faults)
    head = Head(
        icon=basics.get("icon", "") or "file-text",
        group=basics.get("group", "") if basics.get("group") in GROUPS else "office",
        about=basics.get("about", "").strip(),
        about_en=basics.get("about_en", "").strip(),
        number=_pattern(basics, faults),
        model=model,
        limits=limits,
        summary=tuple(one.key for one in fields if one.kind in ("period", "customer", "text"))[:2],
        amount=next((one.key for one in reversed(fields) if _is_amount(one)), ""),
        starters=tuple(typed.starters),
        filing=tuple(typed.filing),
        points=tuple(points),
    )
    zh, en = basics.get("zh", "").strip()[:100], basics.get("en", "").strip()[:100]
    return Design(key=key, zh=zh, en=en, head=head, fields=tuple(fields)), faults


def typed_of(design: Design) -> Typed:
    """The page of a design."""
    head = design.head
    return Typed(
        basics={
            "zh": design.zh,
            "en": design.en,
            "icon": head.icon,
            "group": head.group,
            "about": head.about,
            "about_en": head.about_en,
            "number": head.number,
            **texts_of(head),
        },
        starters=list(head.starters),
        filing=list(head.filing),
        fields=[row_of(one) for one in design.fields],
        points=[row_of_point(one) for one in head.points],
    )


def _pattern(basics: Text, faults: Faults) -> str:
    text = basics.get("number", "").strip()
    if not text:
        return ""
    if re.fullmatch(r"[A-Za-z]{1,8}", text):  # only a prefix: the rest as usual
        return text.upper() + "-{year}-{no:04d}"
    if "{no" not in text:
        faults["number"] = ("前缀（字母），或含 {no} 的格式", "A prefix of letters, or a pattern with {no}")
    return text


def _is_amount(one: Field) -> bool:
    return one.kind == "money" or (one.kind == "computed" and one.unit == "money")
