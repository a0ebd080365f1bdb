"""The facts of a hand-over that approval conditions may ask about."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from adapters.crm.facts import FactField
from adapters.crm.handover.holdings import holdings
from adapters.crm.handover.plan import leaver_of, row_of
from adapters.crm.handover.words import KINDS
from engine import organisation

HANDOVER_FACTS: tuple[FactField, ...] = (
    FactField(
        name="handover_kind", zh="交接原因", en="Why it is handed over", type="string", choices=dict(KINDS)
    ),
    FactField(name="sells", zh="属于销售", en="Of sales", type="boolean"),
    FactField(name="customers", zh="客户数", en="Customers", type="number"),
    FactField(name="open_orders", zh="未完成订单数", en="Open orders", type="number"),
    FactField(name="freeze_now", zh="立即冻结账号", en="Frozen at once", type="boolean"),
    FactField(name="owner_login", zh="交接人账号", en="Login of the leaver", type="string"),
)


def read(connection: Connection, handover_id: int) -> dict[str, Any]:
    """fact name → value. Raises NotFound."""
    row = row_of(connection, handover_id)
    leaver = leaver_of(connection, row)
    held = holdings(connection, leaver)
    main = organisation.position(connection, leaver.main_position or "")
    return {
        "handover_kind": row.kind,
        "sells": main is not None and main.kind == "sales",
        "customers": len(held.get("account", ())),
        "open_orders": len(held.get("order", ())),
        "freeze_now": row.freeze_now,
        "owner_login": leaver.login,
    }
