"""Whom an applicant may name in a route that he composes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import Connection

from adapters.crm.index import terms
from engine import organisation
from engine.organisation import Person
from engine.organisation.snapshot import snapshot
from processes.approval.flow_models import Limits

MOST_FOUND = 8


def eligible(connection: Connection, limits: Limits, applicant: str) -> Mapping[str, Person]:
    """Everybody who may be named, by login: who works here, holds the posts and is where the limits say.

    Never the applicant.
    """
    now = snapshot(connection)
    wanted = set(limits.positions) or {one.code for one in now.positions.values() if one.can_approve}
    trees = [
        now.department_tree(one.id) for one in now.departments.values() if one.code in limits.departments
    ]
    return {
        one.login: one
        for one in organisation.everyone(connection)
        if one.login.casefold() != applicant.casefold()
        and one.positions & wanted
        and (not limits.departments or any(one.department_id in tree for tree in trees))
    }


def rank_of(connection: Connection, person: Person) -> int:
    """The highest rank of position that somebody holds."""
    held = (organisation.position(connection, code) for code in person.positions)
    return max((one.rank for one in held if one is not None), default=0)


def matching(connection: Connection, people: Iterable[Person], words: str) -> list[Person]:
    """Those whom words find: by name, pinyin, login, position or department; the nearest rank first."""
    wanted = terms.of_query(words)
    if not wanted:
        return []
    now = snapshot(connection)
    found = []
    for one in people:
        here = now.departments.get(one.department_id or 0)
        posts = [now.positions[code] for code in one.positions if code in now.positions]
        texts = [
            one.name,
            one.name_en,
            one.login,
            *(post.name for post in posts),
            *(post.name_en for post in posts),
        ]
        texts += [here.name, here.name_en] if here else []
        known = set().union(*(terms.of_text(text) for text in texts))
        if all(_fits(known, each) for each in wanted):
            found.append(one)
    return sorted(found, key=lambda one: (-rank_of(connection, one), one.name, one.id))[:MOST_FOUND]


def _fits(known: set[str], wanted: terms.Wanted) -> bool:
    if wanted.spoken and any(term.startswith(wanted.spoken) for term in known):
        return True
    if wanted.prefix:
        return any(term.startswith(wanted.term) for term in known)
    return wanted.term in known
