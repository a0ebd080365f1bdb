"""What the dialogues to copy and to comment offer one person about one case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from engine import organisation
from engine.organisation import Language, Person
from processes.approval.withdrawal import of_root
from worklist.circulation.copying import at_work
from worklist.circulation.seeing import permitted

Choices = Sequence[tuple[str, str]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Circulating:
    """`may`: copy, comment. `receivers`: who could get a copy. Logins and position codes with their words."""

    root_id: int
    may: frozenset[str]
    receivers: Choices = ()
    positions: Choices = ()
    mentionable: Choices = ()


def circulating(connection: Connection, person: Person, root_id: int, lang: Language) -> Circulating:
    """What a person who may see a root can do about reading along."""
    may = permitted(of_root(connection, root_id))
    people = (one for one in organisation.everyone(connection) if one.id != person.id)
    everybody = sorted(((one.login, one.full_label(lang)) for one in people), key=lambda pair: pair[1])
    busy = at_work(connection, root_id)
    posts = [one for one in organisation.positions(connection) if organisation.holders(connection, one.code)]
    return Circulating(
        root_id=root_id,
        may=may,
        receivers=[one for one in everybody if one[0] not in busy],
        positions=[(one.code, one.title(lang)) for one in posts],
        mentionable=everybody,
    )
