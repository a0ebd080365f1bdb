"""Asking all approvals of a flow again: noted at the release, then one transaction each, by whoever comes first.

What is still to be done lies in the store: it goes on after a restart, and several processes may share it.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass

from sqlalchemy import Connection, func, insert, select, update

from engine.errors import Busy, EngineError, StorageFull, Unavailable
from engine.facts import Facts
from engine.service import Engine
from engine.store.schema import runtime
from engine.store.uow import Store, Transaction
from processes.approval import policies, tables
from processes.approval.documents import Documents
from processes.approval.releasing.beginning import InForce
from processes.approval.running.again import ask_again
from processes.approval.running.tables import asking

_log = logging.getLogger("guanxi.approval")
AT_ONCE = 20


@dataclass(frozen=True, kw_only=True, slots=True)
class Failure:
    """An approval that could not be asked again."""

    instance_id: int
    root_id: int
    why: str
    why_zh: str

    def text(self, lang: str) -> str:
        """The reason in the reader's language."""
        return self.why_zh if lang == "zh" else self.why


@dataclass(frozen=True, kw_only=True, slots=True)
class Progress:
    """How far the approvals of one version are. `became`: what → how many."""

    open: int
    done: int
    became: dict[str, int]
    failures: list[Failure]

    @property
    def total(self) -> int:
        """All of them."""
        return self.open + self.done + len(self.failures)


def running(connection: Connection, policy: str) -> list[int]:
    """The approvals of a flow that run, the oldest first."""
    evaluation, instance = tables.evaluation, runtime.instance
    query = (
        select(evaluation.c.instance_id)
        .join(instance, instance.c.id == evaluation.c.instance_id)
        .where(evaluation.c.policy == policy, instance.c.state.in_(("running", "suspended")))
        .distinct()
        .order_by(evaluation.c.instance_id)
    )
    return list(connection.scalars(query))


def listen(facts: Facts) -> None:
    """Note the approvals that run when a version takes effect whose release says so."""
    facts.subscribe(InForce, _noted)


def _noted(fact: InForce, tx: Transaction) -> None:
    version = policies.version(tx.connection, fact.policy, fact.version)
    if version.running != "waiting":
        return
    rows = [
        {
            "policy": version.policy,
            "version": version.version,
            "instance_id": one,
            "state": "open",
            "at": tx.now,
        }
        for one in running(tx.connection, version.policy)
    ]
    if rows:
        tx.connection.execute(insert(asking), rows)


def work(engine: Engine, documents: Documents, *, limit: int = AT_ONCE) -> int:
    """Ask some of those again that were noted; how many were. One that fails does not keep the others back."""
    store = engine.store
    with store.read() as connection:  # mostly there is none: nobody is kept from writing for that
        query = select(asking.c.policy, asking.c.version, asking.c.instance_id)
        found = connection.execute(
            query.where(asking.c.state == "open").order_by(asking.c.at).limit(limit)
        ).all()
    for policy, version, instance_id in found:
        _one(engine, documents, policy, version, instance_id)
    return len(found)


def try_again(tx: Transaction, policy: str, version: int) -> int:
    """Ask those again that failed; how many there are."""
    mine = (asking.c.policy == policy, asking.c.version == version, asking.c.state == "failed")
    return tx.connection.execute(update(asking).where(*mine).values(state="open", why="", why_zh="")).rowcount


def progress(connection: Connection, policy: str, version: int) -> Progress | None:
    """How far it is; None where nothing was to be done."""
    mine = (asking.c.policy == policy, asking.c.version == version)
    query = (
        select(asking.c.state, asking.c.what, func.count())
        .where(*mine)
        .group_by(asking.c.state, asking.c.what)
    )
    counts = connection.execute(query).all()
    if not counts:
        return None
    instance = runtime.instance
    failed = (
        select(asking, instance.c.root_id)
        .join(instance, instance.c.id == asking.c.instance_id)
        .where(*mine, asking.c.state == "failed")
        .order_by(asking.c.instance_id)
    )
    return Progress(
        open=sum(count for state, _, count in counts if state == "open"),
        done=sum(count for state, _, count in counts if state == "done"),
        became={what: count for state, what, count in counts if state == "done"},
        failures=[
            Failure(instance_id=row.instance_id, root_id=row.root_id, why=row.why, why_zh=row.why_zh)
            for row in connection.execute(failed)
        ],
    )


def _one(engine: Engine, documents: Documents, policy: str, version: int, instance_id: int) -> None:
    mine = (asking.c.policy == policy, asking.c.version == version, asking.c.instance_id == instance_id)
    store = engine.store
    try:
        with store.begin(by=None, action="policy.ask_again") as tx:
            engine.lock_in(tx, instance_id)
            if tx.connection.scalar(select(asking.c.state).where(*mine)) != "open":
                return  # another process did it
            if _runs(tx.connection, instance_id):
                plan = ask_again(engine, documents, tx, instance_id)
                what: str = "nothing" if plan is None else plan.what
            else:
                what = "ended"
            tx.connection.execute(update(asking).where(*mine).values(state="done", what=what, at=tx.now))
    except (Busy, StorageFull, Unavailable):
        return  # for now: it stays open
    except EngineError as error:
        _fail(store, mine, error.text("en"), error.text("zh"))
    except Exception as error:
        _log.exception("an approval could not be asked again", extra={"instance_id": instance_id})
        _fail(store, mine, f"{type(error).__name__}: {error}", f"内部错误：{type(error).__name__}")


def _runs(connection: Connection, instance_id: int) -> bool:
    query = select(runtime.instance.c.state).where(runtime.instance.c.id == instance_id)
    return connection.scalar(query) in ("running", "suspended")


def _fail(store: Store, mine: tuple[object, ...], why: str, why_zh: str) -> None:
    with store.begin(by=None, action="policy.ask_again") as tx:
        failed = update(asking).where(*mine, asking.c.state == "open")  # type: ignore[arg-type]  # conditions
        tx.connection.execute(failed.values(state="failed", why=why[:1000], why_zh=why_zh[:1000], at=tx.now))
