"""The worklist in the work guide of the desktop: what a person has to do, and may take."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from adapters.crm.desktop import Guide
from engine.organisation import Person
from worklist import queries


def guide(connection: Connection, person: Person, now: datetime) -> Sequence[Guide]:
    """The person's own work items with those past their time, and those that are offered."""
    reader = queries.reader(connection, person, now)
    mine, offered = queries.count(connection, reader, "mine"), queries.count(connection, reader, "claim")
    late = queries.overdue(connection, person, now)
    own = Guide(
        zh="我的待办",
        en="My work items",
        count=mine.number,
        url="/worklist/",
        icon="inbox",
        late=late.number,
    )
    if not offered.number:
        return [own]
    return [
        own,
        Guide(
            zh="待领取", en="To be claimed", count=offered.number, url="/worklist/?box=claim", icon="users"
        ),
    ]
