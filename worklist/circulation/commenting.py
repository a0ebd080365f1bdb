"""Comments on what is in work (评论): nothing is decided by them. They are not edited."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, Row, insert, select, update

from adapters.crm.notices import tell_all
from engine import organisation
from engine.errors import NotFound
from engine.ids import new_id
from engine.organisation import Person
from engine.store.uow import Transaction
from processes.approval.circulation import copying
from processes.approval.circulation.copying import Giving
from processes.approval.circulation.tables import comment
from processes.approval.field_rights import hidden_from
from processes.approval.withdrawal import of_root
from worklist import access
from worklist.circulation.errors import (
    CannotBeMentioned,
    CommentMissing,
    CommentStays,
    NotYourComment,
)
from worklist.circulation.mentions import mentioned
from worklist.circulation.seeing import demand, permitted, root_seen
from worklist.errors import CannotReceive
from worklist.service import Worklist

LONGEST: Final = 2000
DELETED_WITHIN: Final = timedelta(minutes=10)


class Comments:
    """Commands on comments."""

    def __init__(self, worklist: Worklist) -> None:
        self._worklist = worklist
        self._store = worklist.store

    def add(self, person: Person, instance_id: int, *, text: str, mention: Sequence[str] = ()) -> int:
        """Comment on an instance; the id. Who is mentioned, in the text or by login, gets a message.

        Whoever is mentioned and cannot see it gets a copy. Raises NotFound, NotPermittedHere, CommentMissing,
        CannotReceive, CannotBeMentioned, MentionAmbiguous.
        """
        said = text.strip()
        if not said or len(said) > LONGEST:
            raise CommentMissing
        with self._store.begin(by=person.id, action="comment") as tx:
            root = root_seen(tx.connection, person, instance_id)
            self._worklist.engine.lock_in(tx, root.id)
            demand(tx.connection, root.id, "comment")
            people = _mentioned(tx.connection, person, said, mention)
            self._let_see(tx, person, root, people, said)
            identity = new_id()
            tx.connection.execute(
                insert(comment).values(
                    id=identity,
                    root_id=root.id,
                    by_id=person.id,
                    text=said,
                    mentioned=json.dumps([one.id for one in people]),
                    at=tx.now,
                )
            )
            tx.audit("approval.commented", root=root.id, payload={"by": person.login, "comment": identity})
            tell_all(
                tx,
                people,
                zh=f"{person.label('zh')}在评论中提到了您：{said[:200]}",
                en=f"{person.label('en')} mentioned you in a comment: {said[:200]}",
                about=("case", root.id),
                root=root.id,
            )
            return identity

    def delete(self, person: Person, comment_id: int) -> int:
        """Take one's own comment back within ten minutes; the root's id.

        Raises NotFound, NotYourComment, CommentStays.
        """
        with self._store.begin(by=person.id, action="comment.delete") as tx:
            row = tx.connection.execute(
                select(comment).where(comment.c.id == comment_id).with_for_update(key_share=True)
            ).first()
            if row is None:
                raise NotFound(what="comment", what_zh="评论", id=comment_id)
            root_seen(tx.connection, person, row.root_id)
            if row.by_id != person.id:
                raise NotYourComment
            if row.deleted_at is None:
                if tx.now - row.at > DELETED_WITHIN:
                    raise CommentStays(minutes=DELETED_WITHIN // timedelta(minutes=1))
                tx.connection.execute(
                    update(comment).where(comment.c.id == row.id).values(text="", deleted_at=tx.now)
                )
                tx.audit(
                    "approval.comment_deleted",
                    root=row.root_id,
                    payload={"by": person.login, "comment": row.id},
                )
            return int(row.root_id)

    def _let_see(
        self,
        tx: Transaction,
        person: Person,
        root: Row[Any],
        people: Iterable[Person],
        said: str,
    ) -> None:
        """A message about what one may not open would lead nowhere: a copy comes with it."""
        connection = tx.connection
        new = [one for one in people if not access.sees_instance(connection, one, root.id, root.started_by)]
        if not new:
            return
        if "copy" not in permitted(of_root(connection, root.id)):
            raise CannotBeMentioned(name=new[0].name)
        hidden = hidden_from(connection, person, root.id)
        copying.give(tx, Giving(root_id=root.id, by=person, note=said[:200], hidden=hidden), new)


def deletable(row: Row[Any], person: Person, now: datetime) -> bool:
    """Whether a comment can still be taken back by this person."""
    mine = row.by_id == person.id and row.deleted_at is None
    return bool(mine and now - row.at <= DELETED_WITHIN)


def _mentioned(connection: Connection, person: Person, text: str, logins: Sequence[str]) -> list[Person]:
    found = {one.id: one for one in mentioned(text, organisation.everyone(connection))}
    for login in logins:
        one = organisation.by_login(connection, login)
        if one is None or not one.is_active:
            raise CannotReceive(name=login if one is None else one.name)
        found[one.id] = one
    found.pop(person.id, None)
    return list(found.values())
