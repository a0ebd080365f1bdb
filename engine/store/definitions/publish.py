"""Publishing definitions: every deployment is kept, versions count 1, 2, 3 … per key."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import insert, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from engine.errors import Invalid, TooLarge
from engine.ids import new_id
from engine.store.definitions.published import Definition, State, get
from engine.store.schema.definitions import definition as table
from engine.store.schema.definitions import definition_key, deployment, resource

if TYPE_CHECKING:
    from engine.store.uow import Transaction

MAX_RESOURCE = 2 * 1024 * 1024  # bytes
DEFINITION_STATE_CHANGED = 54


@dataclass(frozen=True, kw_only=True)
class NewDefinition:
    """A process to publish."""

    key: str
    path: str  # the resource that holds its diagram
    process_id: str  # BPMN id of the process in it
    name: str
    title_zh: str
    title_en: str
    messages: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # language -> msgid -> text
    starts: Sequence[Mapping[str, Any]] = ()  # start events that wait (timer, message …)


def publish(
    tx: Transaction,
    *,
    name: str,
    reason: str,
    resources: Mapping[str, bytes],
    definitions: Sequence[NewDefinition],
) -> list[Definition]:
    """Store a package and the next version of each process in it. Raises Invalid, TooLarge.

    Checking the content is the caller's work; here only what the store itself cannot hold is refused. Another
    deployer of the same key waits until this transaction ends.
    """
    _check(resources, definitions)
    package = _store_deployment(tx, name, reason, resources)
    checksum = package_checksum(resources)
    ordered = sorted(definitions, key=lambda new: new.key)  # one order of locks: no deadlocks
    published = {new.key: _store_definition(tx, package, checksum, new) for new in ordered}
    for one in published.values():
        _tell(tx, one, "published", reason)
    return [published[new.key] for new in definitions]


def retire(tx: Transaction, definition: int, reason: str) -> None:
    """Take a version out of use: no new instance starts from it, running ones go on. Raises NotFound."""
    one = get(tx.connection, definition)
    tx.connection.execute(update(table).where(table.c.id == definition).values(state="retired"))
    _tell(tx, one, "retired", reason)


def package_checksum(resources: Mapping[str, bytes]) -> bytes:
    """sha256 over paths and contents: two packages with the same one are the same package."""
    total = sha256()
    for path, data in sorted(resources.items()):
        total.update(sha256(path.encode()).digest() + sha256(data).digest())
    return total.digest()


def _check(resources: Mapping[str, bytes], definitions: Iterable[NewDefinition]) -> None:
    for path, data in resources.items():
        if len(data) > MAX_RESOURCE:
            raise TooLarge(what=path, what_zh=path, size=len(data), limit=MAX_RESOURCE)
    seen: set[str] = set()
    for new in definitions:
        if new.path not in resources:
            raise Invalid(field=new.key, message=f"{new.path} is missing", message_zh=f"缺少 {new.path}")
        if new.key in seen:
            raise Invalid(
                field=new.key,
                message="this key occurs twice in the package",
                message_zh="该标识在流程包中重复",
            )
        seen.add(new.key)


def _store_deployment(tx: Transaction, name: str, reason: str, resources: Mapping[str, bytes]) -> int:
    package = new_id()
    tx.connection.execute(
        insert(deployment).values(id=package, name=name, at=tx.now, by=tx.by, reason=reason)
    )
    rows = [
        {"deployment": package, "path": path, "data": data, "sha256": sha256(data).digest()}
        for path, data in resources.items()
    ]
    if rows:
        tx.connection.execute(insert(resource), rows)
    return package


def _store_definition(tx: Transaction, package: int, checksum: bytes, new: NewDefinition) -> Definition:
    values: dict[str, Any] = {
        "id": new_id(),
        "key": new.key,
        "version": _next_version(tx, new.key),
        "deployment": package,
        "path": new.path,
        "process_id": new.process_id,
        "name": new.name,
        "title_zh": new.title_zh,
        "title_en": new.title_en,
        "state": "published",
        "checksum": checksum,
        "messages": {language: dict(texts) for language, texts in new.messages.items()},
        "starts": [dict(start) for start in new.starts],
        "created_at": tx.now,
    }
    tx.connection.execute(insert(table).values(values))
    return Definition(**values)


def _next_version(tx: Transaction, key: str) -> int:
    """The next number of a key; its row stays locked until the end, so a rollback leaves no gap."""
    make = postgresql_insert if tx.connection.dialect.name == "postgresql" else sqlite_insert
    statement = (
        make(definition_key)
        .values(key=key, version=1)
        .on_conflict_do_update(
            index_elements=[definition_key.c.key], set_={"version": definition_key.c.version + 1}
        )
        .returning(definition_key.c.version)
    )
    return cast(int, tx.connection.execute(statement).scalar_one())


def _tell(tx: Transaction, one: Definition, state: State, reason: str) -> None:
    tx.audit(
        DEFINITION_STATE_CHANGED,
        definition=one.id,
        payload={"key": one.key, "version": one.version, "state": state, "reason": reason},
    )
