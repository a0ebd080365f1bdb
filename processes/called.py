"""An instance and those it called: a record's process may be the root or one that another process called."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Select, select

from engine.store.schema.runtime import instance, token


def with_called(instance_ids: Iterable[int]) -> Select[tuple[int]]:
    """The ids of these instances and of all that they called, however deep."""
    own = select(instance.c.id, instance.c.root_id).where(instance.c.id.in_(list(instance_ids)))
    family = own.cte("family", recursive=True)
    called = (
        select(instance.c.id, instance.c.root_id)
        .join(family, family.c.root_id == instance.c.root_id)
        .join(token, (token.c.id == instance.c.parent_token) & (token.c.instance_id == family.c.id))
    )
    return select(family.union(called).c.id)


def roots(instance_ids: Iterable[int]) -> Select[tuple[int]]:
    """The ids of the roots of these instances."""
    return select(instance.c.root_id).where(instance.c.id.in_(list(instance_ids)))
