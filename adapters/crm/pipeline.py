"""The pipeline as numbers: stages with their probability, weighted forecast, and early warnings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Row, select

from adapters.crm import tables
from adapters.crm.parameters import parameter
from adapters.crm.records.lookups import codes
from engine.calendar.reckoning import PLAIN

opportunity = tables.opportunity
#: From this stage on the customer has ordered.
ORDERED = "implement"


@dataclass(frozen=True, kw_only=True, slots=True)
class Stage:
    """A selling stage and the share of its opportunities that are expected to be won."""

    code: str
    zh: str
    en: str
    probability: Decimal

    def label(self, lang: str) -> str:
        """The word in the reader's language."""
        return self.zh if lang == "zh" else self.en


@dataclass(frozen=True, kw_only=True, slots=True)
class Alert:
    """Something to look at before an opportunity is lost. `code` names the kind."""

    code: str
    zh: str
    en: str
    tone: str = "warn"

    def text(self, lang: str) -> str:
        """The sentence in the reader's language."""
        return self.zh if lang == "zh" else self.en


def stages(connection: Connection) -> Sequence[Stage]:
    """The stages in use, in order."""
    odds = parameter(connection, "opportunity.probability", {})
    return [
        Stage(code=code, zh=zh, en=en, probability=Decimal(odds.get(code, "0")))
        for code, (zh, en) in codes(connection, "opportunity_stage").items()
    ]


def weighted(row: Row[Any]) -> Decimal:
    """What an opportunity counts for in the forecast: won whole, lost nothing, open by its probability."""
    if row.state == "won":
        return Decimal(row.expected_amount or 0)
    if row.state != "open":
        return Decimal(0)
    return (Decimal(row.expected_amount or 0) * (row.probability or Decimal(0))).quantize(Decimal("0.01"))


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """When something is near its end, or quiet for too long: parameters, read once for a board."""

    near: timedelta
    idle: int  # days


def limits(connection: Connection) -> Limits:
    """The limits in force."""
    days = int(parameter(connection, "opportunity.close_warning_days", 7))
    return Limits(near=timedelta(days=days), idle=idle_days(connection))


def early_warnings(
    connection: Connection, row: Row[Any], now: datetime, today: date, *, limits: Limits
) -> list[Alert]:
    """Why an open opportunity needs attention (S5-6.2), the worst first; an order has dates of its own."""
    if row.state != "open" or row.stage == ORDERED:
        return []
    found = [*_dates(row, today, limits.near), *_silence(row, now, limits.idle)]
    if _competitor_added(connection, row, now - timedelta(days=14)):
        found.append(
            Alert(code="competitor", zh="14 天内新增竞争对手", en="a competitor joined within 14 days")
        )
    return sorted(found, key=lambda one: one.tone != "bad")


def _dates(row: Row[Any], today: date, near: timedelta) -> list[Alert]:
    found = []
    if row.valid_to is not None and row.valid_to < today:
        found.append(Alert(code="validity", zh="有效期已过", en="no longer valid", tone="bad"))
    if row.expected_close_on is not None and row.expected_close_on < today:
        late = (today - row.expected_close_on).days
        found.append(
            Alert(
                code="close_date",
                zh=f"已过预计成交日 {late} 天",
                en=f"{late} d past expected close",
                tone="bad",
            )
        )
    elif row.expected_close_on is not None and row.expected_close_on - today <= near:
        left = (row.expected_close_on - today).days
        found.append(Alert(code="close_date", zh=f"距预计成交日 {left} 天", en=f"{left} d to expected close"))
    return found


def _silence(row: Row[Any], now: datetime, idle: int) -> list[Alert]:
    since = row.last_progress_at or row.created_at
    days = (now - since).days
    if days < idle:
        return []
    return [Alert(code="no_progress", zh=f"{days} 天没有进展", en=f"no progress for {days} d", tone="bad")]


def idle_days(connection: Connection) -> int:
    """Days without progress after which an opportunity is warned about."""
    begun = datetime(2026, 1, 1, tzinfo=UTC)  # of a month with 31 days: “P1M” is read as the longest one
    return (PLAIN.after(begun, str(parameter(connection, "lead_to_order.idle_within", "P14D"))) - begun).days


def _competitor_added(connection: Connection, row: Row[Any], since: datetime) -> bool:
    if not row.competitor_ids:
        return False
    log = tables.change
    query = select(log.c.id).where(
        log.c.table_name == opportunity.name,
        log.c.row_id == row.id,
        log.c.field == "competitor_ids",
        log.c.at >= since,
    )
    return connection.execute(query.limit(1)).first() is not None
