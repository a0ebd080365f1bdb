"""Two hundred quotes of the last twelve months, priced by the real rules and decided by the right people."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any, NamedTuple

from adapters.crm import document_prices, numbering, pricing, products, quotes, tables
from adapters.crm.imports import PastChange, import_rows
from adapters.crm.pricing import Buyer, Line, Pricing, Rule
from adapters.demo.products import LIMITS
from engine.ids import new_id
from engine.store.uow import Transaction

COUNT = 200
FIRST_NUMBER = 1831
_STATES = ("approved", "sent", "rejected", "returned", "withdrawn", "draft")
_WEIGHTS = (50, 24, 9, 3, 4, 10)
_GRANTED = ("0", "0.02", "0.03", "0.05", "0.06", "0.07", "0.08", "0.10", "0.12", "0.15", "0.20")
_GRANTED_WEIGHTS = (22, 12, 14, 14, 8, 10, 7, 6, 4, 2, 1)
_REASONS = ("竞品报价更低", "长期合作", "首单优惠", "批量采购", "年度框架")
_TITLES = ("测厚仪项目", "产线改造", "年度备件", "扩建二期", "质检升级", "设备更新")


class _Move(NamedTuple):
    """A step of a quote's life."""

    state: str
    at: datetime
    by: int | None


class _Past(NamedTuple):
    quote: dict[str, Any]
    lines: list[dict[str, Any]]
    moves: list[_Move]


def build_past_quotes(
    tx: Transaction,
    random: Random,
    people: dict[str, int],
    accounts: list[dict[str, Any]],
    product_ids: list[int],
) -> None:
    """Insert the quotes with their lines and the record of how they were decided."""
    catalogue = products.products(tx.connection, product_ids)
    rules = products.rules(tx.connection, Buyer(account_id=accounts[0]["id"]), tx.now.date())
    days = sorted((random.randrange(3, 365) for _ in range(COUNT)), reverse=True)
    weights = [4] + [1] * (len(accounts) - 1)  # the customer of the story has a history
    made = [
        _quote(
            random,
            FIRST_NUMBER + n,
            tx.now,
            day,
            people,
            random.choices(accounts, weights)[0],
            list(catalogue.values()),
            rules,
        )
        for n, day in enumerate(days)
    ]
    births = [(past.quote["created_at"], past.quote["owner_id"]) for past in made]
    history = [change for past in made for change in _history(past)]
    import_rows(tx, tables.quote, [past.quote for past in made], born=births, past=history)
    lines = [(line, birth) for past, birth in zip(made, births, strict=True) for line in past.lines]
    import_rows(tx, tables.quote_line, [line for line, _ in lines], born=[birth for _, birth in lines])
    numbering.start_at(tx, "quote", FIRST_NUMBER + COUNT)


def _quote(
    random: Random,
    number: int,
    now: datetime,
    days_ago: int,
    people: dict[str, int],
    account: dict[str, Any],
    catalogue: list[pricing.Product],
    rules: list[Rule],
) -> _Past:
    born = datetime.combine((now - timedelta(days=days_ago)).date(), time(1), UTC) + timedelta(
        minutes=random.randrange(0, 480)
    )
    typed = [
        Line(
            product=product,
            quantity=Decimal(
                random.choice((1, 1, 2, 2, 3, 4, 5, 10, 20) if product.list_price < 10000 else (1, 1, 1, 2))
            ),
            given=Decimal(random.choices(_GRANTED, _GRANTED_WEIGHTS)[0]),
        )
        for product in random.sample(
            catalogue, random.choices((1, 2, 3, 4, 5, 6), (10, 20, 30, 20, 12, 8))[0]
        )
    ]
    buyer = Buyer(account_id=account["id"], level=account["level"], is_agent=account["kind"] == "agent")
    priced = pricing.price(typed, rules, buyer)
    quote_id = new_id()
    moves = _moves(random, born, account["owner_id"], people, priced)
    row = {
        "id": quote_id,
        "no": f"Q-{number}",
        "version": 1,
        "title": random.choice(_TITLES),
        "account_id": account["id"],
        "contact_id": account["main_contact"],
        "owner_id": account["owner_id"],
        "quoted_on": born.date(),
        "valid_to": _valid_to(number, born, now, moves),
        "payment_terms": account["payment_terms"],
        "state": moves[-1].state if moves else "draft",
        "submitted_at": next((move.at for move in moves if move.state == "in_approval"), None),
        "decided_at": next((move.at for move in moves if move.state in ("approved", "rejected")), None),
        "sent_at": next((move.at for move in moves if move.state == "sent"), None),
        "created_at": born,
        "created_by_id": account["owner_id"],
        "updated_at": moves[-1].at if moves else born,
        **quotes.totals(priced),
    }
    lines = [
        {
            "id": new_id(),
            **quotes.line_row(
                quote_id,
                seq,
                document_prices.DraftLine(
                    product_id=line.product.id,
                    quantity=line.quantity,
                    given=line.given,
                    reason=random.choice(_REASONS) if line.given >= Decimal("0.05") else "",
                ),
                line,
            ),
        }
        for seq, line in enumerate(priced.lines, start=1)
    ]
    return _Past(row, lines, moves)


def _valid_to(number: int, born: datetime, now: datetime, moves: list[_Move]) -> date:
    """Thirty days, counted from now for what is still to be submitted: nobody approves what has lapsed."""
    if moves and moves[-1].state not in ("returned", "withdrawn"):
        return born.date() + timedelta(days=30)
    return now.date() + timedelta(days=30 - number % 12)


def _moves(
    random: Random, born: datetime, owner: int, people: dict[str, int], priced: Pricing
) -> list[_Move]:
    """How the quote went on: submitted by its owner, decided by whoever the discount needed."""
    state = random.choices(_STATES, _WEIGHTS)[0]
    if state == "draft":
        return []
    submitted = born + timedelta(minutes=random.randrange(20, 600))
    decided = submitted + timedelta(hours=random.randrange(1, 50), minutes=random.randrange(60))
    moves = [_Move("in_approval", submitted, owner)]
    if state == "withdrawn":
        return [*moves, _Move("withdrawn", decided, owner)]
    decider = people[_decider(priced.max_discount)]
    if state in ("rejected", "returned"):
        return [*moves, _Move(state, decided, decider)]
    moves.append(_Move("approved", decided, decider))
    if state == "sent":
        moves.append(_Move("sent", decided + timedelta(minutes=random.randrange(1, 90)), None))
    return moves


def _decider(discount: Decimal) -> str:
    if discount <= Decimal(LIMITS["sales_manager"]):
        return "manager"
    return "director" if discount <= Decimal(LIMITS["sales_director"]) else "general"


def _history(past: _Past) -> list[PastChange]:
    row_id, before, history = past.quote["id"], "draft", []
    for move in past.moves:
        history.append(
            PastChange(row_id=row_id, field="state", old=before, new=move.state, at=move.at, by=move.by)
        )
        before = move.state
    return history
