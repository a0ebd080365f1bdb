"""Opportunities of the demo company, each with its process: the pipeline of a quarter."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from sqlalchemy import select

from adapters.crm import intake, moves, opportunities, tables
from adapters.crm.processes import Processes
from engine import organisation
from engine.store.uow import Store, Transaction

#: owner, number of the customer, name, amount, stage reached, days until the expected close
CASES: tuple[tuple[str, int, str, int, str, int], ...] = (
    ("salesperson", 1, "涂布线测厚仪", 86000, "develop", 60),
    ("salesperson", 2, "在线称重", 120000, "develop", 45),
    ("salesperson", 3, "测厚仪 2 台", 210000, "enter", 40),
    ("salesperson", 4, "洁净间改造", 340000, "enter", -2),
    ("salesperson", 5, "称重二期", 130000, "proposal", 30),
    ("salesperson", 6, "门店终端", 96000, "proposal", 5),
    ("salesperson", 7, "控制柜改造", 64900, "bid", 21),
    ("salesperson2", 8, "探头年度框架", 260000, "bid", 25),
    ("salesperson2", 9, "年度维保", 251650, "proposal", 14),
    ("salesperson2", 10, "备件包", 48350, "enter", 33),
    ("salesperson3", 11, "净化监测", 420000, "develop", 70),
    ("salesperson", 12, "旧线改造", 150000, "lost", 10),
    ("salesperson2", 14, "二号线整线升级", 860000, "develop", 90),  # waits for its approval
    ("salesperson3", 13, "云端看板", 62000, "lost", 12),
)


def open_pipeline(store: Store, processes: Processes) -> None:
    """Enter them once, as their owners would."""
    table = tables.opportunity
    with store.begin(by=None, action="demo.pipeline") as tx:
        if tx.connection.scalar(select(table.c.id).where(table.c.name == CASES[0][2]).limit(1)) is not None:
            return
        for case in CASES:
            _open(tx, processes, *case)


def _open(
    tx: Transaction,
    processes: Processes,
    login: str,
    customer: int,
    name: str,
    amount: int,
    stage: str,
    days: int,
) -> None:
    person = organisation.by_login(tx.connection, login)
    if person is None:
        return
    account = tables.account
    mine = select(account.c.id).where(account.c.owner_id == person.id, account.c.deleted_at.is_(None))
    known = tx.connection.scalars(mine.order_by(account.c.code)).all()
    if not known:
        return
    values = {
        "name": name,
        "account_id": known[customer % len(known)],
        "owner_id": person.id,
        "expected_amount": Decimal(amount),
        "expected_close_on": tx.now.date() + timedelta(days=days),
    }
    made = opportunities.enter(tx, values)
    row = opportunities.row_of(tx.connection, made)
    processes.start_in(tx, intake.PROCESS, {"opportunity_id": made}, business_key=row.no, by=person)
    if stage == "develop":
        return
    row = opportunities.row_of(tx.connection, made)
    reason = "competitor" if stage == moves.LOST else ""
    moves.move(tx, person, processes, made, stage, revision=row.revision, reason=reason)
