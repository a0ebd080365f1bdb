"""A company of a given size: customers with contacts and documents, written by the writer of the CRM.

`python -m tests.performance.population FILE ACCOUNTS` makes one in a SQLite file. 100,000 customers bring 300,000
contacts and 50,000 quotes; one customer, `BUSY`, has five hundred documents alone.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import Table, insert, select

import app
from adapters.crm import changes, standard, tables
from adapters.crm.standard.sales import STAGES
from adapters.crm.words import INDUSTRIES
from adapters.demo.company import build_company
from adapters.demo.products import build_catalogue
from engine.calendar.installing import install as install_calendar
from engine.ids import new_id
from engine.store import migrations
from engine.store.uow import Store, Transaction

BUSY = "规模样本测控有限公司"
CITIES = (
    "上海",
    "苏州",
    "宁波",
    "杭州",
    "南京",
    "无锡",
    "常州",
    "合肥",
    "青岛",
    "武汉",
    "成都",
    "西安",
    "长沙",
)
FIRST = "华星明德远景海天瑞丰恒盛金鼎安泰宏图博创新锐智联云科达信诚中兴长青绿源蓝龙腾虎跃凤鸣"
TRADES = ("电子", "机械", "测控", "仪器", "化工", "食品", "纸业", "医疗", "能源", "物流")
DEPARTMENTS = ("采购部", "设备科", "生产部", "技术中心", "总工办", "质量部", "财务部", "总经理办公室", "", "")
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗"
#: Who has how many of a hundred customers; the rest lie in the pool.
OWNERS = (("salesperson", 2), ("salesperson2", 28), ("salesperson3", 65))
AT_ONCE = 2500
TODAY = date(2026, 11, 20)


@dataclass(frozen=True)
class Party:
    """A customer that documents are made for."""

    id: int
    name: str
    owner: int | None


@dataclass
class Population:
    """Fills a store. The same seed gives the same company."""

    store: Store
    accounts: int
    random: Random = field(default_factory=lambda: Random(7))
    people: dict[str, int] = field(default_factory=dict)
    products: list[int] = field(default_factory=list)

    def build(self) -> None:
        """Everything, in transactions of a few thousand rows."""
        with self.store.begin(by=None, action="population") as tx:
            standard.install(tx)
            install_calendar(tx)
            self.people = build_company(tx)
            self.products = list(build_catalogue(tx).products.values())
        parties = list(self._parties())
        self._write(tables.contact, self._contacts(parties))
        owned = [one for one in parties if one.owner is not None]
        busy = [one for one in owned if one.name == BUSY] * 100
        self._write(tables.opportunity, self._opportunities(owned, busy))
        self._quotes(owned, busy)
        self._write(tables.order, self._orders(owned, busy))
        self._write(tables.task, self._tasks(owned, busy))
        self._write(tables.communication, self._talks(owned))

    def _parties(self) -> Iterator[Party]:
        rows = list(self._accounts())
        self._write(tables.account, rows)
        for row in rows:
            yield Party(row["id"], row["name"], row["owner_id"])

    def _accounts(self) -> Iterator[dict[str, Any]]:
        for number in range(self.accounts):
            owner = "salesperson" if number == 0 else self._owner()
            name = BUSY if number == 0 else self._company()
            yield {
                "id": new_id(), "code": f"K-{number:06d}", "kind": self.random.choice(("customer", "prospect")),
                "name": name, "name_en": f"Company {number}", "city": self.random.choice(CITIES),
                "level": self.random.choice("ABC"), "industry": self.random.choice(tuple(INDUSTRIES)),
                "phone": f"021-{self.random.randrange(10**8):08d}", "email": f"office{number}@example.com",
                "owner_id": self.people.get(owner), "pool_state": "claimed" if owner else "public",
                "credit_limit": Decimal(self.random.randrange(0, 900) * 1000),
                "receivable": Decimal(self.random.randrange(0, 300) * 100),
                "overdue": Decimal(self.random.choice((0, 0, 0, 100, 2500))),
                "joined_on": TODAY - timedelta(days=self.random.randrange(2000)),
            }  # fmt: skip

    def _contacts(self, parties: Iterable[Party]) -> Iterator[dict[str, Any]]:
        for party in parties:
            for place in range(3):
                yield {
                    "account_id": party.id, "name": self._person(), "is_main": place == 0,
                    "mobile": f"13{self.random.randrange(10**9):09d}", "post": "经理",
                    "department": self.random.choice(DEPARTMENTS),
                    "birthday": date(1960, 1, 1) + timedelta(days=self.random.randrange(16_000)),
                }  # fmt: skip

    def _opportunities(self, owned: list[Party], busy: list[Party]) -> Iterator[dict[str, Any]]:
        for number, party in enumerate([*self._some(owned, 0.3), *busy]):
            state = self.random.choices(("open", "won", "lost"), (30, 40, 30))[0]
            yield {
                "no": f"OP-{number:06d}", "name": f"{party.name[:6]}改造项目", "account_id": party.id,
                "owner_id": party.owner, "stage": self.random.choice(tuple(STAGES)), "state": state,
                "expected_amount": Decimal(self.random.randrange(1, 500) * 1000), "currency": "CNY",
                "expected_close_on": self._day(120), "probability": Decimal("0.3"),
                "stage_since": self.store.clock.now(),
            }  # fmt: skip

    def _quotes(self, owned: list[Party], busy: list[Party]) -> None:
        states = ("approved", "sent", "accepted", "rejected", "draft", "expired")
        rows = [
            {
                "id": new_id(), "no": f"Q-2026-{number:06d}", "title": self.random.choice(("年度备件", "产线改造")),
                "account_id": party.id, "owner_id": party.owner, "quoted_on": (day := self._day(700)),
                "valid_to": day + timedelta(days=30), "total": Decimal(self.random.randrange(1, 900) * 1000),
                "max_discount": Decimal("0.05"), "state": self.random.choice(states),
            }
            for number, party in enumerate([*self._some(owned, 0.5), *busy, *busy])
        ]  # fmt: skip
        self._write(tables.quote, rows)
        self._write(tables.quote_line, (self._line(row["id"], seq) for row in rows for seq in (1, 2, 3)))

    def _line(self, quote_id: int, seq: int) -> dict[str, Any]:
        price = Decimal(self.random.randrange(1, 300) * 100)
        return {
            "quote_id": quote_id, "seq": seq, "product_id": self.random.choice(self.products),
            "quantity": Decimal(1), "list_price": price, "price": price, "amount": price,
        }  # fmt: skip

    def _orders(self, owned: list[Party], busy: list[Party]) -> Iterator[dict[str, Any]]:
        states = ("draft", "approved", "executing", "delivered", "closed", "closed", "closed")
        for number, party in enumerate([*self._some(owned, 0.2), *busy]):
            yield {
                "no": f"SO-2026-{number:06d}", "kind": "stock", "account_id": party.id, "owner_id": party.owner,
                "ordered_on": self._day(700), "delivery_on": self._day(90), "pay_method": "terms",
                "currency": "CNY", "total": Decimal(self.random.randrange(1, 900) * 1000),
                "state": self.random.choice(states), "channel": "staff",
            }  # fmt: skip

    def _tasks(self, owned: list[Party], busy: list[Party]) -> Iterator[dict[str, Any]]:
        with self.store.read() as connection:
            states = list(connection.scalars(select(tables.task_state_def.c.id)))
        for number, party in enumerate([*self._some(owned, 0.2), *busy]):
            yield {
                "no": f"T-{number:06d}", "kind": "sales", "subject": f"回访{party.name[:6]}",
                "account_id": party.id, "owner_id": party.owner, "state_id": self.random.choice(states),
                "due_at": self.store.clock.now() + timedelta(days=self.random.randrange(-300, 30)),
            }  # fmt: skip

    def _talks(self, owned: list[Party]) -> Iterator[dict[str, Any]]:
        for party in self._some(owned, 0.5):
            yield {
                "account_id": party.id, "type": "call", "direction": "out", "subject": "电话回访",
                "at": self.store.clock.now() - timedelta(days=self.random.randrange(700)), "by_id": party.owner,
            }  # fmt: skip

    def _write(self, table: Table, rows: Iterable[Mapping[str, Any]]) -> None:
        began, waiting, count = time.monotonic(), iter(rows), 0
        while part := list(islice(waiting, AT_ONCE)):
            with self.store.begin(by=None, action="population") as tx:
                _add(tx, table, part)
            count += len(part)
        print(f"{table.name}: {count} in {time.monotonic() - began:.1f} s", file=sys.stderr, flush=True)

    def _owner(self) -> str:
        drawn = self.random.randrange(100)
        for login, share in OWNERS:
            if drawn < share:
                return login
            drawn -= share
        return ""

    def _company(self) -> str:
        called = "".join(self.random.choice(FIRST) for _ in range(self.random.choice((2, 3, 3, 4))))
        return f"{self.random.choice(CITIES)}{called}{self.random.choice(TRADES)}有限公司"

    def _person(self) -> str:
        return self.random.choice(SURNAMES) + "".join(
            self.random.choice(FIRST) for _ in range(self.random.choice((1, 2)))
        )

    def _some(self, parties: list[Party], share: float) -> list[Party]:
        return self.random.choices(parties, k=int(self.accounts * share))

    def _day(self, within: int) -> date:
        return TODAY - timedelta(days=self.random.randrange(within))


def _add(tx: Transaction, table: Table, rows: list[Mapping[str, Any]]) -> None:
    if "revision" in table.c:
        changes.add_many(tx, table, rows)
    else:  # lines of documents have no history of their own
        tx.connection.execute(insert(table), [{"id": new_id(), **row} for row in rows])


def populate(file: Path, accounts: int) -> None:
    """A new SQLite file with a company of this size."""
    store = Store(f"sqlite:///{file}")
    migrations.migrate(store, import_all=lambda: app.TABLES)
    Population(store, accounts).build()
    with store.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    store.close()


if __name__ == "__main__":
    populate(Path(sys.argv[1]), int(sys.argv[2]))
