"""Which variables a step will read, noted when a definition is published: they come along with the lock.

Without the note a command would have to know the work item's element before it could ask for the variables: one
more round trip. What is not noted is read when it is needed.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from engine.kernel.program import NodeKind, Program
from engine.kernel.slice import EVERYTHING
from engine.store.hot import Hot, Row, marks
from engine.store.transaction import Transaction
from engine.store.values import decode

MOST = 100
"""Names noted per user task; where more are read, none are noted."""

_SCOPE = """FROM engine_work_item w JOIN engine_token t ON t.id = w.token_id
 JOIN engine_scope s ON s.id = t.scope_id AND s.parent_id IS NULL"""
_NOTED = f"""SELECT n.name, v.value {_SCOPE}
 JOIN engine_touched n ON n.definition_id = w.definition_id AND n.element = w.element
 LEFT JOIN engine_variable v ON v.scope_id = s.id AND v.name = n.name WHERE w.id = ?"""
_GIVEN = f"SELECT v.name, v.value {_SCOPE} JOIN engine_variable v ON v.scope_id = s.id WHERE w.id = ? AND v.name IN"


def note_touched(tx: Transaction, definition_id: int, program: Program) -> None:
    """Note what may be read after each user task of a new version."""
    rows = [
        (definition_id, node.id, name)
        for node in program.nodes
        if node.kind is NodeKind.USER and len(program.names_after(node.id)) <= MOST
        for name in sorted(program.names_after(node.id) - {EVERYTHING})
    ]
    Hot(tx).insert("INSERT INTO engine_touched (definition_id, element, name) VALUES (?,?,?)", rows)


def question(item_id: int, given: Collection[str]) -> tuple[str, Row]:
    """What answers the variables of the process that completing an item touches; `given` are submitted with it."""
    if not given:
        return _NOTED, (item_id,)
    return f"{_NOTED} UNION ALL {_GIVEN} ({marks(len(given))})", (item_id, item_id, *given)


def answer(rows: list[Row], given: Collection[str]) -> tuple[dict[str, Any], frozenset[str]]:
    """Values by name, and the names that were looked for; a name nobody set has no value."""
    values = {name: decode(text) for name, text in rows if text is not None}
    return values, frozenset(name for name, _ in rows) | frozenset(given)
