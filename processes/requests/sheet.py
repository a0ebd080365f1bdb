"""The page on which a kind of request is set up: what was typed, read as a design, every fault at its place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final, cast

from engine import feel
from processes.approval.model_content import FLAGS
from processes.requests.fields import IN_LINES, KINDS, Choice, Field, Kind
from processes.requests.head import GROUPS, Head
from processes.requests.model_sheet import flag_texts, flags_of, model_of, texts_of
from processes.requests.packaging import Design

Text = Mapping[str, str]
#: place (`name`, `fields-0-zh`) → Chinese, English
Faults = dict[str, tuple[str, str]]
NEEDED = ("此项必填", "This is needed")
MOST_FIELDS: Final = 40
MOST_POINTS: Final = 9
SUPERIOR, SUPERIOR_2 = "superior:1", "superior:2"
OPERATORS: Final = ("gt", "ge", "lt", "le", "eq", "ne")
_WORD: Final = re.compile(r"[a-z][a-z0-9]*")
_NUMBER: Final = re.compile(r"-?\d{1,12}(\.\d{1,4})?")


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
    fields = _fields(typed.fields, faults)
    points = [dict(_point(number, row, fields, faults)) for number, row in enumerate(typed.points)]
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
        fields=[_row(one) for one in design.fields],
        points=[_point_row(one) for one in head.points],
    )


def slug(text: str) -> str:
    """`Kind of leave` → `kind_of_leave`; empty where no letter is in it."""
    return "_".join(_WORD.findall(text.lower()))[:30].strip("_")


def columns_text(columns: Sequence[Field]) -> str:
    """The columns of a table, one a line: Chinese | English | kind | *."""
    return "\n".join(
        " | ".join([one.zh, one.en, one.kind, *(["*"] if one.required else [])]) for one in columns
    )


def choices_text(choices: Sequence[Choice]) -> str:
    """The choices, one a line: Chinese | English."""
    return "\n".join(f"{one.zh} | {one.en}" for one in choices)


def _fields(rows: Sequence[Text], faults: Faults) -> list[Field]:
    found: list[Field] = []
    for number, row in enumerate(rows[:MOST_FIELDS]):
        place = f"fields-{number}"
        zh, en = row.get("zh", "").strip()[:80], row.get("en", "").strip()[:80]
        if not zh:
            faults[f"{place}-zh"] = NEEDED
        kind = cast(Kind, row.get("kind")) if row.get("kind") in KINDS else "text"
        taken = {one.key for one in found}
        detail = row.get("detail", "")
        found.append(
            Field(
                key=row.get("key") or _free(slug(en) or f"field_{number + 1}", taken),
                kind=kind,
                zh=zh,
                en=en or zh,
                required=row.get("required") == "1",
                help=row.get("help", "").strip()[:200],
                help_en=row.get("help_en", "").strip()[:200],
                unit=row.get("unit", "") if kind in ("number", "computed") else "",
                choices=tuple(_choices(detail)) if kind == "choice" else (),
                columns=tuple(_columns(detail)) if kind == "lines" else (),
                formula=detail.strip() if kind == "computed" else "",
            )
        )
        fault = _detail_fault(found[-1])
        if fault is not None:
            faults[f"{place}-detail"] = fault
    return found


def _detail_fault(one: Field) -> tuple[str, str] | None:
    if one.kind == "choice" and len(one.choices) < 2:
        return "至少两个选项，每行一个：中文 | English", "At least two choices, one a line: Chinese | English"
    if one.kind == "lines" and not one.columns:
        return "每行一列：中文 | English | 类型 | *", "One column a line: Chinese | English | kind | *"
    if one.kind == "computed":
        try:
            feel.compile_expression(one.formula.removeprefix("="))
        except feel.FeelError as error:
            return error.text("zh"), error.text("en")
    return None


def _choices(text: str) -> Iterator[Choice]:
    taken: set[str] = set()
    for number, line in enumerate(_lines(text), start=1):
        zh, en = _both(line)
        code = _free(slug(en) or f"choice_{number}", taken)
        taken.add(code)
        yield Choice(code=code, zh=zh, en=en)


def _columns(text: str) -> Iterator[Field]:
    taken: set[str] = set()
    for number, line in enumerate(_lines(text), start=1):
        parts = [part.strip() for part in re.split(r"[|｜]", line)]
        zh, en = parts[0], parts[1] if len(parts) > 1 and parts[1] else parts[0]
        kind = next((one for one in IN_LINES if one in parts[2:]), "text")
        key = _free(slug(en) or f"column_{number}", taken)
        taken.add(key)
        yield Field(key=key, kind=cast(Kind, kind), zh=zh[:80], en=en[:80], required="*" in parts[2:])


def _point(number: int, row: Text, fields: Sequence[Field], faults: Faults) -> Iterator[tuple[str, Any]]:
    place = f"points-{number}"
    zh, en = row.get("zh", "").strip()[:100], row.get("en", "").strip()[:100]
    if not zh:
        faults[f"{place}-zh"] = NEEDED
    yield "name", {"zh": zh, "en": en or zh}
    who = row.get("who", "")
    if who.startswith("superior:"):
        levels = 2 if who == SUPERIOR_2 else 1
        yield "rules", [{"kind": "superior", "levels": levels}]
    elif who:
        yield "positions", [who]
    else:
        faults[f"{place}-who"] = NEEDED
    if row.get("fact"):
        yield "condition", [[_test(place, row, fields, faults)]]
    days = row.get("days", "").strip()
    if days and not (days.isdecimal() and 1 <= int(days) <= 60):
        faults[f"{place}-days"] = ("1 到 60 个工作日", "From 1 to 60 working days")
    elif days:
        yield "deadline", f"P{int(days)}D"
    yield from flags_of(row)


def _test(place: str, row: Text, fields: Sequence[Field], faults: Faults) -> dict[str, Any]:
    name, operator, text = row["fact"], row.get("operator", "gt"), row.get("value", "").strip()
    about = next((one for one in fields if one.key == name), None)
    value: Any = text
    if about is None:
        faults[f"{place}-fact"] = ("没有这个字段", "There is no such field")
    elif about.kind in ("number", "money", "computed"):
        plain = text.replace(",", "").removeprefix("¥")
        if not _NUMBER.fullmatch(plain):
            faults[f"{place}-value"] = ("请填写数字", "Enter a number")
            plain = "0"
        value = Decimal(plain)
    elif about.kind == "yes_no":
        value = text.casefold() not in ("否", "no", "0", "")
        operator = "eq"
    elif about.kind == "choice":
        chosen = next((one.code for one in about.choices if text in (one.code, one.zh, one.en)), None)
        if chosen is None:
            faults[f"{place}-value"] = ("请填写其中一个选项", "Enter one of its choices")
        value = chosen or ""
        operator = operator if operator in ("eq", "ne") else "eq"
    return {"fact": name, "operator": operator if operator in OPERATORS else "gt", "value": value}


def _row(one: Field) -> dict[str, str]:
    detail = {
        "choice": choices_text(one.choices),
        "lines": columns_text(one.columns),
        "computed": one.formula,
    }
    return {
        "key": one.key,
        "kind": one.kind,
        "zh": one.zh,
        "en": one.en,
        "required": "1" if one.required else "",
        "help": one.help,
        "help_en": one.help_en,
        "unit": one.unit,
        "detail": detail.get(one.kind, ""),
    }


def _point_row(point: Mapping[str, Any]) -> dict[str, str]:
    rule: Mapping[str, Any] = next(iter(point.get("rules", [])), {})
    who = next(iter(point.get("positions", [])), "")
    if rule.get("kind") == "superior":
        who = f"superior:{rule.get('levels', 1)}"
    rows = point.get("condition", [])
    test = rows[0][0] if rows and rows[0] else {}
    deadline = str(point.get("deadline", ""))
    return {
        "zh": point.get("name", {}).get("zh", ""),
        "en": point.get("name", {}).get("en", ""),
        "who": who,
        "fact": str(test.get("fact", "")),
        "operator": str(test.get("operator", "gt")),
        "value": str(test.get("value", "")),
        "days": deadline[1:-1] if re.fullmatch(r"P\d+D", deadline) else "",
        **flag_texts(point),
    }


def is_simple(point: Mapping[str, Any]) -> bool:
    """Whether this page can say the whole point: one approver, at most one comparison."""
    rows, rules, posts = point.get("condition", []), point.get("rules", []), point.get("positions", [])
    small = len(rules) + len(posts) == 1 and (not rows or (len(rows) == 1 and len(rows[0]) == 1))
    plain = all(one.get("kind") == "superior" and set(one) <= {"kind", "levels"} for one in rules)
    single = not rows or not isinstance(rows[0][0].get("value"), list)
    said = {"name", "rules", "positions", "condition", "deadline", *FLAGS}
    return small and plain and single and set(point) <= said


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


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()][:50]


def _both(line: str) -> tuple[str, str]:
    zh, _bar, en = re.sub(r"[｜/]", "|", line).partition("|")
    return zh.strip()[:80], (en.strip() or zh.strip())[:80]


def _free(wanted: str, taken: set[str]) -> str:
    number, name = 1, wanted
    while name in taken:
        number += 1
        name = f"{wanted}_{number}"
    return name
