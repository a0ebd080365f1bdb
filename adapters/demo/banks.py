"""Where the demo company's money is."""

from __future__ import annotations

from decimal import Decimal

from adapters.crm import changes, tables
from engine.store.uow import Transaction

#: name, English, bank, number
ACCOUNTS = (
    ("基本户", "Main account", "工商银行苏州园区支行", "1102 0201 0900 8866"),
    ("一般户", "Second account", "招商银行苏州分行", "5129 0331 4410 2233"),
)


def build_banks(tx: Transaction) -> list[int]:
    """The ids of the accounts in yuan."""
    return [
        changes.add(
            tx,
            tables.bank_account,
            name=name,
            name_en=name_en,
            bank=bank,
            no=no,
            currency="CNY",
            opening=Decimal(500_000),
        )
        for name, name_en, bank, no in ACCOUNTS
    ]
