"""What the definition of an action (13.2.2) asks of an entry, adds to it, and brings about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection, Row

from adapters.crm import changes, moves, pipeline, tables
from adapters.crm.errors import Fault, InvalidFields
from adapters.crm.processes import Processes
from engine.organisation import Person
from engine.organisation.snapshot import COMPANY_ZONE
from engine.store.uow import Transaction

Posted = Mapping[str, Sequence[str]]
_EVENING = time(18)


def chosen(connection: Connection, posted: Posted) -> Row[Any] | None:
    """The action of an entry as it is typed."""
    text = (posted.get("action_id") or [""])[-1]
    known = text.isdecimal() and len(text) < 19
    return changes.row_of(connection, tables.action_def, int(text)) if known else None


def completed(
    connection: Connection, posted: Posted, now: datetime, *, step: str = ""
) -> dict[str, Sequence[str]]:
    """The entry with what usually goes with its action: how long it takes, what comes next and when.

    A next action and its day are added where the action asks for them or a next step (`step`) is named.
    Raises InvalidFields for what the action asks for and nobody gave.
    """
    entry, action = dict(posted), chosen(connection, posted)
    if action is None:
        return entry
    if action.default_minutes and not _given(entry, "minutes"):
        entry["minutes"] = [str(action.default_minutes)]
    goes_on = action.needs_next or step or _given(entry, "next_action_id") or _given(entry, "next_at")
    if goes_on and action.next_action_id and not _given(entry, "next_action_id"):
        entry["next_action_id"] = [str(action.next_action_id)]
    if goes_on and action.next_days and not _given(entry, "next_at"):
        day = now.astimezone(COMPANY_ZONE).date() + timedelta(days=action.next_days)
        entry["next_at"] = [datetime.combine(day, _EVENING).isoformat(timespec="minutes")]
    _demand(action, entry)
    return entry


def advance(
    tx: Transaction, processes: Processes, person: Person, opportunity_id: int, posted: Posted
) -> moves.Answer | None:
    """Bring an opportunity to the stage that the action stands for; None where it stands for none ahead.

    The answer says why where the process does not allow it: the entry is written all the same.
    """
    action = chosen(tx.connection, posted)
    row = changes.row_of(tx.connection, tables.opportunity, opportunity_id)
    if action is None or not action.stage_effect or row is None or row.state != "open":
        return None
    order = [stage.code for stage in pipeline.stages(tx.connection)]
    if action.stage_effect not in order or row.stage not in order:
        return None
    if order.index(action.stage_effect) <= order.index(row.stage):
        return None
    answer = moves.answers(tx.connection, person, processes, row).get(action.stage_effect)
    if answer is None or answer.kind == "refused":
        return answer
    return moves.move(tx, person, processes, opportunity_id, action.stage_effect, revision=row.revision)


def _demand(action: Row[Any], entry: Posted) -> None:
    faults = []
    if action.needs_result and not _given(entry, "result"):
        faults.append(Fault(field="result", zh="该动作要求填写结果", en="this action asks for its result"))
    if action.needs_next and not _given(entry, "next_at"):
        faults.append(
            Fault(field="next_at", zh="该动作要求填写下次时间", en="this action asks for the next time")
        )
    if faults:
        raise InvalidFields(faults)


def _given(posted: Posted, name: str) -> bool:
    return any(text.strip() for text in posted.get(name, ()))
