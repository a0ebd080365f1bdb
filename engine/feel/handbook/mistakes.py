"""Typical mistakes that the reference page shows, and what is known about the facts they read."""

from __future__ import annotations

from typing import Final

from engine.feel.facts import Fact

KNOWN: Final[dict[str, Fact | str]] = {
    "amount": Fact(name="amount", zh="金额", en="Amount", kind="number"),
    "discount": Fact(name="discount", zh="折扣", en="Discount", unit="percent", kind="number"),
    "due": "date",
    "level": Fact(
        name="level",
        zh="客户级别",
        en="Customer level",
        kind="string",
        values={"A": ("重要客户", "Key account"), "B": ("普通客户", "Standard")},
    ),
    "note": "string",
    "overdue": "boolean",
    "lines": "list<context>",
    "lines.discount": "number",
}

MISTAKES: Final = (
    "amount == 1000",
    "amount ≥ 1000 && overdue",
    "amount ＞ 1000，overdue",
    "discount > 10%",
    "amount >= 1,000",
    "amount > 1万",
    "金额大于1000",
    "level = A",
    "level = 'A'",
    'level = "A" or "B"',
    'level = "重要客户"',
    'level in "A", "B"',
    'level like "A%"',
    "not overdue",
    "overdue = yes",
    "note is not null",
    "isBlank(note)",
    'note.contains("x")',
    "10 < amount < 20",
    "amount > 10 and < 20",
    "amount between 10, 20",
    'amount > "1000"',
    '"Total " + amount',
    "due < 2026-12-01",
    'due < "2026-12-01"',
    "due < 01.12.2026",
    "due < today() - 30",
    "due - today() > 30",
    "due < now()",
    "IF(overdue, 1, 2)",
    "if overdue then 1",
    "overdue ? 1 : 2",
    "count lines > 3",
    "len(lines) > 3",
    "lines[0].discount > 0.1",
    "lines.discount > 0.1",
    "amuont > 1000",
)
