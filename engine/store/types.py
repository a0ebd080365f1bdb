"""Column types that mean the same on SQLite and PostgreSQL, in Core and in hand-written statements."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, Dialect, Integer, Numeric
from sqlalchemy.types import TypeDecorator, TypeEngine

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
MONEY_SCALE = 4

# The type of primary keys made by `new_id`. On SQLite only a column typed INTEGER *is* the row's address;
# BIGINT would cost a second index for every table.
Id = BigInteger().with_variant(Integer(), "sqlite")


def to_micros(moment: datetime) -> int:
    """Microseconds since 1970 in UTC. Refuses naive datetimes."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return (moment - EPOCH) // MICROSECOND


def from_micros(micros: int) -> datetime:
    """The aware datetime (UTC) of a stored moment."""
    return EPOCH + timedelta(microseconds=micros)


class Instant(TypeDecorator[datetime]):
    """A moment: aware datetime in Python, microseconds since 1970 (BIGINT) in the store.

    An integer sorts, indexes and compares alike on both stores and needs no parsing on the hot path.
    """

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        return None if value is None else to_micros(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        return None if value is None else from_micros(int(value))


class Money(TypeDecorator[Decimal]):
    """An exact amount with four decimals: NUMERIC on PostgreSQL, scaled integer on SQLite.

    SQLite has no exact decimals; a scaled integer keeps sums and comparisons exact there.
    """

    impl = Numeric(18, MONEY_SCALE)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "sqlite":
            return dialect.type_descriptor(BigInteger())
        return dialect.type_descriptor(Numeric(18, MONEY_SCALE))

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Any:
        if value is None or dialect.name != "sqlite":
            return value
        return int(Decimal(value).scaleb(MONEY_SCALE).to_integral_value())

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        if value is None or dialect.name != "sqlite":
            return None if value is None else Decimal(value)
        return Decimal(int(value)).scaleb(-MONEY_SCALE)


class Ratio(Money):
    """A share with four decimals: 0.1250 = 12.5%."""

    cache_ok = True
