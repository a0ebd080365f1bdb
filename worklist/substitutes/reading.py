"""What was typed about a substitute, as the terms of a rule: days of the company, an amount in its currency."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation

from sqlalchemy import Connection

from engine import organisation
from engine.errors import Invalid
from engine.organisation import Terms
from engine.organisation.snapshot import COMPANY_ZONE
from engine.organisation.substitution import ABOVE, Substitution

LARGEST = Decimal(99999999999999)


@dataclass(frozen=True, kw_only=True, slots=True)
class Typed:
    """The fields of the form, as texts. `until`: the last day, empty for an open end."""

    substitute: str = ""
    since: str = ""
    until: str = ""
    kinds: tuple[str, ...] = ()
    up_to: str = ""
    above: str = "stays"
    reason: str = ""


def terms_of(
    connection: Connection,
    typed: Typed,
    *,
    today: date,
    known: Collection[str],
    before: Substitution | None = None,
) -> Terms:
    """The terms. Raises Invalid at the field that is wrong. `before`: what it changes."""
    found = organisation.by_login(connection, typed.substitute.strip())
    if found is None or not found.is_active:
        raise Invalid(field="substitute", message="choose somebody who is here", message_zh="请选择在职人员")
    since, until = day_of(typed.since, "from"), day_of(typed.until, "until")
    since = since or today
    if until is not None and until < max(since, today):
        raise Invalid(
            field="until",
            message="not before the first day, and not past",
            message_zh="不能早于开始日期，也不能已过",
        )
    begun = before is not None and first_day(before) == since
    if since < today and not begun:
        raise Invalid(field="from", message="today or later", message_zh="应为今天或以后")
    kept = frozenset() if before is None else before.kinds
    unknown = sorted(set(typed.kinds) - set(known) - kept)
    if unknown:
        raise Invalid(field="kinds", message=f"unknown: {unknown[0]}", message_zh=f"未知：{unknown[0]}")
    if typed.above not in ABOVE:
        raise Invalid(field="above", message=", ".join(ABOVE), message_zh="、".join(ABOVE))
    return Terms(
        substitute_id=found.id,
        valid_from=before.valid_from if before is not None and begun else midnight(since),
        valid_to=None if until is None else midnight(until + timedelta(days=1)),
        kinds=frozenset(typed.kinds),
        up_to=_amount(typed.up_to),
        above="superior" if typed.above == "superior" else "stays",
        reason=typed.reason,
    )


def typed_of(connection: Connection, rule: Substitution) -> Typed:
    """A rule as the form shows it."""
    substitute = organisation.person(connection, rule.substitute_id)
    last = last_day(rule)
    return Typed(
        substitute=substitute.login if substitute else "",
        since=first_day(rule).isoformat(),
        until="" if last is None else last.isoformat(),
        kinds=tuple(sorted(rule.kinds)),
        up_to="" if rule.up_to is None else format(rule.up_to.normalize(), "f"),
        above=rule.above,
        reason=rule.reason,
    )


def first_day(rule: Substitution) -> date:
    """The day of the company on which it begins."""
    return rule.valid_from.astimezone(COMPANY_ZONE).date()


def last_day(rule: Substitution) -> date | None:
    """The last day on which it holds; None: until somebody ends it."""
    if rule.valid_to is None:
        return None
    return (rule.valid_to - timedelta(microseconds=1)).astimezone(COMPANY_ZONE).date()


def midnight(day: date) -> datetime:
    """When a day of the company begins."""
    return datetime.combine(day, time(), COMPANY_ZONE).astimezone(UTC)


def day_of(text: str, field: str) -> date | None:
    """A typed day; None for nothing. Raises Invalid."""
    if not text.strip():
        return None
    try:
        found = date.fromisoformat(text.strip())
    except ValueError:
        found = date.min
    if not date(2000, 1, 1) <= found <= date(2999, 12, 31):
        raise Invalid(field=field, message="a day like 2026-11-30", message_zh="日期格式如 2026-11-30")
    return found


def _amount(text: str) -> Decimal | None:
    plain = text.strip().replace(",", "").removeprefix("¥").removeprefix("￥")
    if not plain:
        return None
    try:
        found = Decimal(plain)
    except InvalidOperation:
        found = Decimal(-1)
    if not (found.is_finite() and 0 <= found <= LARGEST):
        raise Invalid(field="up_to", message="an amount such as 50000", message_zh="请填写金额，如 50000")
    return found.quantize(Decimal("0.01"))
