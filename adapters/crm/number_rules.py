"""How documents are numbered, as administrators set it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import Connection, select

from adapters.crm import tables
from adapters.crm.errors import Fault, InvalidFields
from adapters.crm.numbering import PATTERNS, start_at
from engine.store.uow import Transaction

#: What a pattern may hold beside plain text: the count (with a width), the year, the month.
_PARTS = re.compile(r"\{no(?::0[1-9]d)?\}|\{year\}|\{month\}")
RESETS = ("none", "year", "month")
MOST = 999_999_999


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """How one kind of document is numbered. `next_no` is the count that the next one receives."""

    entity: str
    pattern: str
    next_no: int
    reset: str

    def example(self, today: date) -> str:
        """The next number, if it were given on this day."""
        return self.pattern.format(no=self.next_no, year=f"{today:%Y}", month=f"{today:%m}")


def rules(connection: Connection) -> Mapping[str, Rule]:
    """Every entity's rule: as administrators set it, else as shipped."""
    shipped = {
        entity: Rule(entity=entity, pattern=pattern, next_no=first, reset=reset)
        for entity, (pattern, first, reset) in PATTERNS.items()
    }
    stored = connection.execute(select(tables.numbering)).all()
    return shipped | {
        row.entity: Rule(entity=row.entity, pattern=row.pattern, next_no=row.next_no, reset=row.reset)
        for row in stored
        if row.entity in shipped
    }


def set_rules(tx: Transaction, wanted: Sequence[Rule]) -> int:
    """Number from now on by these rules; how many differ from the present ones.

    Raises InvalidFields for a pattern without a count or with anything that is no part of one, and for a count
    that would give numbers of the past again.
    """
    held = rules(tx.connection)
    changed = [rule for rule in wanted if rule != held[rule.entity]]
    faults = [fault for rule in changed for fault in _faults(rule, held[rule.entity])]
    if faults:
        raise InvalidFields(faults)
    for rule in changed:
        start_at(tx, rule.entity, rule.next_no, pattern=rule.pattern, reset=rule.reset)
        tx.audit("crm.numbering", payload=asdict(rule))
    return len(changed)


def _faults(rule: Rule, held: Rule) -> Iterator[Fault]:
    plain = _PARTS.sub("", rule.pattern)
    if "{no" not in rule.pattern or "{" in plain or "}" in plain or not rule.pattern.isprintable():
        yield Fault(
            field=f"pattern-{rule.entity}",
            zh="文字加 {no}、{no:04d}、{year}、{month}；必须含流水号",
            en="text with {no}, {no:04d}, {year} and {month}; the count is needed",
        )
    if len(rule.pattern) > 60:
        yield Fault(field=f"pattern-{rule.entity}", zh="最多 60 个字符", en="at most 60 characters")
    if rule.reset == "year" and "{year}" not in rule.pattern:
        yield Fault(
            field=f"reset-{rule.entity}",
            zh="会与去年的编号重复：请在格式中加入 {year}",
            en="numbers of last year would come again: put {year} into the pattern",
        )
    if rule.reset == "month" and not ("{year}" in rule.pattern and "{month}" in rule.pattern):
        yield Fault(
            field=f"reset-{rule.entity}",
            zh="会与其他月份的编号重复：请在格式中加入 {year} 和 {month}",
            en="numbers of other months would come again: put {year} and {month} into the pattern",
        )
    if not 1 <= rule.next_no <= MOST:
        yield Fault(field=f"next-{rule.entity}", zh=f"1 到 {MOST}", en=f"from 1 to {MOST}")
    elif rule.next_no < held.next_no:
        yield Fault(
            field=f"next-{rule.entity}",
            zh=f"小于 {held.next_no} 的编号已经用过",
            en=f"numbers below {held.next_no} are given already",
        )
