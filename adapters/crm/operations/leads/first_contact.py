"""The first contact stands in the list of tasks of whoever owns the lead."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Row

from adapters.crm import process_tasks
from engine.ports import AdapterCall


def begin_task(call: AdapterCall, row: Row[Any], owner_id: int, due_at: datetime) -> None:
    """The task of contacting a lead, until `due_at`."""
    assert call.root_id is not None
    subject = f"{row.no} · {row.title}"
    process_tasks.begin(
        call.tx,
        call.root_id,
        subject=subject,
        content=row.content,
        owner_id=owner_id,
        due_at=due_at,
        lead_id=row.id,
        account_id=row.account_id,
    )
