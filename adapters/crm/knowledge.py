"""Knowledge items: drafts, their review, what readers think of them, and finding the right one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, func, or_, select

from adapters.crm import changes, tables
from adapters.crm.catalogue.feedback_words import KNOWLEDGE_STATES
from adapters.crm.errors import KnowledgeStateRefused
from adapters.crm.parameters import parameter
from adapters.crm.words import word
from engine.errors import NotFound
from engine.organisation.snapshot import COMPANY_ZONE
from engine.store.uow import Transaction

knowledge, reader = tables.knowledge, tables.knowledge_reader
#: state → the states it may move to
MOVES = {
    "draft": {"review", "retired"},
    "review": {"draft", "published", "retired"},
    "published": {"retired", "review"},
    "retired": {"draft", "review"},
}
_HAN = re.compile(r"[㐀-鿿]+")
_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9.\-]+")
MOST_PIECES = 40
#: Pieces of Chinese that nearly every text has.
_EMPTY = frozenset(
    {"我们", "你们", "可以", "没有", "一个", "请问", "怎么", "怎样", "什么", "这个", "已经", "客户"}
)


def row(connection: Connection, knowledge_id: int, *, lock: bool = False) -> Row[Any]:
    """One item. Raises NotFound."""
    found = changes.row_of(connection, knowledge, knowledge_id, lock=lock)
    if found is None or found.deleted_at is not None:
        raise NotFound(what="knowledge item", what_zh="知识", id=knowledge_id)
    return found


def draft(tx: Transaction, *, root: int | None = None, **values: Any) -> int:
    """A new draft; its id. Needs title, question, answer and author_id."""
    return changes.add(tx, knowledge, root=root, state="draft", **values)


def draft_of_case(tx: Transaction, case: Row[Any], author_id: int, *, root: int | None = None) -> int:
    """A draft from a solved case, the same one if there is one already."""
    query = select(knowledge.c.id).where(knowledge.c.feedback_id == case.id, knowledge.c.deleted_at.is_(None))
    known = tx.connection.scalar(query)
    if known is not None:
        return int(known)
    knowledge_id = draft(
        tx,
        root=root,
        title=case.subject,
        question=case.content,
        answer="\n\n".join(filter(None, (case.cause, case.solution or case.answer))) or "–",
        product_id=case.product_id,
        category="fault",
        author_id=author_id,
        feedback_id=case.id,
    )
    changes.edit(tx, tables.feedback, case.id, root=root, knowledge_id=knowledge_id)
    return knowledge_id


def move(
    tx: Transaction, knowledge_id: int, state: str, *, root: int | None = None, **values: Any
) -> Row[Any]:
    """Bring an item to another state. Raises KnowledgeStateRefused."""
    found = row(tx.connection, knowledge_id, lock=True)
    if found.state != state:
        demand_state(found, *(one for one, following in MOVES.items() if state in following))
    changes.edit(tx, knowledge, knowledge_id, root=root, state=state, **values)
    return row(tx.connection, knowledge_id)


def demand_state(found: Row[Any], *states: str) -> None:
    """Raise KnowledgeStateRefused where an item is in none of these states."""
    if found.state not in states:
        raise KnowledgeStateRefused(
            title=found.title,
            state_zh=word(KNOWLEDGE_STATES, found.state, "zh"),
            state_en=word(KNOWLEDGE_STATES, found.state, "en"),
        )


def publish(tx: Transaction, knowledge_id: int, *, root: int | None = None) -> Row[Any]:
    """Everybody finds it from now on, until its validity ends."""
    days = int(parameter(tx.connection, "knowledge.valid_days", 365))
    ends = tx.now.astimezone(COMPANY_ZONE).date() + timedelta(days=days)
    found = row(tx.connection, knowledge_id)
    given = found.valid_to if found.state != "published" and found.valid_to else None
    valid_to = given if given is not None and given > tx.now.date() else ends
    return move(tx, knowledge_id, "published", root=root, valid_to=valid_to, published_at=tx.now)


def read_by(tx: Transaction, knowledge_id: int, person_id: int) -> None:
    """Count a reader, once."""
    if _reader(tx.connection, knowledge_id, person_id) is None:
        changes.add(tx, reader, knowledge_id=knowledge_id, person_id=person_id)
        _count(tx, knowledge_id)


def vote(tx: Transaction, knowledge_id: int, person_id: int, *, useful: bool) -> None:
    """Say whether an item helped; each person counts once."""
    read_by(tx, knowledge_id, person_id)
    known = _reader(tx.connection, knowledge_id, person_id)
    assert known is not None
    if changes.edit(tx, reader, known.id, useful=useful):
        _count(tx, knowledge_id)


def was_read(connection: Connection, knowledge_id: int, person_id: int) -> bool:
    """Whether a person has opened an item before."""
    return _reader(connection, knowledge_id, person_id) is not None


def voted(connection: Connection, knowledge_id: int, person_id: int) -> bool:
    """Whether a person called an item useful."""
    known = _reader(connection, knowledge_id, person_id)
    return known is not None and bool(known.useful)


def _reader(connection: Connection, knowledge_id: int, person_id: int) -> Row[Any] | None:
    mine = (reader.c.knowledge_id == knowledge_id) & (reader.c.person_id == person_id)
    return connection.execute(select(reader).where(mine)).first()


def _count(tx: Transaction, knowledge_id: int) -> None:
    of_it = select(func.count()).select_from(reader).where(reader.c.knowledge_id == knowledge_id)
    views = tx.connection.scalar(of_it)
    useful = tx.connection.scalar(of_it.where(reader.c.useful))
    changes.edit(tx, knowledge, knowledge_id, views=views, useful_votes=useful)


def search(
    connection: Connection,
    text: str,
    *,
    limit: int = 30,
    mine: int | None = None,
    category: str = "",
    state: str = "",
    product_id: int | None = None,
) -> Sequence[Row[Any]]:
    """Published items (and a person's own) in which every word occurs, those with it in the title first.

    Narrowed to a category, a state or a product when one is given.
    """
    query = _found(mine)
    wanted = {"category": category, "state": state, "product_id": product_id}
    query = query.where(*(knowledge.c[name] == value for name, value in wanted.items() if value))
    words = text.split()[:8]
    for one in words:
        query = query.where(_occurs(one))
    if words:
        in_title = and_(*(knowledge.c.title.icontains(one, autoescape=True) for one in words))
        query = query.order_by(in_title.desc())
    query = query.order_by(knowledge.c.useful_votes.desc(), knowledge.c.id.desc())
    return connection.execute(query.limit(limit)).all()


def suggested(
    connection: Connection, text: str, *, product_id: int | None = None, limit: int = 5
) -> list[Row[Any]]:
    """Published items that share the most with a text: words, and pieces of two Chinese characters."""
    wanted = pieces(text)
    if not wanted:
        return []
    query = _found(None).where(or_(*(_occurs(one) for one in wanted))).limit(200)
    found = connection.execute(query).all()
    scored = [
        (_score(one, wanted) + 2 * (one.product_id == product_id and product_id is not None), one)
        for one in found
    ]
    good = [(score, one) for score, one in scored if score >= 2]
    good.sort(key=lambda pair: (-pair[0], -pair[1].useful_votes, pair[1].id))
    return [one for _score_, one in good[:limit]]


def pieces(text: str) -> list[str]:
    """The words of a text, Chinese ones as all pairs of neighbouring characters."""
    pairs = [run[at : at + 2] for run in _HAN.findall(text) for at in range(len(run) - 1)]
    words = [one.casefold() for one in _WORD.findall(text) if len(one) > 2]
    return [one for one in dict.fromkeys((*words, *pairs)) if one not in _EMPTY][:MOST_PIECES]


def _found(mine: int | None) -> Any:
    shown = knowledge.c.state == "published"
    if mine is not None:
        shown = or_(shown, knowledge.c.author_id == mine)
    return select(knowledge).where(knowledge.c.deleted_at.is_(None), shown)


def _occurs(one: str) -> ColumnElement[bool]:
    columns = (knowledge.c.title, knowledge.c.keywords, knowledge.c.question, knowledge.c.answer)
    return or_(*(column.icontains(one, autoescape=True) for column in columns))


def _score(item: Row[Any], wanted: Sequence[str]) -> int:
    head = f"{item.title} {item.keywords}".casefold()
    body = f"{item.question} {item.answer}".casefold()
    return sum(2 if one in head else 1 if one in body else 0 for one in wanted)
