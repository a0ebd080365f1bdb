"""The approval flow that a kind of request begins with; administrators redefine it afterwards like any other."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from engine.store.definitions import Definition
from engine.store.uow import Store, Transaction
from processes.approval import content
from processes.approval.defaults import install_flow
from processes.approval.documents import DocumentType
from processes.approval.model import ACTIONS, Flow
from processes.requests.head import Head
from processes.requests.kind import RequestKind
from processes.requests.packaging import PREFIX
from processes.requests.published import RequestKinds


def flow_of(head: Head) -> Flow:
    """The points of a package's `[request]`. Raises FlowRefused, which names every fault with its place."""
    return content.load(json.dumps(said_of(head), ensure_ascii=False))


def said_of(head: Head) -> dict[str, Any]:
    """The same as the JSON of a flow, right or wrong."""
    points = [_point(number, point) for number, point in enumerate(head.points, start=1)]
    return {"points": points, "model": head.model, "limits": dict(head.limits)}


def install(tx: Transaction, kind: RequestKind, document: DocumentType) -> None:
    """Add the flow of a kind as version 1, unless there is one already."""
    install_flow(
        tx,
        document,
        key=kind.key,
        name=f"{kind.title('zh')}审批",
        name_en=f"Approval: {kind.title('en')}",
        flow=flow_of(kind.head),
    )


def install_all(store: Store, kinds: RequestKinds) -> None:
    """The flows of all kinds that are published."""
    with store.begin(by=None, action="policy.install") as tx:
        for kind in kinds.all(tx.connection):
            document = kinds.document_in(tx.connection, kind.key)
            if document is not None:
                install(tx, kind, document)


def install_published(store: Store, kinds: RequestKinds, done: Sequence[Definition]) -> None:
    """The flows of kinds that have just been published, so that they are administered from the beginning."""
    if not any(one.key.startswith(PREFIX) for one in done):
        return
    kinds.forget()
    with store.begin(by=None, action="policy.install") as tx:
        for one in done:
            document = kinds.document_in(tx.connection, one.key)
            if document is not None:
                install(tx, kinds.latest(tx.connection, one.key), document)


def _point(number: int, point: Mapping[str, Any]) -> dict[str, Any]:
    """A point of the package as a flow's JSON: what is usual may be left out, numbers are plain numbers."""
    return {
        "number": number,
        "positions": [],
        "mode": "any",
        "deadline": None,
        "actions": list(ACTIONS),
        "rules": [],
        **{name: _plain(value) for name, value in point.items() if name != "condition"},
        "condition": [[_test(test) for test in row] for row in point.get("condition", [])],
    }


def _test(test: Any) -> Any:
    return {name: _number(value) for name, value in test.items()} if isinstance(test, Mapping) else test


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _number(one) if name == "up_to" else _plain(one) for name, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, list) else value


def _number(value: Any) -> Any:
    if isinstance(value, list):
        return [_number(one) for one in value]
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return {"number": str(value)}
    return value
