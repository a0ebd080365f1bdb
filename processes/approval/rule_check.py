"""Whether the approver rules of a point can find anybody: positions, people and tables that exist."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from processes.approval.approver_rule import Rule, StandIn
from processes.approval.documents import DocumentType
from processes.approval.errors import Fault
from processes.approval.model import Point

MOST_RULES, MOST_LEVELS, MOST_LIMITS = 20, 20, 20


def rule_faults(
    point: Point,
    place: str,
    document: DocumentType,
    positions: Collection[str],
    people: Collection[str] | None,
) -> Iterator[Fault]:
    """What is wrong with who decides. Rules in the short form are at `positions`, the others at `rules/<n>`."""
    if not point.approver_rules:
        yield _fault(f"{place}/positions", "请填写至少一个审批人", "Say who approves")
    if len(point.approver_rules) > MOST_RULES:
        yield _fault(f"{place}/rules", f"最多 {MOST_RULES} 条规则", f"At most {MOST_RULES} rules")
    for code in point.positions:
        yield from _position(code, f"{place}/positions", positions)
    for number, rule in enumerate(point.rules):
        yield from _rule(rule, f"{place}/rules/{number}", document, positions, people)


def _rule(
    rule: Rule,
    place: str,
    document: DocumentType,
    positions: Collection[str],
    people: Collection[str] | None,
) -> Iterator[Fault]:
    if rule.kind in ("position", "department"):
        yield from _position(rule.position, f"{place}/position", positions)
    elif rule.kind == "superior" and not 1 <= rule.levels <= MOST_LEVELS:
        yield _fault(f"{place}/levels", f"1 到 {MOST_LEVELS} 级", f"1 to {MOST_LEVELS} levels")
    elif rule.kind == "person":
        yield from _person(rule.person, f"{place}/person", people)
    elif rule.kind == "amount":
        yield from _table(rule, place, document, positions)
    if rule.fallback is not None:
        yield from stand_in_faults(rule.fallback, f"{place}/fallback", positions, people)


def stand_in_faults(
    stand_in: StandIn, place: str, positions: Collection[str], people: Collection[str] | None
) -> Iterator[Fault]:
    """Whether who stands in is a position in use or somebody who works here."""
    if stand_in.person:
        yield from _person(stand_in.person, place, people)
    else:
        yield from _position(stand_in.position, place, positions)


def _table(rule: Rule, place: str, document: DocumentType, positions: Collection[str]) -> Iterator[Fault]:
    fact = document.fact(rule.fact)
    if fact is None or fact.type != "number":
        yield _fault(f"{place}/fact", f"没有数值字段“{rule.fact}”", f"There is no number “{rule.fact}”")
    if not 1 <= len(rule.limits) <= MOST_LIMITS:
        yield _fault(f"{place}/limits", f"需要 1 到 {MOST_LIMITS} 档", f"1 to {MOST_LIMITS} lines are needed")
    for line in rule.limits:
        yield from _position(line.position, f"{place}/limits", positions)
    bounds = [line.up_to for line in rule.limits]
    if bounds and bounds[-1] is not None:
        yield _fault(f"{place}/limits", "最后一档不应有上限", "The last line must be without a limit")
    known = [bound for bound in bounds[:-1] if bound is not None]
    if len(known) < len(bounds) - 1 or known != sorted(set(known)):
        yield _fault(f"{place}/limits", "各档上限应从小到大", "The limits must be in ascending order")


def _position(code: str, place: str, positions: Collection[str]) -> Iterator[Fault]:
    if code not in positions:
        yield _fault(place, f"没有职位“{code}”", f"There is no position “{code}”")


def _person(login: str, place: str, people: Collection[str] | None) -> Iterator[Fault]:
    if not login or (people is not None and login not in people):
        yield _fault(place, f"没有在职人员“{login}”", f"Nobody “{login}” works here")


def _fault(place: str, zh: str, en: str) -> Fault:
    return Fault(place=place, zh=zh, en=en)
