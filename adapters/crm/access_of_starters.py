"""Rights of whoever started a process: naming a record's id when starting one is not enough to work on it.

A called process acts by right of its caller, whose diagram says what it may be called for.
"""

from __future__ import annotations

from engine import organisation
from engine.ports import AdapterCall


def trusted(call: AdapterCall) -> bool:
    """Whether nobody's rights are asked for: no person started the process, or another process called it."""
    return call.started_by is None or call.instance_id != call.root_id


def starter_may(call: AdapterCall, resource: str, action: str, owner_id: int | None) -> bool:
    """Whether whoever started the process may do this with a row."""
    if trusted(call):
        return True
    connection = call.tx.connection
    starter = organisation.by_login(connection, call.started_by or "")
    if starter is None:
        return False
    scope = organisation.may(connection, starter, resource, action)
    return organisation.sees(connection, starter, scope, owner_id)


def login_of(call: AdapterCall, person_id: int) -> str:
    """Who a person is in the variables of a process."""
    found = organisation.person(call.tx.connection, person_id)
    return "" if found is None else found.login
