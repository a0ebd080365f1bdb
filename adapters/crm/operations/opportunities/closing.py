"""An opportunity is won, lost or given up."""

from __future__ import annotations

from typing import Any

from adapters.contract import Adapter
from adapters.crm import opportunities
from adapters.crm.operations.opportunities.area import OPPORTUNITIES, opportunity_of
from adapters.crm.operations.opportunities.schemas import Close, Closed
from engine.ports import AdapterCall


def close(call: AdapterCall) -> dict[str, Any]:
    """Close and archive."""
    given = call.inputs
    row = opportunities.close(
        call.tx,
        opportunity_of(call).id,
        given["state"],
        reason=given["reason"],
        note=given["note"] or "",
        competitor_id=given["competitor_id"],
        win_back_on=given["win_back_on"],
        root=call.root_id,
    )
    return {"opportunity_state": row.state}


ADAPTERS: tuple[Adapter, ...] = (
    OPPORTUNITIES.application("close", "关闭销售机会", "Close an opportunity", close, Close, Closed),
)
