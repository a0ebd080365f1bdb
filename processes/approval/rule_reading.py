"""Reading the grid of approver rules: one row per rule, every fault at its cell, and showing rules as rows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from forms.shell.grid import GridRow
from processes.approval.approver_rule import HOLDERS, KINDS, Limit, Rule, StandIn
from processes.approval.documents import FactField
from processes.approval.errors import Fault
from processes.approval.naming import Naming
from processes.approval.rule_check import MOST_LEVELS, MOST_LIMITS
from processes.approval.rule_words import stand_in_words
from processes.approval.values import Unreadable, read_value, show_value

PREFIX = "rules"
CELLS = ("kind", "who", "near", "holders", "rank", "fresh", "fallback")
HIGHEST_RANK = 999
_ELSE = re.compile(
    r"(?:其余|其他|超出各档|以上|else|otherwise|above every limit|above)\b[\s:：]*", re.IGNORECASE
)
_LINE = re.compile(
    r"(?:≤|<=|不超过|up to)?\s*([-−]?[¥￥]?\d[\d.,]*\s*[万亿%％]?)\s*[:：]?\s*(\D.*)", re.IGNORECASE
)
Refuse = Callable[[str, str, str], None]


def read_rules(rows: Sequence[GridRow], names: Naming, faults: list[Fault]) -> tuple[Rule, ...]:
    """The rules that were typed. Rows in which nothing was said are left out."""
    found = []
    for row in rows:
        kind = row.values["kind"]
        if kind in ("", "position") and not row.values["who"] and not row.values["fallback"]:
            continue

        def refuse(key: str, zh: str, en: str, index: int | None = row.index) -> None:
            faults.append(Fault(place=f"{PREFIX}-{index}-{key}", zh=zh, en=en))

        found.append(_rule(row, names, refuse))
    return tuple(found)


def shown_rules(rules: Iterable[Rule], names: Naming) -> list[GridRow]:
    """Rules as rows of the grid."""
    return [
        GridRow(values=_values(rule, names), id=str(index), index=index) for index, rule in enumerate(rules)
    ]


def _values(rule: Rule, names: Naming) -> dict[str, str]:
    return {
        "kind": f"amount:{rule.fact}" if rule.kind == "amount" else rule.kind,
        "who": _who(rule, names),
        "near": "near" if rule.near else "all",
        "holders": rule.holders,
        "rank": str(rule.rank) if rule.rank else "",
        "fresh": "fresh" if rule.fresh else "",
        "fallback": stand_in_words(rule.fallback, names) if rule.fallback else "",
    }


def _who(rule: Rule, names: Naming) -> str:
    match rule.kind:
        case "position" | "department":
            return names.title(rule.position)
        case "superior":
            return str(rule.levels)
        case "person":
            return names.name(rule.person)
        case "amount":
            fact = names.document.fact(rule.fact) if names.document else None
            lines = [_line(fact, limit, names) for limit in rule.limits]
            return ("；" if names.lang == "zh" else "; ").join(lines)


def _line(fact: FactField | None, limit: Limit, names: Naming) -> str:
    title = names.title(limit.position)
    if limit.up_to is None or fact is None:
        return f"{'其余' if names.lang == 'zh' else 'else'} {title}"
    return f"≤ {show_value(fact, limit.up_to, names.lang)} {title}"


def _rule(row: GridRow, names: Naming, refuse: Refuse) -> Rule:
    given = row.values
    kind, _, fact = given["kind"].partition(":")
    rule = Rule(
        kind=next((each for each in KINDS if each == kind), "position"),
        near=given["near"] != "all",
        holders=next((each for each in HOLDERS if each == given["holders"]), "each"),
        rank=_number(given["rank"], "rank", 0, HIGHEST_RANK, refuse) if given["rank"] else 0,
        fresh=bool(given["fresh"]),
        fallback=_stand_in(given["fallback"], names, refuse),
    )
    who = given["who"]
    match rule.kind:
        case "position" | "department":
            return replace(rule, position=_position(who, "who", names, refuse))
        case "superior":
            return replace(rule, levels=_number(who or "1", "who", 1, MOST_LEVELS, refuse))
        case "person":
            return replace(rule, person=_person(who, names, refuse))
        case "amount":
            known = names.document.fact(fact) if names.document else None
            if known is None or known.type != "number":
                refuse("kind", "请选择方式", "Choose a way")
                return rule
            return replace(rule, fact=fact, limits=_limits(known, who, names, refuse))


def _position(text: str, key: str, names: Naming, refuse: Refuse) -> str:
    code = names.position_of(text) if text else None
    if code is None:
        if text:
            refuse(key, f"没有职位“{text}”", f"There is no position “{text}”")
        else:
            refuse(key, "请填写职位", "Enter a position")
    return code or ""


def _person(text: str, names: Naming, refuse: Refuse) -> str:
    login = names.person_of(text) if text else None
    if login is None:
        refuse(
            "who", "请填写一位在职人员的姓名或账号", "Enter the name or login of one person who works here"
        )
    return login or ""


def _stand_in(text: str, names: Naming, refuse: Refuse) -> StandIn | None:
    if not text:
        return None
    code, login = names.position_of(text), names.person_of(text)
    if code is not None:
        return StandIn(position=code)
    if login is not None:
        return StandIn(person=login)
    refuse("fallback", f"没有职位或人员“{text}”", f"There is no position or person “{text}”")
    return None


def _number(text: str, key: str, least: int, most: int, refuse: Refuse) -> int:
    if text.isascii() and text.isdigit() and len(text) <= 4 and least <= int(text) <= most:
        return int(text)
    refuse(key, f"请填写 {least} 到 {most} 的整数", f"Enter a whole number from {least} to {most}")
    return max(least, 1) if key == "who" else 0


def _limits(fact: FactField, text: str, names: Naming, refuse: Refuse) -> tuple[Limit, ...]:
    parts = [part.strip() for part in re.split(r"[;；\n]", text) if part.strip()]
    example_zh, example_en = _example(fact)
    if not 1 <= len(parts) <= MOST_LIMITS:
        refuse("who", f"请按金额分档填写，例如 {example_zh}", f"Enter lines, for example {example_en}")
        return ()
    limits = []
    for number, part in enumerate(parts, start=1):
        match = _LINE.fullmatch(part)
        if (match is None) != (number == len(parts)):
            refuse(
                "who",
                f"只有最后一档不写上限，例如 {example_zh}",
                f"All but the last line need a limit: {example_en}",
            )
            return ()
        try:
            bound = None if match is None else read_value(fact, "le", match[1])
        except Unreadable as unreadable:
            refuse("who", unreadable.zh, unreadable.en)
            return ()
        position = _position(match[2] if match else _ELSE.sub("", part, count=1), "who", names, refuse)
        limits.append(Limit(up_to=bound, position=position))  # type: ignore[arg-type]  # a number fact reads numbers
    bounds = [one.up_to for one in limits if one.up_to is not None]
    if bounds != sorted(set(bounds)):
        refuse("who", "各档上限应从小到大", "The limits must be in ascending order")
    return tuple(limits)


def _example(fact: FactField) -> tuple[str, str]:
    limit = Decimal("0.1") if fact.unit == "percent" else Decimal(100_000)
    zh, en = show_value(fact, limit, "zh"), show_value(fact, limit, "en")
    return f"≤ {zh} 销售经理；其余 总经理", f"≤ {en} Sales manager; else General manager"
