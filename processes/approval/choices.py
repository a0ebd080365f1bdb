"""Keeping what was chosen where no evaluation tells it: no flow was for a document, or a diagram pinned one.

A backtest walks these documents too: a draft may take them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from sqlalchemy import insert

from engine.ids import new_id
from engine.ports import AdapterCall
from engine.store.values import encode
from processes.approval import tables

Outcome = Literal["pinned", "approved", "rejected", "unasked"]


def keep(
    call: AdapterCall,
    outcome: Outcome,
    facts: Mapping[str, Any],
    *,
    policy: str | None = None,
    version: int | None = None,
) -> None:
    """One choice with the facts of that moment; `unasked`: no approval was begun, because nobody would be asked."""
    call.tx.connection.execute(
        insert(tables.choice).values(
            id=new_id(),
            policy=policy,
            version=version,
            root_id=call.root_id,
            instance_id=call.instance_id,
            document_type=call.inputs["document_type"],
            document_id=call.inputs["document_id"],
            applicant=call.inputs["applicant"],
            facts=encode(dict(facts), name="facts"),
            outcome=outcome,
            at=call.tx.now,
        )
    )
