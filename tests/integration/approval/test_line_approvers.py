"""Who granted more than the seller may grant stands on the line, and goes with it into the order (3.9)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from adapters.crm import line_approvers, tables
from tests.integration.approval.test_quote_paths import Quoting, quoting


def _approvers(w: Quoting, table: Any, column: Any, row_id: int) -> list[int | None]:
    with w.store.read() as connection:
        return list(connection.scalars(select(table.c.approved_by_id).where(column == row_id)))


def _line(w: Quoting, quote_id: int) -> int | None:
    [found] = _approvers(w, tables.quote_line, tables.quote_line.c.quote_id, quote_id)
    return found


def test_a_grant_within_the_sellers_limit_has_no_approver() -> None:
    w = quoting()
    quote_id = w.submitted("0.03")
    w.decide(w.root(quote_id), "manager")
    assert _line(w, quote_id) is None


def test_the_highest_who_agreed_stands_on_the_line_and_on_the_order() -> None:
    w = quoting()
    quote_id = w.submitted("0.12")
    w.decide(w.root(quote_id), "manager")
    assert _line(w, quote_id) == w.person("manager").id
    w.decide(w.root(quote_id), "director")
    w.come_to_rest()
    assert _line(w, quote_id) == w.person("director").id
    w.answer(quote_id, answer="accepted", note="")
    with w.store.read() as connection:
        order = connection.scalar(select(tables.order.c.id).where(tables.order.c.quote_id == quote_id))
        line = connection.execute(select(tables.order_line)).one()
        quoted = connection.execute(select(tables.quote_line)).one()
    assert (line.order_id, line.approved_by_id) == (order, w.person("director").id)
    assert (line.reason, line.rules_used) == (quoted.reason, quoted.rules_used)


def test_finance_agreeing_afterwards_does_not_replace_who_granted_the_price() -> None:
    w = quoting()
    quote_id = w.submitted("0.12")
    w.decide(w.root(quote_id), "manager")
    with w.store.begin(by=None, action="test.agreed") as tx:
        line_approvers.of_quote(tx, quote_id, w.person("finance"), None)
    assert _line(w, quote_id) == w.person("manager").id


def test_another_grant_needs_another_approver() -> None:
    w = quoting()
    quote_id = w.submitted("0.12")
    w.decide(w.root(quote_id), "manager")
    w.decide(w.root(quote_id), "director", "return", "请再谈")
    w.come_to_rest()
    assert _line(w, quote_id) == w.person("manager").id
    w.write_lines(quote_id, "0.13")
    assert _line(w, quote_id) is None
