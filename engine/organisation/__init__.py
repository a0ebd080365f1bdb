"""People, positions, departments and rights (WfMC: organisation and role data of the enactment service).

Questions take a connection, commands a `Transaction`. Nothing here knows about login or the web.
"""

from __future__ import annotations

from engine.organisation.changes import (
    PersonFrozen,
    add_department,
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
    everyone,
    holders,
    person,
    position,
    positions,
    superior,
    superiors,
)
from engine.organisation.person import Department, Language, Person, Position, Scope, Status
from engine.organisation.standing import LONGEST_CHAIN, Reach, Standing, principals, substitutes
from engine.organisation.substituting import (
    SubstituteCircle,
    Terms,
    add_substitution,
    change_substitution,
    end_substitution,
)
from engine.organisation.substitution import Substitution
from engine.organisation.visible import condition, visible

__all__ = [
    "ACTIONS",
    "LONGEST_CHAIN",
    "RESOURCES",
    "Department",
    "Language",
    "NotGranted",
    "Person",
    "PersonFrozen",
    "Position",
    "Reach",
    "Scope",
    "Standing",
    "Status",
    "SubstituteCircle",
    "Substitution",
    "Terms",
    "add_department",
    "add_person",
    "add_plate",
    "add_position",
    "add_substitution",
    "assign_position",
    "by_login",
    "change_substitution",
    "condition",
    "demand",
    "department",
    "end_substitution",
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
    "substitutes",
    "superior",
    "superiors",
    "visible",
    "who_may",
    "who_may_sentence",
]
