"""The approval points of a kind of request as rows of a page: one approver, at most one comparison."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from processes.approval.model_content import FLAGS
from processes.requests.fields import Field
from processes.requests.model_sheet import flag_texts, flags_of
from processes.requests.sheet_fields import NEEDED, Fault, Text

MOST_POINTS: Final = 9
SUPERIOR, SUPERIOR_2 = "superior:1", "superior:2"
OPERATORS: Final = ("gt", "ge", "lt", "le", "eq", "ne")
_NUMBER: Final = re.compile(r"-?\d{1,12}(\.\d{1,4})?")


def point_of(
    number: int, row: Text, fields: Sequence[Field], faults: dict[str, Fault]
) -> Iterator[tuple[str, Any]]:
    """The point that a row says, name by name; what is wrong goes into `faults`, at `points-0-zh`."""
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


def row_of_point(point: Mapping[str, Any]) -> dict[str, str]:
    """The row of a point."""
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


def _test(place: str, row: Text, fields: Sequence[Field], faults: dict[str, Fault]) -> dict[str, Any]:
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
