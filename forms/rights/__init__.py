"""Field rights: what a person may do with each field of a form at this step."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum

from forms.fields.component import Component


class Right(Enum):
    """hidden < read < write < required."""

    HIDDEN = "hidden"
    READ = "read"
    WRITE = "write"
    REQUIRED = "required"


Rights = Mapping[str, str]
"""Field name → the value of a Right; a name of a group stands for all in it, `*` for all others."""


def right_of(component: Component, rights: Rights, around: Right | None = None) -> Right:
    """The right to one component: given for it, for the group around it, for `*`, or as the form says."""
    given = rights.get(component.name)
    if given is None:
        given = around.value if around is not None else rights.get("*")
    found = _read(given)
    if found is None:
        found = Right.REQUIRED if component.is_required else Right.WRITE
    if component.is_read_only and found is not Right.HIDDEN:
        return Right.READ
    if found is Right.WRITE and component.is_required:
        return Right.REQUIRED
    return found


def group_right(component: Component, rights: Rights, around: Right | None) -> Right | None:
    """What a group hands down to its fields."""
    return _read(rights.get(component.name)) or around


def rights_from(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """`gx:fieldRights` of a user task as a mapping; the last one of a field counts."""
    return {field: right for field, right in pairs if _read(right) is not None}


def _read(text: str | None) -> Right | None:
    try:
        return None if text is None else Right(text)
    except ValueError:
        return None
