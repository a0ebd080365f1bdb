"""Saved views: a name for a state of a list, mine or shared with everybody who may see that list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    String,
    Table,
    Text,
    UniqueConstraint,
    delete,
    insert,
    or_,
    select,
)

from engine.errors import Invalid, NotFound
from engine.ids import new_id
from engine.store.metadata import metadata
from engine.store.types import Instant
from engine.store.uow import Store

LONGEST_NAME = 60
LONGEST_QUERY = 4000
MOST_VIEWS = 50

forms_saved_view = Table(
    "forms_saved_view",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("list_key", String(80), nullable=False),
    Column("owner_id", BigInteger, nullable=False),
    Column("name", String(LONGEST_NAME), nullable=False),
    Column("query", Text, nullable=False),
    Column("shared", Boolean, nullable=False),
    Column("created_at", Instant, nullable=False),
    UniqueConstraint("list_key", "owner_id", "name"),
    Index("ix_forms_saved_view_shared", "list_key", "shared"),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class SavedView:
    """`query` is the query string of the list's URL."""

    id: int
    name: str
    query: str
    shared: bool
    owner_id: int


class SavedViews:
    """The rows of `forms_saved_view`."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def visible_to(self, person_id: int, list_key: str) -> Sequence[SavedView]:
        """The person's own views, then the shared ones, by name."""
        view = forms_saved_view.c
        query = (
            select(view.id, view.name, view.query, view.shared, view.owner_id)
            .where(view.list_key == list_key, or_(view.owner_id == person_id, view.shared.is_(True)))
            .order_by(view.shared, view.name)
            .limit(MOST_VIEWS)
        )
        with self._store.read() as connection:
            return [SavedView(**row._mapping) for row in connection.execute(query)]

    def save(self, *, owner_id: int, list_key: str, name: str, query: str, shared: bool) -> int:
        """Keep a view; one of the same name is replaced. Gives its id."""
        name = " ".join(name.split())
        if not name or len(name) > LONGEST_NAME:
            raise Invalid(
                field="name", message="1 to 60 characters, please.", message_zh="请填写 1 到 60 个字。"
            )
        if len(query) > LONGEST_QUERY or len(list_key) > 80:
            raise Invalid(field="query", message="too many filters.", message_zh="筛选条件太多。")
        view = forms_saved_view.c
        same = (view.list_key == list_key) & (view.owner_id == owner_id) & (view.name == name)
        with self._store.begin(by=owner_id, action="save_view") as transaction:
            transaction.connection.execute(delete(forms_saved_view).where(same))
            identity = new_id()
            transaction.connection.execute(
                insert(forms_saved_view).values(
                    id=identity,
                    list_key=list_key,
                    owner_id=owner_id,
                    name=name,
                    query=query,
                    shared=shared,
                    created_at=transaction.now,
                )
            )
            return identity

    def delete(self, *, owner_id: int, view_id: int) -> None:
        """Forget one of the person's own views."""
        view = forms_saved_view.c
        with self._store.begin(by=owner_id, action="delete_view") as transaction:
            gone = transaction.connection.execute(
                delete(forms_saved_view).where(view.id == view_id, view.owner_id == owner_id)
            )
            if gone.rowcount == 0:
                raise NotFound(what="view", id=view_id)
