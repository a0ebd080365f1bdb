"""The list of the gallery: 137 quotes in a real store."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from sqlalchemy import BigInteger, Column, MetaData, Numeric, String, Table, insert

from engine.store.metadata import metadata
from engine.store.types import Instant, Money
from engine.store.uow import Store
from forms.shell.listing import Chip, Filter, ListSpec
from forms.shell.listing import Column as ListColumn

NOW = datetime(2026, 11, 20, 6, 20, tzinfo=UTC)
NAMES = (
    "青屿精工",
    "远礁机电",
    "栖云医疗",
    "澄石仪器",
    "砚山包装",
    "拾光商贸",
    "=HYPERLINK(1)",
    "A & B <Tools>",
)
STATES = ("draft", "waiting", "approved", "rejected")
OWNERS = ("李薇", "吴敏", "孙丽")

gallery_metadata = MetaData()
quotes = Table(
    "gallery_quote",
    gallery_metadata,
    Column("id", BigInteger, primary_key=True),
    Column("number", String(20), nullable=False),
    Column("account", String(80), nullable=False),
    Column("owner", String(40), nullable=False),
    Column("amount", Money, nullable=False),
    Column("discount", Numeric(5, 4)),
    Column("state", String(20), nullable=False),
    Column("changed_at", Instant),
)


def open_gallery_store(count: int = 137, database: str = "sqlite://") -> Store:
    """A store with `count` quotes and the shell's own tables."""
    store = Store(database)
    shell_tables = [metadata.tables["forms_saved_view"], metadata.tables["forms_preference"]]
    metadata.create_all(store.engine, tables=shell_tables)
    gallery_metadata.create_all(store.engine)
    with store.begin(by=None, action="seed") as transaction:
        transaction.connection.execute(insert(quotes), list(_rows(count)))
    return store


def _rows(count: int) -> Iterator[dict[str, object]]:
    for i in range(count):
        yield {
            "id": i + 1,
            "number": f"Q-{2000 + i}",
            "account": NAMES[i % len(NAMES)],
            "owner": OWNERS[i % 3],
            "amount": Decimal(1000 + (i * 7919) % 90000) + Decimal("0.5"),
            "discount": None if i % 10 == 9 else Decimal(i % 23) / 100,
            "state": STATES[i % 4],
            "changed_at": None if i % 7 == 6 else NOW - timedelta(hours=(i * 5) % 400),
        }


QUOTES = ListSpec(
    key="gallery-quotes",
    title="报价",
    id=quotes.c.id,
    columns=(
        ListColumn(key="number", label="单号", expression=quotes.c.number, strong=True),
        ListColumn(key="account", label="客户", expression=quotes.c.account),
        ListColumn(key="owner", label="负责人", expression=quotes.c.owner, kind="person"),
        ListColumn(key="amount", label="金额", expression=quotes.c.amount, kind="money", strong=True),
        ListColumn(key="discount", label="最大折扣", expression=quotes.c.discount, kind="percent"),
        ListColumn(
            key="state",
            label="状态",
            expression=quotes.c.state,
            kind="chip",
            chips={
                "draft": Chip(label="草稿", tone="outline"),
                "waiting": Chip(label="等待", tone="warn", icon="hourglass"),
                "approved": Chip(label="已批准", tone="ok", icon="check"),
                "rejected": Chip(label="已驳回", tone="bad", icon="x"),
            },
        ),
        ListColumn(key="changed_at", label="更新", expression=quotes.c.changed_at, kind="datetime"),
        ListColumn(key="id", label="编号", expression=quotes.c.id, kind="number", hidden=True),
    ),
    filters=(
        Filter(key="account", label="客户", expression=quotes.c.account),
        Filter(
            key="state",
            label="状态",
            expression=quotes.c.state,
            kind="choice",
            choices=(("draft", "草稿"), ("waiting", "等待"), ("approved", "已批准"), ("rejected", "已驳回")),
        ),
        Filter(key="amount", label="金额", expression=quotes.c.amount, kind="number"),
        Filter(key="discount", label="最大折扣", expression=quotes.c.discount, kind="percent"),
        Filter(key="changed", label="更新", expression=quotes.c.changed_at, kind="date"),
    ),
    search=(quotes.c.number, quotes.c.account),
    default_sort="-changed_at",
    cards=("account", "amount", "number", "state"),
    row_url=lambda row: f"/quotes/{row['number']}",
)
