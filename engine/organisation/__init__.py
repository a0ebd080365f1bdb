"""People, positions, departments and rights (WfMC: organisation and role data of the enactment service).

Questions take a connection, commands a `Transaction`. Nothing here knows about login or the web.
"""

from __future__ import annotations

from engine.organisation.changes import (
    PersonFrozen,
    add_department,
    add_deputy,
    add_person,
    add_plate,
    add_position,
    assign_position,
    grant,
    revoke,
    set_language,
    set_manager,
    set_status,
    set_superior,
)
from engine.organisation.grants import (
    ACTIONS,
    RESOURCES,
    NotGranted,
    demand,
    may,
    sees,
    who_may,
    who_may_sentence,
)
from engine.organisation.people import (
    by_login,
    department,
    deputies,
    everyone,
    holders,
    person,
    position,
    positions,
    principals,
    superior,
    superiors,
)
from engine.organisation.person import Department, Language, Person, Position, Scope, Status
from engine.organisation.visible import condition, visible

__all__ = [
    "ACTIONS",
    "RESOURCES",
    "Department",
    "Language",
    "NotGranted",
    "Person",
    "PersonFrozen",
    "Position",
    "Scope",
    "Status",
    "add_department",
    "add_deputy",
    "add_person",
    "add_plate",
    "add_position",
    "assign_position",
    "by_login",
    "condition",
    "demand",
    "department",
    "deputies",
    "everyone",
    "grant",
    "holders",
    "may",
    "person",
    "position",
    "positions",
    "principals",
    "revoke",
    "sees",
    "set_language",
    "set_manager",
    "set_status",
    "set_superior",
    "superior",
    "superiors",
    "visible",
    "who_may",
    "who_may_sentence",
]
