"""Who may do a user task: `gx:`, the vendors' attributes, and BPMN's own resource roles."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from engine.definition.element import Element
from engine.definition.model import Shape, Text
from engine.definition.reading.ledger import Ledger

_ROLES: Final = ("potentialOwner", "humanPerformer", "performer")
_CALL: Final = re.compile(r"(user|group)\(([^()]*)\)")


@dataclass(frozen=True, kw_only=True, slots=True)
class People:
    """Assignee and candidates as written."""

    assignee: Text | None = None
    candidate_users: Text | None = None
    candidate_groups: Text | None = None


def read_people(ledger: Ledger, source: Element) -> People:
    """`gx:` wins over the vendors' words, those over `potentialOwner` and `humanPerformer`."""
    roles = list(_roles(ledger, source))
    zeebe = next(iter(ledger.extensions(source, "zeebe:assignmentDefinition")), None)
    return People(
        assignee=marked(ledger, source, "assignee", "assignee", "name")
        or _zeebe(ledger, zeebe, "assignee", "name")
        or _people(roles, "assignee"),
        candidate_users=marked(ledger, source, "candidateUsers", "candidateUsers", "names")
        or _zeebe(ledger, zeebe, "candidateUsers", "names")
        or _people(roles, "user"),
        candidate_groups=marked(ledger, source, "candidateGroups", "candidateGroups", "names")
        or _zeebe(ledger, zeebe, "candidateGroups", "names")
        or _people(roles, "group"),
    )


def marked(ledger: Ledger, source: Element, own: str, vendor: str, shape: Shape) -> Text | None:
    """Text that stands for itself unless it is marked as an expression."""
    value = ledger.attr(source, f"gx:{own}")
    if value:
        return Text(text=value, line=source.line, shape=shape)
    found = ledger.vendor(source, vendor)
    if found is None:
        return None
    return Text(text=found[0], line=source.line, shape=shape, dialect=found[1])


def _zeebe(ledger: Ledger, zeebe: Element | None, name: str, shape: Shape) -> Text | None:
    value = ledger.attr(zeebe, name) if zeebe is not None else None
    return Text(text=value, line=zeebe.line, shape=shape, dialect="zeebe") if value and zeebe else None


def _roles(ledger: Ledger, source: Element) -> Iterator[tuple[str, str, int]]:
    """(assignee | user | group, name, line) of each resource role with an assignment expression."""
    for kind in _ROLES:
        for role in ledger.each(source, kind):
            ledger.refs(role, "resourceRef")
            assignment = ledger.child(role, "resourceAssignmentExpression")
            text = ledger.text(assignment, "formalExpression") if assignment is not None else None
            for found, name in _named(text.text if text else ""):
                yield ("assignee" if kind == "humanPerformer" else found), name, role.line


def _named(text: str) -> Iterator[tuple[str, str]]:
    """`user(kermit), group(management)`; a bare name is a group."""
    for part in text.split(",") if "${" not in text else [text]:
        call = _CALL.fullmatch(part.strip())
        if call is not None:
            yield call.group(1), call.group(2).strip()
        elif part.strip():
            yield "group", part.strip()


def _people(roles: list[tuple[str, str, int]], kind: str) -> Text | None:
    names = [name for found, name, _ in roles if found == kind]
    if not names:
        return None
    line = next(line for found, _, line in roles if found == kind)
    shape: Shape = "name" if kind == "assignee" else "names"
    return Text(text=", ".join(names), line=line, shape=shape, dialect="bpmn")


def read_starters(ledger: Ledger, process: Element) -> tuple[tuple[str, str], ...]:
    """("user" | "group", name): who may start the process; names that are computed stay unread."""
    found: list[tuple[str, str]] = []
    for kind, attribute in (("user", "candidateStarterUsers"), ("group", "candidateStarterGroups")):
        named = ledger.vendor(process, attribute)
        if named is None:
            continue
        if "${" in named[0] or "#{" in named[0]:
            ledger.forget(process, f"{named[1]}:{attribute}")
        else:
            found += [(kind, name.strip()) for name in named[0].split(",") if name.strip()]
    return (*found, *_potential_starters(ledger, process))


def _potential_starters(ledger: Ledger, process: Element) -> Iterator[tuple[str, str]]:
    for starter in ledger.vendor_extensions(process, "potentialStarter"):
        assignment = ledger.child(starter, "resourceAssignmentExpression")
        text = ledger.text(assignment, "formalExpression") if assignment is not None else None
        yield from _named(text.text if text else "")
