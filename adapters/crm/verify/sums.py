"""Sums that are kept and can be reckoned again: orders, plans, receipts, the ledger, stock."""

from __future__ import annotations

from engine.store.verify.invariants import Invariant

_PLAN_NO = "(SELECT o.no FROM crm_order o WHERE o.id = r.order_id) || '/' || CAST(r.seq AS VARCHAR(9))"
_IN_FORCE = "('approved', 'executing', 'delivered', 'closed')"


_SET_OFF = "SELECT {0}, SUM(amount) AS amount FROM crm_set_off WHERE deleted_at IS NULL GROUP BY {0}"


def _stock(column: str) -> str:
    return f"(SELECT COALESCE(SUM(e.{column}), 0) FROM crm_stock_entry e WHERE e.product_id = r.product_id)"


SUMS: tuple[Invariant, ...] = (
    Invariant(
        "ORDER_TOTAL",
        "The total of an order is not the sum of its lines.",
        "订单总额与明细之和不符。",
        "order",
        "SELECT r.no FROM crm_order r JOIN (SELECT order_id, SUM(amount) AS lines FROM crm_order_line"
        " WHERE deleted_at IS NULL GROUP BY order_id) l ON l.order_id = r.id"
        " WHERE r.deleted_at IS NULL AND r.total <> l.lines",
    ),
    Invariant(
        "ORDER_BOOKED",
        "An order's debt in the ledger is not its total, or is there though the order is not in force.",
        "订单应收与订单总额不符，或未生效订单已入账。",
        "order",
        "SELECT r.no FROM crm_order r JOIN (SELECT order_id, SUM(debit - credit) AS debt FROM crm_ledger_entry"
        " WHERE kind = 'order' AND deleted_at IS NULL GROUP BY order_id) b ON b.order_id = r.id"
        f" WHERE b.debt <> CASE WHEN r.state IN {_IN_FORCE} THEN r.total ELSE 0 END",
    ),
    Invariant(
        "PLAN_TOTAL",
        "The instalments of an order do not add up to its debt, less what returns were set off with.",
        "订单各期金额之和与应收（扣除退货抵减）不符。",
        "order",
        "SELECT r.no FROM crm_order r JOIN (SELECT order_id, SUM(amount) AS planned FROM crm_payment_plan"
        " WHERE deleted_at IS NULL GROUP BY order_id) p ON p.order_id = r.id JOIN (SELECT order_id,"
        " SUM(debit - credit) AS debt FROM crm_ledger_entry WHERE kind IN ('order', 'charge')"
        " AND deleted_at IS NULL GROUP BY order_id) b ON b.order_id = r.id"
        f" LEFT JOIN ({_SET_OFF.format('order_id')}) s ON s.order_id = r.id"
        f" WHERE r.deleted_at IS NULL AND r.state IN {_IN_FORCE} AND b.debt > 0"
        " AND p.planned <> b.debt - COALESCE(s.amount, 0)",
    ),
    Invariant(
        "PLAN_OPEN",
        "What is open of an order's instalments is not what the ledger says is still owed for it.",
        "订单未收期次之和与总账中的订单余额不符。",
        "order",
        "SELECT r.no FROM crm_order r JOIN (SELECT order_id, SUM(amount - received - written_off) AS rest"
        " FROM crm_payment_plan WHERE deleted_at IS NULL GROUP BY order_id) p ON p.order_id = r.id"
        " JOIN (SELECT order_id, SUM(debit - credit) AS owed FROM crm_ledger_entry WHERE deleted_at IS NULL"
        " AND kind IN ('order', 'charge', 'receipt', 'write_off') GROUP BY order_id) b ON b.order_id = r.id"
        f" LEFT JOIN ({_SET_OFF.format('order_id')}) s ON s.order_id = r.id"
        f" WHERE r.deleted_at IS NULL AND r.state IN {_IN_FORCE} AND p.rest <> b.owed - COALESCE(s.amount, 0)",
    ),
    Invariant(
        "RETURN_SET_OFF",
        "More of a return was set off and paid back than it was credited with.",
        "退货的抵减与退款之和超过记账金额。",
        "return",
        f"SELECT r.no FROM crm_return_order r LEFT JOIN ({_SET_OFF.format('return_id')}) s ON s.return_id = r.id"
        " LEFT JOIN (SELECT return_id, SUM(CASE WHEN kind = 'return' THEN credit - debit ELSE 0 END) AS booked,"
        " SUM(CASE WHEN kind = 'refund' THEN debit - credit ELSE 0 END) AS paid FROM crm_ledger_entry"
        " WHERE deleted_at IS NULL GROUP BY return_id) e ON e.return_id = r.id"
        " WHERE COALESCE(s.amount, 0) + COALESCE(e.paid, 0) > COALESCE(e.booked, 0)",
    ),
    Invariant(
        "PLAN_RECEIVED",
        "What an instalment has received is not the sum of what was allocated to it.",
        "期次已收金额与分配之和不符。",
        "instalment",
        f"SELECT {_PLAN_NO} FROM crm_payment_plan r LEFT JOIN (SELECT plan_id, SUM(amount) AS given"
        " FROM crm_receipt_allocation WHERE deleted_at IS NULL GROUP BY plan_id) a ON a.plan_id = r.id"
        " WHERE r.deleted_at IS NULL AND r.received <> COALESCE(a.given, 0)",
    ),
    Invariant(
        "RECEIPT_ALLOCATED",
        "More of a receipt was allocated than came in.",
        "收款的分配金额超过到账金额。",
        "receipt",
        "SELECT r.no FROM crm_receipt r JOIN (SELECT receipt_id, SUM(amount) AS given FROM crm_receipt_allocation"
        " WHERE deleted_at IS NULL GROUP BY receipt_id) a ON a.receipt_id = r.id"
        " WHERE a.given > CASE WHEN r.state = 'void' THEN 0 ELSE r.amount END",
    ),
    Invariant(
        "RECEIPT_BOOKED",
        "A receipt is not in the ledger with its amount, once.",
        "收款未按金额入账，或重复入账。",
        "receipt",
        "SELECT r.no FROM crm_receipt r LEFT JOIN (SELECT ref_no, SUM(credit - debit) AS booked"
        " FROM crm_ledger_entry WHERE kind = 'receipt' AND bank_account_id IS NOT NULL AND deleted_at IS NULL"
        " GROUP BY ref_no) e ON e.ref_no = r.no WHERE r.deleted_at IS NULL"
        " AND COALESCE(e.booked, 0) <> CASE WHEN r.state = 'void' THEN 0 ELSE r.amount END",
    ),
    Invariant(
        "PAYMENT_BOOKED",
        "A payment is in the ledger and was not made, or was made and is not there with its amount, once.",
        "付款与总账不符：未付而入账，或已付未入账。",
        "payment",
        "SELECT r.no FROM crm_payment_out r LEFT JOIN (SELECT ref_no, SUM(debit - credit) AS booked"
        " FROM crm_ledger_entry WHERE kind IN ('refund', 'expense') AND deleted_at IS NULL GROUP BY ref_no) e"
        " ON e.ref_no = r.no WHERE r.deleted_at IS NULL"
        " AND COALESCE(e.booked, 0) <> CASE WHEN r.state = 'paid' THEN r.amount ELSE 0 END",
    ),
    Invariant(
        "RETURN_BOOKED",
        "A return whose goods were not settled is in the ledger.",
        "退货未处理却已入账。",
        "return",
        "SELECT r.no FROM crm_return_order r JOIN (SELECT return_id, SUM(credit - debit) AS booked"
        " FROM crm_ledger_entry WHERE kind = 'return' AND deleted_at IS NULL GROUP BY return_id) e"
        " ON e.return_id = r.id WHERE r.disposed_at IS NULL AND e.booked <> 0",
    ),
    Invariant(
        "ACCOUNT_BALANCE",
        "What a customer owes is not what the ledger says.",
        "客户应收余额与总账不符。",
        "customer",
        "SELECT r.code FROM crm_account r LEFT JOIN (SELECT account_id, SUM(debit - credit) AS owed"
        " FROM crm_ledger_entry WHERE deleted_at IS NULL GROUP BY account_id) e ON e.account_id = r.id"
        " WHERE r.receivable <> COALESCE(e.owed, 0)",
    ),
    Invariant(
        "STOCK_ON_HAND",
        "What is on hand of a product is not the sum of its movements.",
        "库存数量与出入库记录之和不符。",
        "product",
        "SELECT p.code FROM crm_stock r JOIN crm_product p ON p.id = r.product_id"
        f" WHERE r.on_hand <> {_stock('on_hand')}",
    ),
    Invariant(
        "STOCK_RESERVED",
        "What is reserved of a product is not the sum of its movements.",
        "预留数量与预留记录之和不符。",
        "product",
        "SELECT p.code FROM crm_stock r JOIN crm_product p ON p.id = r.product_id"
        f" WHERE r.reserved <> {_stock('reserved')}",
    ),
    Invariant(
        "STOCK_PROMISED",
        "Goods are reserved for an order that is not carried out.",
        "已取消或驳回的订单仍占用库存。",
        "order",
        "SELECT r.no FROM crm_order r JOIN (SELECT order_id, SUM(reserved) AS held FROM crm_stock_entry"
        " GROUP BY order_id) e ON e.order_id = r.id WHERE r.state IN ('cancelled', 'rejected') AND e.held <> 0",
    ),
)
