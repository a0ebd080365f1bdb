"""That a newer version answered in an approval that ran when it was released, in words."""

from __future__ import annotations

from sqlalchemy import Connection, select

from engine.organisation import Language
from engine.organisation.snapshot import COMPANY_ZONE
from processes.approval import policies, tables
from processes.approval.evaluations import Evaluation


def since(connection: Connection, asked: Evaluation, lang: Language) -> str:
    """` (since version 4, released on 2026-11-20; begun with version 3)`; empty where it began with this version."""
    table = tables.evaluation
    query = select(table.c.version).where(table.c.instance_id == asked.instance_id).order_by(table.c.id)
    first = connection.scalar(query.limit(1))
    if first is None or first == asked.version:
        return ""
    released = policies.version(connection, asked.policy, asked.version)
    day = (released.valid_from or released.at).astimezone(COMPANY_ZONE).date()
    if lang == "zh":
        return f"（{day} 发布，本审批以第 {first} 版开始）"
    return f" (released on {day}; this approval began with version {first})"


def mark(version: int, lang: Language) -> str:
    """What stands behind a point that another version answered than the one the approval began with."""
    return f" · 第 {version} 版" if lang == "zh" else f" · version {version}"
