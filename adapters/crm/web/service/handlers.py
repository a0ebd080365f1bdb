"""Who may be given a case."""

from __future__ import annotations

from sqlalchemy import Connection

from engine import organisation
from forms.shell import lang

POSITIONS = ("service_rep", "service_manager")


def handlers(connection: Connection) -> list[tuple[str, str]]:
    """The choices of a select: the people of the service desk."""
    people = {one.id: one for position in POSITIONS for one in organisation.holders(connection, position)}
    return [(str(one.id), one.label(lang())) for one in people.values()]
